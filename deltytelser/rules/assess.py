"""The path through the stages: facts in, a proposal without sentences out.

A proposal is plain JSON: the outcome and its keys as in `proposal.schema.json`, and `trace`, one entry
for each reason (`rule`, `row`, `stage`, `test`, `facts`, `values`). Sentences are rendered late, see
`render`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from deltytelser.rules.case import Case, open_case
from deltytelser.rules.counterfactual import counterfactuals
from deltytelser.rules.decide import CLOCK, REQUEST_DIFFERS, decide, requests_another
from deltytelser.rules.edition import LOOKUP_ID
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.facts_met import facts_of, grounds_that_hold
from deltytelser.rules.granting import grant
from deltytelser.rules.offer import Level
from deltytelser.rules.right import unknown_read
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.trace import Proposal, entry
from deltytelser.rules.verdict import GRANTED, REFUSED, Verdict
from deltytelser.rules.vocabulary import DELYTELSE, DELYTELSER, LEVELS, NO_DELYTELSE
from deltytelser.rules.world import World


def assess(facts: dict[str, Any], *, rules: RuleSet, world: World, on: date) -> Proposal:
    """The proposal for one referral on the day `on`.

    Raises InvalidFacts for facts that cannot be assessed, NoRuleInForce when no law is known on that day.
    """
    case = open_case(facts, rules=rules, world=world)
    try:
        return _propose(case, rules, world, on)
    except OverflowError as error:
        raise InvalidFacts(case.receipt_field, "is at the end of the calendar") from error


def _propose(case: Case, rules: RuleSet, world: World, on: date) -> Proposal:
    decision = decide(case, world)
    proposal = _empty(case, rules, on)
    _clock(proposal, case, world, decision.due)
    code = case.coded[DELYTELSE]
    proposal["outcome"] = decision.outcome
    proposal["delytelse"] = None if code == NO_DELYTELSE else DELYTELSER[code]
    _mapped(proposal, case, decision.finder)
    if decision.redirect is not None:
        proposal["route"]["redirect_to"] = decision.redirect.effect["redirect_to"]
        proposal["trace"].append(entry(decision.redirect, facts_of(decision.redirect, case)))
    if decision.verdict is not None:
        _weighed(proposal, case, decision.verdict)
    if decision.level is not None:
        _offered(proposal, case, decision.level)
        if decision.deadline is not None:
            grant(proposal, case, world, on, decision.level, decision.deadline)
    proposal["trace"].append(entry(rules.law_on(on), {}, rule="law"))
    return proposal


def _empty(case: Case, rules: RuleSet, on: date) -> Proposal:
    return {
        "reference": case.facts["reference"],
        "outcome": "",
        "assessment_due": "",
        "assessment_due_with_saturdays": "",
        "delytelse": None,
        "level": None,
        "lodging": False,
        "stay": None,
        "start_deadline": None,
        "route": {"sector": None, "redirect_to": None, "candidates": []},
        "missing": [],
        "unknown": [],
        "trace": [],
        "rows": [],
        "rule_set": {"id": rules.id, "version": rules.version, "valid_on": case.receipt.isoformat()},
        "rule_set_hash": rules.hash,
        "law_on": on.isoformat(),
        "remarks": [],
        "counterfactuals": [],
    }


def _clock(proposal: Proposal, case: Case, world: World, day: date) -> None:
    due = day.isoformat()
    proposal["assessment_due"] = due
    with_saturdays = world.due(case.receipt, case.edition.assessment_virkedager, True)
    proposal["assessment_due_with_saturdays"] = with_saturdays.isoformat()
    receipt = case.receipt.isoformat()
    clock = case.edition.by_id[CLOCK]
    proposal["trace"].append(entry(clock, {case.receipt_field: receipt}, {"receipt": receipt, "due": due}))


def _mapped(proposal: Proposal, case: Case, row: Row | None) -> None:
    rows, letter = case.edition.by_id, proposal["delytelse"]
    if row is not None:
        proposal["trace"].append(entry(row, facts_of(row, case)))
    elif case.lookup is not None:
        code, codes = case.facts["diagnoses"][case.lookup_at]["code"], case.lookup.codes
        span = codes.first if codes.first == codes.last else f"{codes.first}–{codes.last}"
        values = {"code": code, "delytelse": letter, "range": span}
        proposal["trace"].append(entry(rows[LOOKUP_ID], {f"diagnoses[{case.lookup_at}].code": code}, values))
    if requests_another(case):
        requested = case.facts["requested"]["delytelse"]
        differs = entry(rows[REQUEST_DIFFERS], {"requested.delytelse": requested}, {"requested": requested})
        proposal["trace"].append(differs)


def _weighed(proposal: Proposal, case: Case, verdict: Verdict) -> None:
    proposal["missing"] = list(verdict.missing)
    unknown = proposal["unknown"] = list(unknown_read(case.coded, case.edition))
    _right_reasons(proposal, case, verdict)
    if verdict.outcome == REFUSED:
        proposal["route"]["sector"] = "municipality"
        proposal["counterfactuals"] = counterfactuals(case.coded, case.edition)
        if unknown:
            proposal["remarks"].append({"id": "remark.thin_refusal", "values": {}})


def _offered(proposal: Proposal, case: Case, level: Level) -> None:
    proposal["level"] = LEVELS[level.level]
    proposal["lodging"] = level.lodging
    proposal["stay"] = {"min_days": level.stay[0], "max_days": level.stay[1]} if level.stay else None
    proposal["rows"] += [row.id for row in level.rows]
    reasons = [row for row in level.rows if row.table != "stay"]
    facts = {name: value for row in reasons for name, value in facts_of(row, case).items()}
    values = {"rows": [row.id for row in reasons]} if len(reasons) > 1 else {}
    proposal["trace"].append(entry(reasons[0], facts, values, rule=f"level.{proposal['delytelse']}"))


def _right_reasons(proposal: Proposal, case: Case, verdict: Verdict) -> None:
    rows = case.edition.right[case.coded[DELYTELSE]]
    refusing = verdict.outcome == REFUSED
    for number in verdict.cited:
        facts = facts_of(rows[number], case, refusing=refusing)
        proposal["trace"].append(entry(rows[number], facts, certain=number in verdict.holds))
    if verdict.outcome == GRANTED:
        grounds = grounds_that_hold(case)
        values = {"grounds": list(grounds)}
        proposal["trace"].append(entry(case.edition.by_id["right.granted"], grounds, values))
