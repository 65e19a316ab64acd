"""When those who wait can expect a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from institutions.planning.volume import HORIZON, Places, first_free_week
from institutions.planning.weeks import week_range


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits: weeks of stay, and the first Monday that suits."""

    weeks: int
    earliest: dt.date


def with_one_more(places: Places, first_week: dt.date, weeks: int) -> Places:
    """The pool as it would stand with one booking more."""
    booked = dict(places.booked)
    for week in week_range(first_week, weeks):
        booked[week] = booked.get(week, 0) + 1
    return replace(places, booked=booked)


def expected_weeks(
    places: Places, queue: Sequence[Waiting], horizon_weeks: int = HORIZON
) -> list[dt.date | None]:
    """The week each can expect when places are given in the order of the queue; None beyond the horizon."""
    expected = []
    for one in queue:
        week = first_free_week(places, one.weeks, one.earliest, horizon_weeks)
        if week is not None:
            places = with_one_more(places, week, one.weeks)
        expected.append(week)
    return expected
