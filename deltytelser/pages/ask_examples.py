"""Referrals to start from: the golden cases of the rule book, moved to the day that is asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import QueryDict

from deltytelser.catalogue.read import load_rule_set
from deltytelser.pages.ask_fields import CONDITION, GROUNDS, MOST_STAYS, REQUESTED, WORDS, YES_NO
from deltytelser.rules.golden import GoldenCase
from deltytelser.rules.labels import label
from deltytelser.rules.ruleset import RuleSet

Facts = dict[str, Any]


@lru_cache(maxsize=1)
def _shipped() -> tuple[GoldenCase, ...]:
    return load_rule_set().cases


def examples_of(rules: RuleSet) -> tuple[GoldenCase, ...]:
    """The cases of the rule set; those that are shipped where it has none of its own."""
    return rules.cases or _shipped()


def by_outcome(rules: RuleSet, lang: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The examples as choices, under the outcome that each must have."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for case in examples_of(rules):
        outcome = str(case.expected.get("outcome", ""))
        groups.setdefault(outcome, []).append((case.id, case.text.get(lang) or case.text["nb"]))
    return [(label(rules, "outcomes", outcome, lang), cases) for outcome, cases in groups.items()]


def params_of(case: GoldenCase, *, receipt: dt.date) -> QueryDict:
    """The example as an address of the page, received on `receipt`; dated cases keep their own days."""
    found = QueryDict(mutable=True)
    for name, value in _told(case, receipt):
        found.appendlist(name, value)
    return found


def _told(case: GoldenCase, receipt: dt.date) -> Iterator[tuple[str, str]]:
    facts = case.facts
    began = dt.date.fromisoformat(facts.get("first_received_on") or facts["received_on"])
    by = dt.timedelta(0) if case.dated else receipt - began
    for name in ("received_on", "first_received_on", "event_on", "existing_right_deadline"):
        if facts.get(name):
            yield name, _moved(facts[name], by)
    birth = dt.date.fromisoformat(facts["patient"]["birth_date"])
    had_birthday = (began.month, began.day) >= (birth.month, birth.day)
    yield "age", str(max(0, began.year - birth.year - (not had_birthday)))
    yield "patient.municipality", facts["patient"]["municipality"]
    yield "referrer.kind", facts["referrer"]["kind"]
    for one in facts["diagnoses"]:
        yield "diagnoses", f"{one['system']}:{one['code']}"
    yield from _answers(facts)
    for number, stay in enumerate(facts.get("earlier_stays", ())[:MOST_STAYS]):
        yield f"earlier_stays.{number}.delytelse", stay["delytelse"]
        yield f"earlier_stays.{number}.ended_on", _moved(stay["ended_on"], by)


def _answers(facts: Facts) -> Iterator[tuple[str, str]]:
    plain = [(name, facts.get(name)) for name in WORDS if "." not in name]
    plain += [(name, (facts.get("requested") or {}).get(name.partition(".")[2])) for name in REQUESTED]
    yield from ((name, str(value)) for name, value in plain if value)
    answers = [(name, facts.get(name)) for name in YES_NO]
    answers += [(name, (facts.get("needs") or {}).get(name.partition(".")[2])) for name in GROUNDS]
    answers += [(CONDITION + name, True) for name in facts.get("conditions", ())]
    answers += [(CONDITION + name, False) for name in facts.get("conditions_denied", ())]
    yield from ((name, "yes" if value else "no") for name, value in answers if value is not None)


def _moved(day: str, by: dt.timedelta) -> str:
    return f"{dt.date.fromisoformat(day) + by:%d.%m.%Y}"
