"""The candidates as rows and as choices: place, first free week, days, distance, in time or late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils import timezone
from django.utils.translation import gettext as _

from referrals.pages.case_rules import Words
from referrals.queries.case_places import Place
from rve.core.templatetags.rve_ui import day_month, decimal_no, week


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    kode: str
    name: str
    about: str
    free: str
    days: str
    km: str
    tag: str
    tone: str
    value: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A place in the choice of place and week: (value, words) for each week that is free."""

    label: str
    options: list[tuple[str, str]]


def rows(
    places: list[Place], *, level: str, words: Words, chosen: str, avoid: Mapping[str, str]
) -> list[Row]:
    """The table. `chosen`: the value that the decision holds now; `avoid`: those that have said no, or
    nothing, and which.
    """
    kode = chosen.partition("/")[0]
    return [_row(place, level, words, place.kode == kode, avoid.get(place.kode, "")) for place in places]


def _row(place: Place, level: str, words: Words, chosen: bool, said: str) -> Row:
    tag, tone = _within(place)
    return Row(
        number=place.number,
        kode=place.kode,
        name=place.name,
        about=f"{_about(place, level, words)}, {said}" if said else _about(place, level, words),
        free=week_words(place.first) if place.first else _("queue only"),
        days=str(place.wait_days) if place.wait_days is not None else "–",
        km=decimal_no(place.km, 1) if place.km is not None else "–",
        tag=tag,
        tone=tone,
        value=options(place)[0][0],
        chosen=chosen,
    )


def _within(place: Place) -> tuple[str, str]:
    if place.first is None:
        return _("Not known"), "unknown"
    if place.late_days is None:
        return "–", ""
    if place.late_days:
        return _("{days} d. after").format(days=place.late_days), "bad"
    return _("Within"), "good"


def _about(place: Place, level: str, words: Words) -> str:
    kind = _("Private") if place.private else _("Health trust")
    parts = [kind]
    if place.tenths is not None:
        number = decimal_no(place.tenths / 10)
        parts.append(_("1 place") if place.tenths == 10 else _("{n} places").format(n=number))
    if place.level != level:
        parts.append(words.level(place.level))
    if place.unconfirmed:
        parts.append(_("level not confirmed"))
    if place.rule == "route.choice":
        parts.append(_("the patient's choice"))
    return ", ".join(parts)


def week_words(monday: dt.date | None) -> str:
    """«uke 18, 27. apr.»."""
    return f"{week(monday)}, {day_month(monday)}" if monday else ""


def options(place: Place) -> list[tuple[str, str]]:
    """The free weeks of a place, and its queue where none of them is in time."""
    found = [
        (f"{place.kode}/{place.pool_id}/{day.isoformat()}", f"{place.name}, {week(day)}")
        for day in place.weeks
    ]
    if not found or place.late_days:
        found.append(
            (f"{place.kode}/{place.pool_id}/queue", _("{name}, in the queue").format(name=place.name))
        )
    return found


def groups(places: list[Place], *, avoid: Mapping[str, str] = MappingProxyType({})) -> list[Group]:
    """In the rules' order; those to `avoid` last, with what was said of them: no, or nothing."""
    ordered = sorted(places, key=lambda place: place.kode in avoid)
    return [Group(_label(place, avoid.get(place.kode, "")), options(place)) for place in ordered]


def _label(place: Place, said: str) -> str:
    return f"{place.number}. {place.name}, {said}" if said else f"{place.number}. {place.name}"


def updated(places: list[Place], *, today: dt.date) -> str:
    """How fresh the figures are: the weeks are as booked now, the capacity as last confirmed."""
    days = [timezone.localdate(place.confirmed_at) for place in places if place.confirmed_at]
    if not days:
        return _("Capacity as agreed, not confirmed by the places.")
    oldest = min(days)
    return (
        _("Capacity confirmed today.")
        if oldest == today
        else _("Capacity confirmed {day} or later.").format(day=day_month(oldest))
    )
