"""ISO weeks, named by their Monday."""

from __future__ import annotations

import datetime as dt
import math

WEEK = dt.timedelta(weeks=1)


def monday(day: dt.date) -> dt.date:
    """The Monday of the ISO week that a day is in."""
    return day - dt.timedelta(days=day.weekday())


def next_monday(day: dt.date) -> dt.date:
    """The first Monday on or after a day: the first week that has not begun."""
    return monday(day + dt.timedelta(days=6))


def week_range(first: dt.date, count: int) -> list[dt.date]:
    """`count` Mondays from `first` on."""
    return [first + WEEK * step for step in range(count)]


def week_number(day: dt.date) -> int:
    """1–53, as people name the week."""
    return day.isocalendar().week


def weeks_for_days(days: float) -> int:
    """Whole weeks that a stay of so many days takes, at least one."""
    return max(1, math.ceil(days / 7))


def weeks_between(first: dt.date, later: dt.date) -> int:
    """Whole weeks from one Monday to another; negative when `later` is earlier."""
    return (later - first).days // 7
