"""A referral as it was sent: its facts without what came later, and the closed answers in words: diagnoses,
function by degree, what was tried.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from referrals.dotted import put
from referrals.forms import choices
from referrals.forms.diagnosis import dotted, titled
from referrals.models import Proposal, Referral
from referrals.provenance import DERIVED, REFERRER, REGISTERED, told_names
from rve.core.templatetags.dates_in_words import known_language, short_date

WORST_FIRST = ("severe", "moderate", "mild", "none", None)
# What the receipt can work out: by ourselves, from function by area, from what was tried.
_OURS = ("long_travel", "existing_right_deadline", "earlier_stays")
_FROM_AREAS, _FROM_TRIED = ("function_loss", "self_care"), ("municipal_measures",)


def facts_as_sent(referral: Referral) -> dict[str, Any]:
    """The facts of the receipt, without what was worked out here. One query.

    The proposal of the receipt has kept them. Where the rules could not read them then, those that nobody has
    settled since.
    """
    of_receipt = referral.proposals.filter(cause=Proposal.Cause.RECEIPT).order_by("pk")
    kept = of_receipt.values_list("facts", flat=True).first()
    facts: dict[str, Any] = json.loads(kept) if kept else referral.facts
    for name in told_names(facts):
        if not _was_sent(referral, name, kept=kept is not None):
            facts = put(facts, name, None)
    return facts


def _was_sent(referral: Referral, name: str, *, kept: bool) -> bool:
    how = referral.provenance.get(name, {}).get("how", REFERRER)
    if how in (REFERRER, REGISTERED):
        return True
    if how == DERIVED or not kept:
        return False
    # Settled since: who said it first is no longer written, but only some are ever worked out.
    worked_out = (
        *_OURS,
        *(_FROM_AREAS if referral.functions else ()),
        *(_FROM_TRIED if referral.tried else ()),
    )
    return name not in worked_out


def sent_lines(referral: Referral, facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Label and words, the unanswered left out. One query, for the titles of the diagnoses."""
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
        yield (
            _("Date of injury, illness, operation or discharge"),
            short_date(day, known_language(get_language())),
        )


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
