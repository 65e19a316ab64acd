"""Dates, weeks and times of day in words, nb and nn. Standard library only: no clock, no settings.

Any language other than nynorsk reads bokmål; a region code after it ("nn-NO") does not matter.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Europe/Oslo")

MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
SHORT_MONTHS = ("jan.", "feb.", "mars", "apr.", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des.")
WEEKDAYS = {
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "nn": ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"),
}
WEEK = {"nb": "uke", "nn": "veke"}


def _language(language: str) -> str:
    return "nn" if language[:2] == "nn" else "nb"


def long_date(day: dt.date, language: str = "nb") -> str:
    """`15. april 2026`. The months are spelled alike in nb and nn."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def short_date(day: dt.date) -> str:
    """`15. apr. 2026`, as in lists and letterheads."""
    return f"{day.day}. {SHORT_MONTHS[day.month - 1]} {day.year}"


def weekday(day: dt.date, language: str = "nb") -> str:
    """`mandag`, `måndag`."""
    return WEEKDAYS[_language(language)][day.weekday()]


def weekday_date(day: dt.date, language: str = "nb") -> str:
    """`mandag 27. april 2026`."""
    return f"{weekday(day, language)} {long_date(day, language)}"


def local(moment: dt.datetime) -> dt.datetime:
    """A moment as Norwegian clocks show it; one without a zone is taken to be that already."""
    return moment.astimezone(LOCAL_ZONE) if moment.tzinfo else moment


def clock_time(moment: dt.datetime) -> str:
    """`kl. 11.00`, Norwegian time."""
    return f"kl. {local(moment):%H.%M}"


def weekday_time(moment: dt.datetime, language: str = "nb") -> str:
    """`mandag 27. april 2026 kl. 11.00`, Norwegian time."""
    return f"{weekday_date(local(moment).date(), language)} {clock_time(moment)}"


def week_of(day: dt.date) -> tuple[int, int]:
    """The ISO year and week that a day lies in: what `week_label` takes."""
    year, week, _weekday = day.isocalendar()
    return year, week


def week_label(year: int, week: int, language: str = "nb", *, with_year: bool = False) -> str:
    """`uke 18 (27. april–3. mai)`; with the year after the last day, `… 3. mai 2026)`, if asked for.

    A week that runs over New Year always shows both years. ValueError for a week the year has not.
    """
    first = dt.date.fromisocalendar(year, week, 1)
    last = first + dt.timedelta(days=6)
    return f"{WEEK[_language(language)]} {week} ({_span(first, last, with_year)})"


def _span(first: dt.date, last: dt.date, with_year: bool) -> str:
    if first.year != last.year:
        return f"{long_date(first)}–{long_date(last)}"
    start = f"{first.day}." if first.month == last.month else f"{first.day}. {MONTHS[first.month - 1]}"
    end = f"{last.day}. {MONTHS[last.month - 1]}"
    return f"{start}–{end} {last.year}" if with_year else f"{start}–{end}"
