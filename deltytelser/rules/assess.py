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
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.facts_met import facts_of, grounds_that_hold
from deltytelser.rules.granting import grant
from deltytelser.rules.mapping import LOOKUP_ID, find_delytelse, find_redirect
from deltytelser.rules.offer import decide_level
from deltytelser.rules.right import weigh
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.trace import Proposal, entry
from deltytelser.rules.verdict import GRANTED, REDIRECTED, REFUSED, Verdict
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
    proposal = _empty(case, rules, on)
    _clock(proposal, case, world)
    row = find_delytelse(case.coded, case.edition)
    code = case.coded[DELYTELSE]
    proposal["delytelse"] = None if code == NO_DELYTELSE else DELYTELSER[code]
    _mapped(proposal, case, row)
    redirect = find_redirect(case.coded, case.edition)
    if redirect is not None:
        proposal["outcome"] = REDIRECTED
        proposal["route"]["redirect_to"] = redirect.effect["redirect_to"]
        proposal["trace"].append(entry(redirect, facts_of(redirect, case)))
    else:
        _decide(proposal, case, world, on)
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


def _clock(proposal: Proposal, case: Case, world: World) -> None:
    settings = case.edition.settings
    days, saturday = int(settings["assessment_virkedager"]), bool(settings["saturday_counts"])
    due = world.due(case.receipt, days, saturday).isoformat()
    proposal["assessment_due"] = due
    proposal["assessment_due_with_saturdays"] = world.due(case.receipt, days, True).isoformat()
    receipt = case.receipt.isoformat()
    clock = case.edition.by_id["clock"]
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
    requested = case.facts.get("requested", {}).get("delytelse")
    if requested is not None and requested != letter:
        values = {"requested": requested}
        proposal["trace"].append(
            entry(rows["map.request_differs"], {"requested.delytelse": requested}, values)
        )


def _decide(proposal: Proposal, case: Case, world: World, on: date) -> None:
    verdict = weigh(case.coded, case.edition)
    proposal["outcome"] = verdict.outcome
    proposal["missing"] = list(verdict.missing)
    proposal["unknown"] = list(verdict.unknown)
    _right_reasons(proposal, case, verdict)
    if verdict.outcome == REFUSED:
        proposal["route"]["sector"] = "municipality"
        proposal["counterfactuals"] = counterfactuals(case.coded, case.edition)
        if verdict.unknown:
            proposal["remarks"].append({"id": "remark.thin_refusal", "values": {}})
        return
    level = decide_level(case)
    if level is None:
        return
    proposal["level"] = LEVELS[level.level]
    proposal["lodging"] = level.lodging
    proposal["stay"] = {"min_days": level.stay[0], "max_days": level.stay[1]} if level.stay else None
    proposal["rows"] += [row.id for row in level.rows]
    reasons = [row for row in level.rows if row.table != "stay"]
    facts = {name: value for row in reasons for name, value in facts_of(row, case).items()}
    values = {"rows": [row.id for row in reasons]} if len(reasons) > 1 else {}
    proposal["trace"].append(entry(reasons[0], facts, values, rule=f"level.{proposal['delytelse']}"))
    if verdict.outcome == GRANTED:
        grant(proposal, case, world, on, level)


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
