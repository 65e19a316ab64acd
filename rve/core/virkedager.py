"""Virkedager: Monday to Friday less the public holidays; and the last day of a time set in weeks or months.

Source: helligdagsfredloven (1995-02-24-12) § 2 and lov 1947-04-26-1 § 1 (1 and 17 May). 24 and 31 December
and påskeaften are ordinary days. Whether Saturday counts is the caller's to say: the statutes do not.
Weeks, months and years: domstolloven (1915-08-13-5) §§ 148 and 149.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_FIXED = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
# Days from Easter Sunday: skjærtorsdag, langfredag, the two Easter days, Ascension, the two Pentecost days.
_MOVABLE = (-3, -2, 0, 1, 39, 49, 50)
_FIXED_KEYS = ("nyttarsdag", "1_mai", "17_mai", "1_juledag", "2_juledag")
_MOVABLE_KEYS = (
    *("skjaertorsdag", "langfredag", "1_paskedag", "2_paskedag"),
    *("kristi_himmelfartsdag", "1_pinsedag", "2_pinsedag"),
)
_DAY = timedelta(days=1)


def easter_sunday(year: int) -> date:
    """First day of Easter in the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    moon = (19 * golden + century - leap_centuries - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * rest + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def holidays(year: int) -> frozenset[date]:
    """The public holidays of a year other than ordinary Sundays (they may fall on a Sunday)."""
    easter = easter_sunday(year)
    movable = {easter + timedelta(days=offset) for offset in _MOVABLE}
    return frozenset(movable | {date(year, month, day) for month, day in _FIXED})


def holiday_keys(day: date) -> tuple[str, ...]:
    """What the day is called in the law: "langfredag"; two where two coincide, none for other days."""
    easter = easter_sunday(day.year)
    fixed = [_FIXED_KEYS[n] for n, (month, of) in enumerate(_FIXED) if (day.month, day.day) == (month, of)]
    movable = [
        _MOVABLE_KEYS[n] for n, offset in enumerate(_MOVABLE) if day == easter + timedelta(days=offset)
    ]
    return (*fixed, *movable)


def is_virkedag(day: date, saturday: bool = False) -> bool:
    """True for Monday to Friday, and Saturday where it counts, that is no public holiday."""
    return day.weekday() < (6 if saturday else 5) and day not in holidays(day.year)


def add_virkedager(day: date, n: int, saturday: bool = False) -> date:
    """The n-th virkedag after `day`, that day not counted; before it when n is negative; itself for 0.

    Raises OverflowError outside the calendar (years 1 to 9999).
    """
    step = _DAY if n > 0 else -_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_virkedag(day, saturday)
    return day


def virkedager_between(first: date, last: date, saturday: bool = False) -> int:
    """How many virkedager come after `first` up to and with `last`; negative when `last` is the earlier."""
    if last < first:
        return -virkedager_between(last, first, saturday)
    days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    return sum(is_virkedag(day, saturday) for day in days)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days count: whether Saturday does, and days that a law has made equal to holidays besides."""

    saturday: bool = False
    extra: frozenset[date] = frozenset()

    def is_virkedag(self, day: date) -> bool:
        """True for a day that is counted among the virkedager."""
        return is_virkedag(day, self.saturday) and day not in self.extra

    def is_day_off(self, day: date) -> bool:
        """True for Saturday, Sunday and holidays: days on which no time ends (domstolloven § 149)."""
        return not is_virkedag(day) or day in self.extra

    def add(self, day: date, n: int) -> date:
        """The n-th virkedag after `day`, that day not counted; before it when n is negative."""
        if not self.extra:
            return add_virkedager(day, n, self.saturday)
        step, left = (_DAY if n > 0 else -_DAY), abs(n)
        while left:
            day += step
            left -= self.is_virkedag(day)
        return day

    def between(self, first: date, last: date) -> int:
        """As `virkedager_between`, by this calendar."""
        if last < first:
            return -self.between(last, first)
        off = sum(first < day <= last and is_virkedag(day, self.saturday) for day in self.extra)
        return virkedager_between(first, last, self.saturday) - off

    def with_saturdays(self) -> Calendar:
        """The other reading of "virkedag": Monday to Saturday."""
        return Calendar(saturday=True, extra=self.extra)

    def not_on_a_day_off(self, day: date) -> date:
        """The day, or the next one that is neither Saturday nor holiday (domstolloven § 149 first
        paragraph).
        """
        while self.is_day_off(day):
            day += _DAY
        return day


def add_weeks(day: date, n: int) -> date:
    """The same day of the week, n weeks later (domstolloven § 148 second paragraph)."""
    return day + timedelta(weeks=n)


def add_months(day: date, n: int) -> date:
    """The same number of the month, n months later; the month's last day where it has no such number.

    Source: domstolloven § 148 second paragraph.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
