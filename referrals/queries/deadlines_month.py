"""The running deadlines of a month by day and kind, for the calendar."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from referrals.clocks import NEVER_BREACHED
from referrals.queries.deadlines import Tally, by_day, count
from referrals.queries.deadlines_filter import NOBODY, Filter
from rve.core.models import Region

WEEK = dt.timedelta(days=7)


@dataclass(slots=True)
class Month:
    """`days`: how many of each kind are due in the weeks shown. `tally`: facets of the month's own days."""

    first: dt.date
    last: dt.date
    days: dict[dt.date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    tally: Tally = field(default_factory=Tally)


def weeks_of(month: dt.date) -> list[list[dt.date]]:
    """The weeks of a month, whole, Monday first."""
    first = month.replace(day=1)
    monday = first - dt.timedelta(days=first.weekday())
    after = (first + dt.timedelta(days=31)).replace(day=1)
    weeks = []
    while monday < after:
        weeks.append([monday + dt.timedelta(days=n) for n in range(7)])
        monday += WEEK
    return weeks


def month_of(*, region: Region, wanted: Filter, month: dt.date) -> Month:
    """What falls due in the weeks of a month: one query."""
    weeks = weeks_of(month)
    found = Month(weeks[0][0], weeks[-1][-1])
    everything = Filter(view="all", kind=wanted.kind, holder=wanted.holder, at=wanted.at)
    for day, kind, holder, at, n in by_day(region=region, first=found.first, last=found.last):
        values = (kind, str(holder or NOBODY), at or "")
        if day.month == month.month:
            count(found.tally, everything, "", values, n)
        sides = ((wanted.kind, values[0]), (wanted.holder, values[1]), (wanted.at, values[2]))
        if all(not ticked or value in ticked for ticked, value in sides):
            found.days[day][kind] += n
    return found


def is_late(kind: str, day: dt.date, today: dt.date) -> bool:
    """Whether what was due then is over, and somebody here could be late with it."""
    return day < today and kind not in NEVER_BREACHED
