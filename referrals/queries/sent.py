"""The closed answers of a referral as sent, in words: diagnoses, function by degree, what was tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from referrals.forms import choices
from referrals.forms.diagnosis import dotted, titled
from referrals.models import Referral

WORST_FIRST = ("severe", "moderate", "mild", "none", None)


def sent_lines(referral: Referral) -> list[tuple[str, str]]:
    """Label and words, the unanswered left out. One query, for the titles of the diagnoses."""
    facts = referral.facts
    found = [*_diagnoses(facts), *_event(facts), *_urgency(facts), *_functions(referral), *_tried(referral)]
    return [(str(label), str(words)) for label, words in found]


def _diagnoses(facts: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    keys = [(row["system"], dotted(row["system"], row["code"])) for row in facts.get("diagnoses") or []]
    for index, row in enumerate(titled(keys)):
        label = _("Other diagnosis") if index else _("Main diagnosis")
        yield label, f"{row['code']} {row['title']}".strip()


def _event(facts: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    if facts.get("event_on"):
        day = dt.date.fromisoformat(facts["event_on"])
        yield _("Date of injury, illness, operation or discharge"), f"{day:%d.%m.%Y}"


def _urgency(facts: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    if facts.get("urgency"):
        yield _("Urgency"), choices.words(choices.URGENCIES, facts["urgency"])


def _functions(referral: Referral) -> Iterator[tuple[Any, Any]]:
    """One line a degree: «Severe: pain, work or school»."""
    names, degrees = dict(choices.AREAS), dict(choices.DEGREES)
    for degree in WORST_FIRST:
        areas = [
            choices.lowered(name)
            for area, name in names.items()
            if area in referral.functions and referral.functions[area] == degree
        ]
        if areas:
            said = choices.lowered(degrees[degree or "unknown"])
            yield _("Hindered: {degree}").format(degree=said), ", ".join(areas)


def _tried(referral: Referral) -> Iterator[tuple[Any, Any]]:
    for row in referral.tried:
        weeks = _("{weeks} weeks").format(weeks=row["weeks"]) if row.get("weeks") is not None else ""
        effect = choices.words(choices.EFFECTS, row.get("effect") or "unknown")
        measure = choices.words(choices.MEASURES, row.get("measure"))
        yield _("Tried: {measure}").format(measure=measure), ", ".join(one for one in (weeks, effect) if one)
