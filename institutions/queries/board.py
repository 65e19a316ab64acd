"""The week board of an institution, in five queries. Names and deadlines are the cases' to add."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import DateField, ExpressionWrapper, F

from institutions.cases import Case
from institutions.counters import places_of_many
from institutions.models import Booking, Institution, Level, Pool, QueueEntry
from institutions.planning.lanes import lanes
from institutions.planning.volume import Places, whole_places
from institutions.planning.weeks import WEEK, monday, week_number, week_range, weeks_between
from institutions.queries.state import WeekCount, week_counts


@dataclass(frozen=True, slots=True)
class WeekHead:
    monday: dt.date
    number: int
    current: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A booking on the board. `status`: here, book (confirmed), hold (waits for an answer), done."""

    booking: Booking
    case: Case
    status: str
    first_week: dt.date
    last_week: dt.date


@dataclass(frozen=True, slots=True)
class Slot:
    """`span` weeks of a lane, with a bar or empty (then one week)."""

    span: int
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A place, or the part of one (`tenths` < 10) that takes a patient at times; None without a number."""

    number: int
    tenths: int | None
    slots: Sequence[Slot]


@dataclass(frozen=True, slots=True)
class Queue:
    count: int = 0
    next_week: dt.date | None = None
    oldest_deadline: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A pool on the board: sum row, lanes with bars, queue."""

    pool: Pool
    cells: Sequence[WeekCount]
    lanes: Sequence[Lane]
    queue: Queue


@dataclass(frozen=True, slots=True)
class Section:
    level: Level
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Board:
    institution: Institution
    weeks: Sequence[WeekHead]
    sections: Sequence[Section]
    confirmed_at: dt.datetime | None = None
    bars: Sequence[Bar] = field(default_factory=list)

    @property
    def places_tenths(self) -> int:
        """All places with a number, in tenths."""
        return sum(row.pool.capacity_tenths or 0 for section in self.sections for row in section.rows)

    @property
    def waiting(self) -> int:
        return sum(row.queue.count for section in self.sections for row in section.rows)


def board(*, institution: Institution, first_week: dt.date, weeks: int = 12, on: dt.date) -> Board:
    """`weeks` weeks from a Monday, by level and delytelse, with the pools in force in any of them."""
    after = first_week + WEEK * weeks
    pools = list(
        Pool.objects.filter(institution=institution, valid_from__lt=after)
        .exclude(valid_to__lte=first_week)
        .order_by("code", "valid_from")
        .prefetch_related("delytelser")
    )
    places = places_of_many([pool.pk for pool in pools], first_week)
    bars = _bars(pools, first_week, after)
    queues = _queues(pools)
    rows = [
        _row(pool, places[pool.pk], bars.get(pool.pk, []), queues.get(pool.pk, Queue()), first_week, weeks)
        for pool in pools
    ]
    confirmed = [pool.confirmed_at for pool in pools]
    return Board(
        institution=institution,
        weeks=[
            WeekHead(week, week_number(week), week == monday(on)) for week in week_range(first_week, weeks)
        ],
        sections=_sections(rows),
        confirmed_at=min((at for at in confirmed if at), default=None) if all(confirmed) else None,
        bars=[bar for mine in bars.values() for bar in mine],
    )


def _sections(rows: Sequence[Row]) -> list[Section]:
    by_level = {level: [row for row in rows if row.pool.level == level] for level in Level}
    return [Section(level, mine) for level, mine in by_level.items() if mine]


def _bars(pools: Sequence[Pool], first: dt.date, after: dt.date) -> dict[int, list[Bar]]:
    end = ExpressionWrapper(F("first_week") + F("weeks") * 7, output_field=DateField())
    rows = (
        Booking.objects.filter(pool__in=pools, released_at=None, first_week__lt=after)
        .annotate(after=end)
        .filter(after__gt=first)
        .order_by("first_week", "pk")
    )
    bars: dict[int, list[Bar]] = {}
    for row in rows:
        bar = Bar(row, Case(row.case_kind, row.case_id), _status(row), row.first_week, row.last_week)
        bars.setdefault(row.pool_id, []).append(bar)
    return bars


def _status(row: Booking) -> str:
    if row.ended_on:
        return "done"
    if row.started_on:
        return "here"
    return "book" if row.confirmed_at else "hold"


def _queues(pools: Sequence[Pool]) -> dict[int, Queue]:
    waiting: dict[int, list[QueueEntry]] = {}
    for entry in QueueEntry.objects.filter(pool__in=pools, left_at=None):
        waiting.setdefault(entry.pool_id, []).append(entry)
    return {
        key: Queue(
            count=len(queue),
            next_week=min((one.expected_week for one in queue if one.expected_week), default=None),
            oldest_deadline=min((one.deadline for one in queue if one.deadline), default=None),
        )
        for key, queue in waiting.items()
    }


def _row(
    pool: Pool, places: Places, bars: Sequence[Bar], queue: Queue, first_week: dt.date, weeks: int
) -> Row:
    laid = lanes([(bar.first_week, bar.booking.week_after) for bar in bars])
    count = max(whole_places(pool.capacity_tenths or 0), max(laid, default=-1) + 1, 1)
    return Row(
        pool=pool,
        cells=week_counts(places, first_week, weeks),
        lanes=[
            Lane(
                number=number + 1,
                tenths=_tenths_of_lane(pool.capacity_tenths, number),
                slots=_slots(
                    [bar for bar, lane in zip(bars, laid, strict=True) if lane == number], first_week, weeks
                ),
            )
            for number in range(count)
        ],
        queue=queue,
    )


def _tenths_of_lane(capacity: int | None, number: int) -> int | None:
    return None if capacity is None else max(0, min(10, capacity - 10 * number))


def _slots(bars: Sequence[Bar], first_week: dt.date, weeks: int) -> list[Slot]:
    """The lane from left to right; a bar that reaches beyond the board is cut at its edge."""
    slots: list[Slot] = []
    at = 0
    for bar in bars:
        start = max(0, weeks_between(first_week, bar.first_week))
        end = min(weeks, weeks_between(first_week, bar.last_week) + 1)
        slots += [Slot(1)] * (start - at) + [Slot(end - start, bar)]
        at = end
    return slots + [Slot(1)] * (weeks - at)
