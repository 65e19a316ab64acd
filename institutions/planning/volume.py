"""Which weeks of a pool are free.

A fraction is a volume, as bought: in no week more bookings than the capacity rounded up, and in no span
of 26 ISO weeks more booked place-weeks than capacity × 26 (a local rule). All arithmetic is in tenths.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from institutions.planning.weeks import WEEK, weeks_between

SPAN = 26
HORIZON = 104
_NO_LIMIT = 10**9

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Places:
    """A pool as it stands.

    `capacity_tenths`: what holds in every week that `tenths` does not name; None limits nothing.
    `booked`: bookings by Monday, absent is 0. `opens`, `closes`: first day and first day no longer in force.
    """

    capacity_tenths: int | None
    booked: Mapping[dt.date, int] = field(default_factory=dict)
    tenths: Mapping[dt.date, int | None] = field(default_factory=dict)
    opens: dt.date = dt.date.min
    closes: dt.date | None = None

    def open_in(self, week: dt.date) -> bool:
        """Whether the whole week, Monday to Sunday, lies in the agreement's time."""
        return week >= self.opens and (self.closes is None or week + WEEK <= self.closes)

    def ceiling_in(self, week: dt.date) -> int | None:
        """Most bookings the week may have: the capacity rounded up; None without a limit."""
        tenths = self.tenths.get(week, self.capacity_tenths)
        return None if tenths is None else whole_places(tenths)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a span does not fit, and the first week where it does not."""

    why: Literal["closed", "full", "volume"]
    week: dt.date


def whole_places(tenths: int) -> int:
    """Tenths of a place rounded up to whole places."""
    return -(-tenths // 10)


def _columns(places: Places, first: dt.date, count: int) -> tuple[Ints, Ints, Bools]:
    """Bookings, tenths and openness of `count` weeks from `first`; no limit is a very large number."""
    weeks = [first + WEEK * step for step in range(count)]
    capacity = places.capacity_tenths
    booked = np.array([places.booked.get(week, 0) for week in weeks], dtype=np.int64)
    limits = (places.tenths.get(week, capacity) for week in weeks)
    tenths = np.array([_NO_LIMIT if limit is None else limit for limit in limits], dtype=np.int64)
    return booked, tenths, np.array([places.open_in(week) for week in weeks])


def _overlaps(weeks: int) -> Ints:
    """How many weeks of a stay lie in each of the spans that it touches, the earliest span first."""
    k = np.arange(weeks + SPAN - 1)
    return np.minimum(weeks - 1, k) - np.maximum(0, k - (SPAN - 1)) + 1


def _spare(booked: Ints, tenths: Ints) -> Ints:
    """Whole place-weeks left in the 26 weeks from each week on."""
    left: Ints = sliding_window_view(tenths - 10 * booked, SPAN).sum(axis=1)
    return left // 10


def _every(rows: Bools) -> Bools:
    """Row by row, whether all of it holds."""
    held: Bools = np.logical_and.reduce(rows, axis=1)
    return held


def _allowed(places: Places, earliest: dt.date, weeks: int, starts: int) -> tuple[Bools, Bools, Bools]:
    """For each of `starts` start weeks: open throughout, a place in every week, within the volume."""
    booked, tenths, is_open = _columns(places, earliest - WEEK * (SPAN - 1), 2 * (SPAN - 1) + starts + weeks)
    room = booked < -(-tenths // 10)
    inside = slice(SPAN - 1, SPAN - 1 + starts + weeks - 1)
    opened = _every(sliding_window_view(is_open[inside], weeks))
    roomy = _every(sliding_window_view(room[inside], weeks))
    spare = _spare(booked, tenths)[: starts + weeks + SPAN - 2]
    within = _every(sliding_window_view(spare, weeks + SPAN - 1) >= _overlaps(weeks))
    return opened, roomy, within


def fits(places: Places, first_week: dt.date, weeks: int) -> Refusal | None:
    """None when one more booking of `weeks` weeks from a Monday is allowed, else why not."""
    opened, roomy, within = (bool(row[0]) for row in _allowed(places, first_week, weeks, 1))
    mondays = [first_week + WEEK * step for step in range(weeks)]
    if not opened:
        return Refusal("closed", next(week for week in mondays if not places.open_in(week)))
    if not roomy:
        return Refusal("full", next(week for week in mondays if _is_full(places, week)))
    return None if within else Refusal("volume", first_week)


def _is_full(places: Places, week: dt.date) -> bool:
    ceiling = places.ceiling_in(week)
    return ceiling is not None and places.booked.get(week, 0) >= ceiling


def first_free_week(
    places: Places, weeks: int, earliest: dt.date, horizon_weeks: int = HORIZON
) -> dt.date | None:
    """The first Monday from `earliest` (a Monday) on from which a stay of `weeks` weeks fits.

    Looks at `horizon_weeks` start weeks; None when none of them is free.
    """
    opened, roomy, within = _allowed(places, earliest, weeks, horizon_weeks)
    free = np.flatnonzero(opened & roomy & within)
    return earliest + WEEK * int(free[0]) if free.size else None


def first_broken(places: Places, since: dt.date) -> Refusal | None:
    """The first week from `since` (a Monday) on where the bookings exceed the capacity; None when they hold.

    For a change of capacity: every week, and every span of 26 weeks that ends in `since` or later.
    """
    last = max((week for week, count in places.booked.items() if count), default=since)
    if last < since:
        return None
    count = weeks_between(since, last) + 1
    booked, tenths, _ = _columns(places, since - WEEK * (SPAN - 1), count + 2 * (SPAN - 1))
    over = np.flatnonzero((booked > -(-tenths // 10))[SPAN - 1 :])
    if over.size:
        return Refusal("full", since + WEEK * int(over[0]))
    short = np.flatnonzero(_spare(booked, tenths) < 0)
    return Refusal("volume", since + WEEK * (int(short[0]) - SPAN + 1)) if short.size else None
