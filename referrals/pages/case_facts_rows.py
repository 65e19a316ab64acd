"""The table of facts: what is unknown first, then what is known, and who settled each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from deltytelser.diagnoses import title_of
from referrals import dotted
from referrals.models import Referral
from referrals.pages.case_rules import Words, content_of
from referrals.provenance import ANSWER, ASSESSOR, DERIVED, REFERRER, REGISTERED
from rve.core.models import User
from rve.core.templatetags.rve_ui import clock_time, day_month, decimal_no, short_date

# Asked for in every case; the rest only where a rule reads it.
ALWAYS = ("function_loss", "self_care", "night_care", "municipal_measures", "goal", "event_on")
ORDER = (
    "event_on",
    "conditions",
    "function_loss",
    "self_care",
    "night_care",
    "municipal_measures",
    "goal",
    "urgency",
    "earlier_stays",
    "significant_change",
    "long_travel",
    "consent",
    "assessed_here_by_choice",
    "existing_right_deadline",
    "requested.delytelse",
    "requested.level",
    "requested.institution",
)
DATES = ("event_on", "existing_right_deadline")


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    label: str
    value: str
    by: str
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when, and in which words: «you» and «today» depend on it."""

    viewer: User
    today: dt.date
    words: Words


def unknown_facts(referral: Referral, words: Words, *, needs: bool = False) -> list[Fact]:
    """What nobody has said and a rule reads, the deciding ones first; without the assessor's own grounds."""
    content = content_of(referral)
    missing = list(content.get("missing", []))
    names = dict.fromkeys((*missing, *content.get("unknown", []), *ALWAYS))
    open_names = [name for name in names if dotted.get(referral.facts, name) is None]
    return [
        Fact(name, words.fact(name), "", "", decides=name in missing)
        for name in open_names
        if needs or not name.startswith("needs.")
    ]


def known_facts(referral: Referral, reader: Reader, *, km: float | None = None) -> list[Fact]:
    """What is known, in reading order."""
    words = reader.words
    found = _diagnoses(referral, reader)
    for name in ORDER:
        if name == "conditions":
            found += _conditions(referral, reader)
            continue
        value = dotted.get(referral.facts, name)
        if value is None or (name == "earlier_stays" and not value and name not in referral.provenance):
            continue
        found.append(
            Fact(name, words.fact(name), value_words(name, value, words, km), source(referral, name, reader))
        )
    return found


def _diagnoses(referral: Referral, reader: Reader) -> list[Fact]:
    rows = referral.facts.get("diagnoses") or []
    by = source(referral, "diagnoses", reader)
    return [
        Fact("diagnoses", _("Main diagnosis") if n == 0 else _("Other diagnosis"), diagnosis_words(one), by)
        for n, one in enumerate(rows)
    ]


def diagnosis_words(one: Mapping[str, Any]) -> str:
    """«S32.4 Brudd i acetabulum»."""
    title = title_of(system=str(one.get("system", "")), code=str(one.get("code", "")))
    return f"{one.get('code', '')} {title}".strip()


def _conditions(referral: Referral, reader: Reader) -> list[Fact]:
    words = reader.words
    sides = (("conditions", True), ("conditions_denied", False))
    return [
        Fact(name, words.fact(name), words.value(name, said), source(referral, name, reader))
        for key, said in sides
        for name in (f"conditions.{one}" for one in referral.facts.get(key) or ())
    ]


def value_words(name: str, value: Any, words: Words, km: float | None = None) -> str:
    """A fact's value as a reader sees it."""
    if name in DATES:
        return short_date(dt.date.fromisoformat(value))
    if name == "earlier_stays":
        stays = [f"{one['delytelse']} {short_date(dt.date.fromisoformat(one['ended_on']))}" for one in value]
        return ", ".join(stays) or _("None")
    if name == "long_travel" and km is not None:
        return _("{value}, {km} km").format(value=words.value(name, value), km=decimal_no(round(km)))
    return words.level(value) if name == "requested.level" else words.value(name, value)


def source(referral: Referral, name: str, reader: Reader) -> str:
    """Who settled a fact, and when where that is not the referral itself."""
    mark = referral.provenance.get(name) or {}
    how = mark.get("how")
    if how == REFERRER or not how:
        kind = (referral.facts.get("referrer") or {}).get("kind", "")
        return reader.words.value("referrer.kind", kind) if kind == "gp" else _("Referrer")
    if how == DERIVED:
        return _("Worked out")
    when = _when(mark, reader)
    if how == ANSWER:
        return _("Answer {when}").format(when=when)
    if how == REGISTERED:
        return _("Registered here")
    who = _("You") if mark.get("user") == reader.viewer.pk else mark.get("by", "")
    return f"{who} {when}".strip() if how == ASSESSOR else who


def _when(mark: Mapping[str, Any], reader: Reader) -> str:
    if not mark.get("at"):
        return ""
    at = timezone.localtime(dt.datetime.fromisoformat(mark["at"]))
    return clock_time(at) if at.date() == reader.today else day_month(at)
