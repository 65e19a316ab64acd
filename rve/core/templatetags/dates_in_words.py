"""Dates, weeks and numbers as people read them, in the three languages. Pure: no clock, no settings.

The abbreviations are those of Språkrådet (punctuation after jan., feb., apr., aug., sep., okt., nov., des.).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

_NORWEGIAN = ("jan.", "feb.", "mars", "apr.", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des.")
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {"nb": _NORWEGIAN, "nn": _NORWEGIAN, "en": _ENGLISH}

_LONG_NORWEGIAN = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)
_LONG_ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_LONG_MONTHS = {"nb": _LONG_NORWEGIAN, "nn": _LONG_NORWEGIAN, "en": _LONG_ENGLISH}

_DAYS = {
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "nn": ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_WEEK = {"nb": "uke", "nn": "veke", "en": "week"}
_CLOCK = {"nb": "kl. ", "nn": "kl. ", "en": "at "}
_TODAY = {"nb": "i dag", "nn": "i dag", "en": "today"}

THIN_SPACE_OF_THOUSANDS = "\xa0"


def known_language(language: str | None) -> str:
    """nb, nn or en; anything else is read as nb."""
    code = (language or "nb").split("-")[0]
    return code if code in _MONTHS else "nb"


def short_date(day: dt.date, language: str = "nb") -> str:
    """«15. apr. 2026»; «15 Apr 2026» in English."""
    return f"{day_month(day, language)} {day.year}"


def day_month(day: dt.date, language: str = "nb") -> str:
    """«27. apr.», for a column or sentence that already says the year."""
    dot = "" if language == "en" else "."
    return f"{day.day}{dot} {month_abbreviation(day, language)}"


def month_abbreviation(day: dt.date, language: str = "nb") -> str:
    """«apr.», «mai»; «Apr» in English."""
    return _MONTHS[language][day.month - 1]


def long_date(day: dt.date, language: str = "nb") -> str:
    """«onsdag 15. april 2026»."""
    dot = "" if language == "en" else "."
    month = _LONG_MONTHS[language][day.month - 1]
    return f"{weekday(day, language)} {day.day}{dot} {month} {day.year}"


def weekday(day: dt.date, language: str = "nb") -> str:
    return _DAYS[language][day.weekday()]


def week(day: dt.date, language: str = "nb") -> str:
    """«uke 18»: the ISO week that holds the day."""
    return f"{_WEEK[language]} {day.isocalendar().week}"


def time_of_day(moment: dt.datetime) -> str:
    """«10.42»; the caller has put the moment in the reader's zone."""
    return f"{moment:%H.%M}"


def moment_in_words(moment: dt.datetime, language: str = "nb") -> str:
    """«15. apr. 2026 kl. 10.42»."""
    return f"{short_date(moment.date(), language)} {_CLOCK[language]}{time_of_day(moment)}"


def moment_in_long_words(moment: dt.datetime, language: str = "nb") -> str:
    """«onsdag 15. april 2026 kl. 10.42»."""
    return f"{long_date(moment.date(), language)} {_CLOCK[language]}{time_of_day(moment)}"


def moment_since(moment: dt.datetime, today: dt.date | None, language: str = "nb") -> str:
    """«i dag 10.32», «14. apr. 09.10», with the year when it is another than today's."""
    day = moment.date()
    if day == today:
        words = _TODAY[language]
    elif today is not None and day.year == today.year:
        words = day_month(day, language)
    else:
        words = short_date(day, language)
    return f"{words} {time_of_day(moment)}"


def decimal_number(value: float | Decimal, decimals: int | None = None, language: str = "nb") -> str:
    """«1 214», «43,3»; with `decimals` exactly so many, otherwise no zeros at the end."""
    text = f"{value:,.{decimals}f}" if decimals is not None else _without_end_zeros(value)
    if language == "en":
        return text
    whole, _, part = text.partition(".")
    return whole.replace(",", THIN_SPACE_OF_THOUSANDS) + (f",{part}" if part else "")


def _without_end_zeros(value: float | Decimal) -> str:
    text = f"{value:,.6f}"
    return text.rstrip("0").rstrip(".")
