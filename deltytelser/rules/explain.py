"""What the page of a case shows beside the proposal:
rows for and against, and what settling a fact would change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from deltytelser.rules.boxes import Box
from deltytelser.rules.case import Case, open_case
from deltytelser.rules.cells import read_cells
from deltytelser.rules.choices import is_own
from deltytelser.rules.facts_met import box_facts, facts_of
from deltytelser.rules.labels import asked_of, fact_label, question, value_label
from deltytelser.rules.mapping import find_delytelse, find_redirect
from deltytelser.rules.residual import residual
from deltytelser.rules.right import weigh
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.verdict import Verdict
from deltytelser.rules.vocabulary import (
    CONDITION_BITS,
    DELYTELSE,
    DENIED,
    FIRST_NEED,
    NEEDS,
    TICKED,
    conditions_in,
)
from deltytelser.rules.world import World

_OF_THE_ROW: Final = frozenset({"delytelse", "delytelse_not", "found_by"})


def explain(
    facts: dict[str, Any], *, rules: RuleSet, world: World, on: date, lang: str = "nb"
) -> dict[str, Any]:
    """Rows of stage 3 with their state, the grounds, and what is still to settle and to ask.

    `rows`: every row of the delytelse: `state` holds, may_hold or fails; `effect` refuses, may_refuse,
    weighs or none; the facts that met it; for those that fail, the first cell that failed and whether it
    is the only one.
    `against`: the rows that nearly applied, each with a sentence. `needs`: each ground, its value, and
    whether settling it would change the outcome. Empty lists for a redirected referral. Raises as
    `assess`.
    """
    case = open_case(facts, rules=rules, world=world)
    find_delytelse(case.coded, case.edition)
    if find_redirect(case.coded, case.edition):
        return {"rows": [], "against": [], "needs": [], "to_settle": [], "to_ask": []}
    verdict = weigh(case.coded, case.edition)
    rows = [
        _row(row, number, verdict, case, rules, lang)
        for number, row in enumerate(case.edition.right[case.coded[DELYTELSE]])
    ]
    asked = [{"fact": fact, "question": question(rules, fact, lang)} for fact in verdict.missing]
    return {
        "rows": rows,
        "against": [row for row in rows if row["nearly"]],
        "needs": [
            _need(position, case, verdict, rules, lang)
            for position in range(FIRST_NEED, FIRST_NEED + len(NEEDS))
        ],
        "to_settle": [one for one in asked if asked_of(one["fact"]) == "assessor"],
        "to_ask": [one for one in asked if asked_of(one["fact"]) == "referrer"],
    }


def _row(row: Row, number: int, verdict: Verdict, case: Case, rules: RuleSet, lang: str) -> dict[str, Any]:
    state = "holds" if number in verdict.holds else "may_hold" if number in verdict.may_hold else "fails"
    failed = _failed(row, case, rules, lang) if state == "fails" else []
    return {
        "row": row.id,
        "stage": row.stage,
        "test": row.test,
        "marks": list(row.marks),
        "source": [
            {"document": rules.documents.get(one.document, one.document), "locator": one.locator}
            for one in row.sources
        ],
        "text": row.text[lang],
        "short": row.short.get(lang, row.id),
        "state": state,
        "effect": _effect(number, verdict, state),
        "facts": facts_of(row, case) if state != "fails" else {},
        "failed": failed[0] if failed else None,
        "nearly": len(failed) == 1 and is_own(row),
    }


def _effect(number: int, verdict: Verdict, state: str) -> str | None:
    if state == "fails":
        return None
    if number in verdict.refuses:
        return "refuses"
    return "may_refuse" if number in verdict.may_refuse else "weighs"


def _failed(row: Row, case: Case, rules: RuleSet, lang: str) -> list[dict[str, Any]]:
    """The cells that a known fact fails, of the alternative that fails fewest."""
    groups = row.cells.get("one_of") or [{}]
    when = row.cells.get("when", {})
    found = [
        list(_failing(cells, case, rules, lang, row.place))
        for group in (groups if isinstance(groups, list) else [{}])
        for cells in [{**(when if isinstance(when, dict) else {}), **group}]
    ]
    return min(found, key=len)


def _failing(
    cells: Mapping[str, object], case: Case, rules: RuleSet, lang: str, place: str
) -> Iterator[dict[str, Any]]:
    definitions = case.edition.definitions
    ground_holds = definitions.ground_holds(case.coded)
    for name, value in cells.items():
        box = read_cells({name: value}, rules.words, place)
        if name in _OF_THE_ROW or residual(box, case.coded, definitions, ground_holds) is not None:
            continue
        facts = _to_blame(name, box, case)
        words = ", ".join(
            f"{fact_label(rules, fact, lang)}: {value_label(rules, fact, known, lang).lower()}"
            for fact, known in facts.items()
        )
        yield {"cell": name, "facts": facts, "words": words}


def _to_blame(name: str, box: Box, case: Case) -> dict[str, object]:
    """The facts that fail a cell; a condition that is neither ticked nor denied is unknown."""
    if name in ("denied", "not_ticked"):
        return {
            f"conditions.{one}": "ticked" for one in conditions_in(box.reads_conditions & case.coded[TICKED])
        }
    if name in ("ticked", "ticked_any"):
        denied = case.coded[DENIED]
        missing = conditions_in(box.reads_conditions & ~case.coded[TICKED])
        return {f"conditions.{one}": "denied" if denied & CONDITION_BITS[one] else None for one in missing}
    return dict(box_facts(box, case))


def _need(position: int, case: Case, verdict: Verdict, rules: RuleSet, lang: str) -> dict[str, Any]:
    name = f"needs.{NEEDS[position - FIRST_NEED]}"
    value = {-1: None, 0: False, 1: True}[case.coded[position]]
    alone = any(positions == (position,) for positions in case.edition.definitions.grounds)
    together = [
        f"needs.{NEEDS[other - FIRST_NEED]}"
        for positions in case.edition.definitions.grounds
        if position in positions
        for other in positions
        if other != position
    ]
    return {
        "fact": name,
        "label": fact_label(rules, name, lang),
        "value": value,
        "alone": alone,
        "together_with": together,
        "changes_outcome": name in verdict.missing,
    }
