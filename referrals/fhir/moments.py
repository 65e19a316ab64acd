"""Days and moments as FHIR writes them."""

from __future__ import annotations

import datetime as dt
import re

from rve.core.dates import LOCAL_ZONE

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def instant(at: dt.datetime | None) -> str | None:
    """With its offset, in the zone of the unit, to the microsecond: a client may send it back in a search."""
    return at.astimezone(LOCAL_ZONE).isoformat() if at else None


def day(on: dt.date | None) -> str | None:
    return on.isoformat() if on else None


def read_instant(text: object) -> dt.datetime | None:
    """A moment with seconds and offset; None for anything else."""
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        return None
    try:
        return dt.datetime.fromisoformat(_shortened(text)).astimezone(LOCAL_ZONE)
    except (ValueError, OverflowError):
        return None


def _shortened(text: str) -> str:
    """Python reads six decimals of a second at most."""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


def read_day(text: object) -> dt.date | None:
    """The day where the unit is, of a whole day or a moment; None for anything else (a year, a month)."""
    if isinstance(text, str) and _DAY.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return None
    found = read_instant(text)
    return found.date() if found else None
