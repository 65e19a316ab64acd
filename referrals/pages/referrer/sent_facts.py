"""The facts of a referral as sent that the form does not show in its own way, in the rule book's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from deltytelser.models import Delytelse
from institutions.models import Institution
from referrals import dotted
from referrals.forms import choices
from referrals.pages.case_facts_rows import value_words
from referrals.pages.case_rules import Words
from referrals.queries.worklist_rows import GROUNDS
from rve.core.models import Region
from rve.core.templatetags.rve_ui import short_date

ORDER = (
    "function_loss",
    "self_care",
    "night_care",
    "municipal_measures",
    "goal",
    "earlier_stays",
    "significant_change",
    "long_travel",
    *(f"needs.{name}" for name in GROUNDS),
    "existing_right_deadline",
    "assessed_here_by_choice",
    "consent",
)
DAYS = ("referred_on", "first_received_on")
Line = tuple[str, str]


def sent_facts(facts: dict[str, Any], *, region: Region, words: Words) -> list[Line]:
    """Label and words of what is known. A query each for a wished delytelse and place."""
    known = ((name, dotted.get(facts, name)) for name in ORDER)
    said = [(words.fact(name), value_words(name, value, words)) for name, value in known if value is not None]
    return [*_conditions(facts, words), *said, *_wishes(facts, region, words), *_sender(facts, words)]


def _conditions(facts: dict[str, Any], words: Words) -> Iterator[Line]:
    for key, label in (("conditions", _("Applies")), ("conditions_denied", _("Does not apply"))):
        names = [choices.lowered(words.fact(f"conditions.{one}")) for one in facts.get(key) or ()]
        if names:
            yield label, ", ".join(names)


def _wishes(facts: dict[str, Any], region: Region, words: Words) -> Iterator[Line]:
    """What was asked for, by name; the code where nothing has it."""
    wished = facts.get("requested") or {}
    if code := wished.get("delytelse"):
        row = Delytelse.objects.filter(region=region, code=code).first()
        yield (
            words.fact("requested.delytelse"),
            f"{code} {row.name_in(words.lang) if row else ''}".strip(),
        )
    if level := wished.get("level"):
        yield words.fact("requested.level"), words.level(level)
    if kode := wished.get("institution"):
        place = Institution.objects.filter(region=region, kode=kode).first()
        yield words.fact("requested.institution"), place.name if place else kode


def _sender(facts: dict[str, Any], words: Words) -> Iterator[Line]:
    """Who refers, and the days of the referral."""
    kind, trust = (dotted.get(facts, f"referrer.{name}") for name in ("kind", "hf"))
    if kind:
        told = words.value("referrer.kind", kind)
        yield (
            words.fact("referrer.kind"),
            f"{told}, {choices.words(choices.TRUSTS, trust)}" if trust else told,
        )
    for name in DAYS:
        if facts.get(name):
            yield words.fact(name), short_date(dt.date.fromisoformat(facts[name]))
