"""A case is asked in the last period of a rule set: what its days are to each other stays."""

from __future__ import annotations

from datetime import date

import pytest

from deltytelser.checks.answers import moved
from deltytelser.rules.told import whole_years

FACTS = {
    "referred_on": "2026-03-02",
    "received_on": "2026-03-03",
    "patient": {"birth_date": "2008-03-03", "municipality": "5001"},
    "event_on": "2025-09-02",
    "earlier_stays": [{"delytelse": "H", "ended_on": "2025-03-03"}],
}


def _between(facts, name):
    return (date.fromisoformat(facts["received_on"]) - date.fromisoformat(facts[name])).days


def _age(facts):
    birth = date.fromisoformat(facts["patient"]["birth_date"])
    return whole_years(birth, date.fromisoformat(facts["received_on"]))


def test_facts_of_the_last_period_stay_as_they_are():
    assert moved(FACTS, date(2024, 1, 1)) is FACTS


@pytest.mark.parametrize("first", [date(2026, 3, 4), date(2027, 1, 1), date(2028, 3, 3), date(2031, 12, 31)])
def test_facts_are_moved_by_whole_years(first):
    new = moved(FACTS, first)
    assert new["received_on"][5:] == "03-03"
    assert first <= date.fromisoformat(new["received_on"]) < first.replace(year=first.year + 1)
    assert [_between(new, name) for name in ("referred_on", "event_on")] == [1, 182]
    assert new["earlier_stays"][0]["delytelse"] == "H"
    assert _age(new) == 18


def test_who_was_born_on_29_february_is_as_old():
    facts = {**FACTS, "patient": {"birth_date": "2008-02-29", "municipality": "5001"}}
    assert _age(facts) == _age(moved(facts, date(2027, 1, 1))) == 18
