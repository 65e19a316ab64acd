"""Values of search parameters: moments with prefixes, lists, tokens. What cannot be read is refused."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import NoReturn

from django.db.models import Q
from django.utils.translation import gettext as _

from referrals.fhir.moments import read_instant
from referrals.fhir.outcome import Refused
from rve.core.dates import LOCAL_ZONE

_DATE = re.compile(r"(eq|ne|gt|ge|lt|le|sa|eb|ap)?(\d{4}(?:-\d\d(?:-\d\d(?:T.+)?)?)?)")
_PARTS = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?")
# A `+` in an address is a space.
_LOST_PLUS = re.compile(r" (\d\d:\d\d)$")


@dataclass(frozen=True, slots=True)
class Span:
    """What a search value covers: from `first` up to, not with, `beyond`."""

    first: dt.datetime
    beyond: dt.datetime


def refuse(name: str, sentence: str) -> NoReturn:
    raise Refused(400, "invalid", f"{name}: {sentence}")


def date_filter(name: str, field: str, text: str) -> Q:
    """A comparison with a moment of ours (R4, search.html § date): gt is after all that the value covers."""
    found = _DATE.fullmatch(_LOST_PLUS.sub(r"+\1", text))
    span = _span(found[2]) if found else None
    if found is None or span is None:
        refuse(name, _("A date or a moment, for example ge2026-03-02 or gt2026-03-02T10:00:00+01:00."))
    inside = Q(**{f"{field}__gte": span.first, f"{field}__lt": span.beyond})
    comparisons = {
        "eq": inside,
        "ne": ~inside,
        "gt": Q(**{f"{field}__gte": span.beyond}),
        "sa": Q(**{f"{field}__gte": span.beyond}),
        "ge": Q(**{f"{field}__gte": span.first}),
        "lt": Q(**{f"{field}__lt": span.first}),
        "eb": Q(**{f"{field}__lt": span.first}),
        "le": Q(**{f"{field}__lt": span.beyond}),
    }
    prefix = found[1] or "eq"
    if prefix not in comparisons:
        refuse(name, _("The prefix is not known here: use eq, ne, gt, ge, lt, le, sa or eb."))
    return comparisons[prefix]


def _span(text: str) -> Span | None:
    try:
        return _moment(text) if "T" in text else _whole(text)
    except (ValueError, OverflowError):
        return None


def _whole(text: str) -> Span:
    """A year, a month or a day, where the unit is."""
    year, month, day = (int(part) for part in f"{text}-1-1".split("-")[:3])
    if len(text) == 4:
        return Span(_midnight(year, 1, 1), _midnight(year + 1, 1, 1))
    if len(text) == 7:
        after = (year + 1, 1) if month == 12 else (year, month + 1)
        return Span(_midnight(year, month, 1), _midnight(*after, 1))
    following = dt.date(year, month, day) + dt.timedelta(days=1)
    return Span(_midnight(year, month, day), _midnight(following.year, following.month, following.day))


def _midnight(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, tzinfo=LOCAL_ZONE)


def _moment(text: str) -> Span | None:
    """Without an offset it is a moment where the unit is; what it covers follows from its last digit."""
    found = _PARTS.fullmatch(text)
    if found is None:
        return None
    minute, second, part, zone = found.groups()
    whole = read_instant(f"{minute}{second or ':00'}{part or ''}{zone or 'Z'}")
    if whole is None:
        return None
    first = (
        whole if zone else dt.datetime.fromisoformat(f"{minute}{second or ':00'}").replace(tzinfo=LOCAL_ZONE)
    )
    length = dt.timedelta(minutes=1) if not second else dt.timedelta(seconds=1)
    if part:
        length = dt.timedelta(microseconds=10 ** max(0, 6 - (len(part) - 1)))
    return Span(first, first + length)


def words(text: str) -> list[str]:
    """A list with commas: any of them."""
    return [part.strip() for part in text.split(",") if part.strip()]


def token(text: str) -> tuple[str, str]:
    """(system, value) of `system|value`; the system is "" where only a value was given."""
    system, bar, value = text.rpartition("|")
    return (system, value) if bar else ("", text)
