"""The reasons of a proposal as a tree: stage, table, row, cell, each with the facts that made it so.

The same tree feeds the case page, «Spør regelboken» and the difference of two rule sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from deltytelser.rules.assess import assess
from deltytelser.rules.case import Case, open_case
from deltytelser.rules.labels import asked_of, fact_label, label, question
from deltytelser.rules.mapping import find_delytelse
from deltytelser.rules.reasons.changes import changes_in_words
from deltytelser.rules.reasons.dated import values_of_stage
from deltytelser.rules.reasons.places import candidates
from deltytelser.rules.reasons.reading import Json, Reading, decided_rows, uncertain_rows
from deltytelser.rules.reasons.rows import DECIDES, plain_row
from deltytelser.rules.reasons.stages import (
    clock_tables,
    deadline_tables,
    delytelse_tables,
    gate_tables,
    level_tables,
    right_tables,
    route_tables,
)
from deltytelser.rules.reasons.steps import clock_steps, deadline_steps
from deltytelser.rules.reasons.words import ASKED_OF, STAGES, say
from deltytelser.rules.render import Writer
from deltytelser.rules.rows import LANGUAGES
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.trace import Proposal
from deltytelser.rules.verdict import REDIRECTED
from deltytelser.rules.vocabulary import LEVEL, LEVELS
from deltytelser.rules.world import World

_TABLES: Final[dict[int, Callable[[Reading], list[Json]]]] = {
    0: clock_tables,
    2: delytelse_tables,
    1: gate_tables,
    3: right_tables,
    4: level_tables,
    5: deadline_tables,
    6: route_tables,
}


def reason_tree(
    facts: dict[str, Any],
    *,
    rules: RuleSet,
    world: World,
    on: date,
    lang: str = "nb",
    whole: bool = False,
) -> Json:
    """Why the proposal of one referral on the day `on` is what it is, as plain JSON in nb or nn.

    `stages` in the order of the rule book, each with `reached`, `tables` of rows, dated `values`, `steps`
    (stages 0 and 5) and `candidates` (stage 6). A row's `state`: `decides` (the proposal cites it), `holds`,
    `may_hold` (unknown facts), `behind` (an earlier row was first), `nearly` (one cell failed, `failed`) or
    `fails`. A cell's: `met`, `failed` or `unknown`. `whole` lists rows for other delytelser too.
    Raises as `assess`; ValueError for another language.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no sentences in {lang!r}")
    proposal = assess(facts, rules=rules, world=world, on=on)
    reading = Reading(
        case=_opened(facts, proposal, rules, world),
        rules=rules,
        world=world,
        proposal=proposal,
        writer=Writer(proposal, rules, lang),
        lang=lang,
        decided=decided_rows(proposal),
        uncertain=uncertain_rows(proposal),
        whole=whole,
    )
    return _head(reading) | {
        "stages": [_stage(stage, reading) for stage in STAGES],
        "law": _law(reading),
        "missing": _asked(proposal["missing"], reading),
        "unknown": _asked(proposal["unknown"], reading),
        "counterfactuals": [
            one | {"words": changes_in_words(rules, one, lang)} for one in proposal["counterfactuals"]
        ],
        "remarks": [_remark(one, reading) for one in proposal["remarks"]],
    }


def _opened(facts: dict[str, Any], proposal: Proposal, rules: RuleSet, world: World) -> Case:
    """The case with what the stages fill in: the delytelse, and the level that was decided."""
    case = open_case(facts, rules=rules, world=world)
    find_delytelse(case.coded, case.edition)
    if proposal["level"]:
        case.coded[LEVEL] = LEVELS.index(proposal["level"])
    return case


def _head(reading: Reading) -> Json:
    proposal = reading.proposal
    names = ("outcome", "delytelse", "level", "lodging", "stay", "start_deadline", "assessment_due")
    return {name: proposal[name] for name in names} | {
        "outcome_words": label(reading.rules, "outcomes", proposal["outcome"], reading.lang),
        "redirect_to": proposal["route"]["redirect_to"],
        "lang": reading.lang,
        "rule_set": {**proposal["rule_set"], "hash": proposal["rule_set_hash"]},
        "law_on": proposal["law_on"],
    }


def _stage(stage: int, reading: Reading) -> Json:
    key, name = STAGES[stage]
    reached = _reached(stage, reading.proposal)
    return {
        "stage": stage,
        "key": key,
        "name": say(name, reading.lang),
        "reached": reached,
        "tables": _TABLES[stage](reading) if reached else [],
        "values": values_of_stage(stage, reading) if reached else [],
        "steps": _steps(stage, reading) if reached else [],
        "candidates": candidates(reading) if reached and stage == 6 else [],
    }


def _reached(stage: int, proposal: Proposal) -> bool:
    if stage == 3:
        return bool(proposal["outcome"] != REDIRECTED)
    if stage == 4:
        return proposal["level"] is not None
    return stage < 4 or proposal["start_deadline"] is not None


def _steps(stage: int, reading: Reading) -> list[Json]:
    return {0: clock_steps, 5: deadline_steps}[stage](reading) if stage in (0, 5) else []


def _law(reading: Reading) -> Json:
    """The law of the day of the proposal, with its sentence."""
    law = reading.writer.law
    words = {name: str(value) for name, value in law.effect.items()}
    return plain_row(law, reading) | {"text": reading.writer.fill(law, words), "state": DECIDES}


def _asked(names: Iterable[str], reading: Reading) -> list[Json]:
    """Facts with their question, and who answers it."""
    rules, lang = reading.rules, reading.lang
    return [
        {
            "fact": name,
            "label": fact_label(rules, name, lang),
            "question": question(rules, name, lang),
            "asked_of": asked_of(name),
            "asked_of_words": say(ASKED_OF[asked_of(name)], lang),
        }
        for name in names
    ]


def _remark(one: Json, reading: Reading) -> str:
    return reading.writer.fill(reading.writer.rows[one["id"]], one["values"])
