"""Waits and stays of pools, from the rows; a fixed number of queries whatever their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import (
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from deltytelser.stays import guiding_days
from institutions.models import Activity2022, Booking, Level, Pool, QueueEntry
from institutions.planning.waits import KNOWN_STAYS_NEEDED, expected_wait_days, mean_stay_days
from institutions.planning.weeks import monday, weeks_for_days

# What `with_counts` adds.
COUNTS: tuple[str, ...] = ("waiting", "booked_ahead", "known_stays", "known_days")
PRINTED_LEVELS = {"døgn": Level.INPATIENT, "dag": Level.DAY, "poliklinikk": Level.OUTPATIENT}
Printed = Mapping[tuple[int, int, str], Decimal]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one pool: patients in its queue, booked or in a place, the mean stay in days, the wait in days."""

    waiting: int
    booked_ahead: int
    mean_stay: Fraction
    measured: bool
    wait_days: int | None

    @property
    def stay_weeks(self) -> int:
        """Whole weeks that a stay of mean length takes."""
        return weeks_for_days(float(self.mean_stay))


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(pool=OuterRef("pk")).order_by().values("pool").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_counts(pools: QuerySet[Pool], on: dt.date, *, week: dt.date | None = None) -> QuerySet[Pool]:
    """Adds `waiting`, `booked_ahead` (from this week on, or in a place), `known_stays` and `known_days`.

    `week`: the Monday of `on`, where the caller has it.
    """
    after = ExpressionWrapper(F("first_week") + F("weeks") * 7, output_field=DateField())
    live = Booking.objects.filter(released_at=None, ended_on=None).annotate(after=after)
    ahead = live.filter(Q(started_on__isnull=False) | Q(after__gt=week or monday(on)))
    ended = Booking.objects.filter(pool=OuterRef("pk"), ended_on__isnull=False, ended_on__lte=on).order_by()
    length = ExpressionWrapper(F("ended_on") - F("started_on"), output_field=DurationField())
    days = ended.values("pool").annotate(days=Sum(length)).values("days")
    return pools.annotate(
        waiting=_count(QueueEntry.objects.filter(left_at=None)),
        booked_ahead=_count(ahead),
        known_stays=_count(Booking.objects.filter(ended_on__isnull=False, ended_on__lte=on)),
        known_days=Subquery(days, output_field=DurationField()),
    )


def printed_means(institution_ids: Iterable[int]) -> dict[tuple[int, int, str], Decimal]:
    """The printed mean stay by institution, delytelse and level; an undivided row counts for its levels."""
    rows = Activity2022.objects.filter(institution_id__in=set(institution_ids), mean_stay__isnull=False)
    means: dict[tuple[int, int, str], Decimal] = {}
    for row in rows.order_by("pk"):
        parts = row.level_text.split("+")
        for level in (PRINTED_LEVELS[part] for part in parts if part in PRINTED_LEVELS):
            key = (row.institution_id or 0, row.delytelse_id, level)
            if len(parts) == 1 or key not in means:
                means[key] = row.mean_stay or Decimal(0)
    return means


def figures_of(pool: Pool, printed: Printed) -> Figures:
    """The figures of a pool that came through `with_counts`, its `delytelser` at hand."""
    counted: Any = pool
    letters = list(pool.delytelser.all())
    means = [
        printed[key] for letter in letters if (key := (pool.institution_id, letter.pk, pool.level)) in printed
    ]
    stays = [days for letter in letters if (days := guiding_days(letter.code, pool.level))]
    mean = mean_stay_days(
        known_stays=counted.known_stays,
        known_days=counted.known_days.days if counted.known_days else 0,
        printed=sum(means, Decimal(0)) / len(means) if means else None,
        guiding=stays[0] if stays else None,
    )
    return Figures(
        waiting=counted.waiting,
        booked_ahead=counted.booked_ahead,
        mean_stay=mean,
        measured=counted.known_stays >= KNOWN_STAYS_NEEDED,
        wait_days=expected_wait_days(
            waiting=counted.waiting,
            booked_ahead=counted.booked_ahead,
            mean_stay=mean,
            capacity_tenths=pool.capacity_tenths,
        ),
    )


def counted_pools(pools: QuerySet[Pool], on: dt.date) -> list[tuple[Pool, Figures]]:
    """Pools with their figures, in the order of the query: three queries."""
    rows = list(with_counts(pools, on).select_related("institution").prefetch_related("delytelser"))
    printed = printed_means(row.institution_id for row in rows)
    return [(row, figures_of(row, printed)) for row in rows]
