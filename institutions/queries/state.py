"""All pools of a region or an institution, with what is booked, free and waited for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from institutions.counters import places_of_many
from institutions.models import Institution, Pool
from institutions.planning.volume import Places, first_free_week
from institutions.planning.weeks import monday, next_monday, week_range
from institutions.queries.figures import Figures, counted_pools
from rve.core.models import Region


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Bookings of one week against the capacity in tenths; None is no limit."""

    week: dt.date
    booked: int
    tenths: int | None
    ceiling: int | None

    @property
    def full(self) -> bool:
        return self.ceiling is not None and self.booked >= self.ceiling


@dataclass(frozen=True, slots=True)
class PoolState:
    """One pool (institution and delytelser at hand), figures, weeks, first week free for a mean stay."""

    pool: Pool
    figures: Figures
    weeks: Sequence[WeekCount]
    first_free: dt.date | None
    days_since_confirmed: int | None

    @property
    def letters(self) -> str:
        return "+".join(letter.code for letter in self.pool.delytelser.all())


def pools_with_state(
    *, on: dt.date, region: Region | None = None, institution: Institution | None = None, weeks: int = 12
) -> list[PoolState]:
    """The pools in force on a day, by institution and level: four queries whatever their number."""
    pools = Pool.objects.in_force(on).filter(institution__active=True)
    if region:
        pools = pools.filter(institution__region=region)
    if institution:
        pools = pools.filter(institution=institution)
    counted = counted_pools(pools.order_by("institution__name", "code"), on)
    places = places_of_many((pool.pk for pool, _ in counted), monday(on))
    return [_state(pool, figures, places[pool.pk], on, weeks) for pool, figures in counted]


def _state(pool: Pool, figures: Figures, places: Places, on: dt.date, weeks: int) -> PoolState:
    return PoolState(
        pool=pool,
        figures=figures,
        weeks=week_counts(places, monday(on), weeks),
        first_free=first_free_week(places, figures.stay_weeks, next_monday(on)),
        days_since_confirmed=(on - timezone.localdate(pool.confirmed_at)).days if pool.confirmed_at else None,
    )


def week_counts(places: Places, first: dt.date, count: int) -> list[WeekCount]:
    """Week by week what is booked and what there is; nothing where the agreement is not in force."""
    return [
        WeekCount(
            week=week,
            booked=places.booked.get(week, 0),
            tenths=places.tenths.get(week, places.capacity_tenths) if places.open_in(week) else 0,
            ceiling=places.ceiling_in(week) if places.open_in(week) else 0,
        )
        for week in week_range(first, count)
    ]
