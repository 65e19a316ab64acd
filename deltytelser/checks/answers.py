"""Golden cases answered by a rule set, in the words that a case may expect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from deltytelser.rules.assess import assess
from deltytelser.rules.errors import InvalidFacts, NoRuleInForce
from deltytelser.rules.golden import GoldenCase
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import World

Facts = dict[str, Any]
Answer = dict[str, Any]
_PUT_FIRST = ("route.named", "route.own_hf")
_DAYS = ("referred_on", "received_on", "first_received_on", "event_on", "existing_right_deadline")


def case_facts(case: GoldenCase, rules: RuleSet) -> Facts:
    """The facts of a case as this rule set is asked: moved to its last period unless the case is dated."""
    return case.facts if case.dated else moved(case.facts, rules.breaks[-1])


def moved(facts: Facts, first: date) -> Facts:
    """Facts received on `first` or later: the receipt is moved by whole years, the birth by as many, and each
    other day keeps its distance to the receipt. Facts that are late enough stay as they are.
    """
    receipt = date.fromisoformat(facts.get("first_received_on") or facts["received_on"])
    years = max(0, first.year - receipt.year)
    if _years_on(receipt, years) < first:
        years += 1
    if not years:
        return facts
    shift = _years_on(receipt, years) - receipt
    new = {**facts}
    for name in _DAYS:
        if facts.get(name):
            new[name] = _later(facts[name], shift)
    birth = date.fromisoformat(facts["patient"]["birth_date"])
    new["patient"] = {**facts["patient"], "birth_date": _years_on(birth, years).isoformat()}
    new["earlier_stays"] = [
        {**stay, "ended_on": _later(stay["ended_on"], shift)} for stay in facts.get("earlier_stays", ())
    ]
    return new


def _years_on(day: date, years: int) -> date:
    # Born on 29 February is a year older on 1 March.
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, month=3, day=1) if leap else day.replace(year=day.year + years)


def _later(day: str, shift: timedelta) -> str:
    return (date.fromisoformat(day) + shift).isoformat()


def answer(facts: Facts, rules: RuleSet, world: World) -> Answer:
    """All that a case may expect, of one referral.

    Raises InvalidFacts, also where no rule is in force.
    """
    receipt = date.fromisoformat(facts.get("first_received_on") or facts["received_on"])
    try:
        proposal = assess(facts, rules=rules, world=world, on=receipt)
    except NoRuleInForce as error:
        raise InvalidFacts("received_on", str(error)) from error
    stay, deadline = proposal["stay"], proposal["start_deadline"]
    return {
        "outcome": proposal["outcome"],
        "delytelse": proposal["delytelse"],
        "redirect_to": proposal["route"]["redirect_to"],
        "missing": proposal["missing"],
        "level": proposal["level"],
        "lodging": proposal["lodging"],
        "stay": {"min": stay["min_days"], "max": stay["max_days"]} if stay else None,
        "weeks": deadline["weeks"] if deadline else None,
        "days": (date.fromisoformat(deadline["date"]) - receipt).days if deadline else None,
        "not_before": _not_before(proposal["trace"], rules, receipt),
        "due": proposal["assessment_due"],
        "places": [
            one["institution"] for one in proposal["route"]["candidates"] if one["reasons"][0] in _PUT_FIRST
        ],
    }


def _not_before(trace: list[dict[str, Any]], rules: RuleSet, receipt: date) -> int | None:
    rows = {
        row.id for row in rules.rows.get("deadline_limits", ()) if "not_before_days_after_event" in row.effect
    }
    for entry in trace:
        for limit in entry["values"].get("limits", ()):
            if limit["row"] in rows:
                return (date.fromisoformat(limit["limit"]) - receipt).days
    return None


def differing(expected: Mapping[str, Any], found: Answer) -> list[str]:
    """The keys that are not as expected."""
    return [name for name, value in expected.items() if found[name] != value]
