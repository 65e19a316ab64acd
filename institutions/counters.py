"""Pools as the planning sees them: the one bridge from the rows to the pure reckoning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from django.db.models import F, FilteredRelation, Q

from institutions.models import Pool, PoolWeek
from institutions.planning.volume import SPAN, Places
from institutions.planning.weeks import WEEK, monday

Weeks = list[tuple[dt.date, int, int | None]]

_UP = """
    INSERT INTO institutions_poolweek (pool_id, week, booked, tenths, ceiling)
    SELECT pool.id, week::date, 1, pool.capacity_tenths, ceil(pool.capacity_tenths / 10.0)
    FROM institutions_pool pool, generate_series(%s::date, %s::date, interval '1 week') week
    WHERE pool.id = %s
    ON CONFLICT (pool_id, week) DO UPDATE SET booked = institutions_poolweek.booked + 1
"""


def lock(pool: Pool) -> Pool:
    """The pool as it is now, its row held until the end of the transaction: one booking at a time."""
    return (
        Pool.objects.select_for_update(of=("self",), no_key=True)
        .select_related("institution")
        .get(pk=pool.pk)
    )


def count_up(pool: Pool, first_week: dt.date, weeks: int) -> None:
    """One booking more in each week, in one statement; IntegrityError when a week would pass its ceiling."""
    with connection.cursor() as cursor:
        cursor.execute(_UP, [first_week, first_week + WEEK * (weeks - 1), pool.pk])


def count_down(pool: Pool, first_week: dt.date, weeks: int) -> None:
    """One booking less in each week."""
    span = Q(week__gte=first_week, week__lt=first_week + WEEK * weeks)
    PoolWeek.objects.filter(span, pool=pool).update(booked=F("booked") - 1)


def places_of(pool: Pool, since: dt.date) -> Places:
    """One pool with its counters from half a year before `since` on."""
    rows = PoolWeek.objects.filter(pool=pool, week__gt=monday(since) - SPAN * WEEK)
    weeks = list(rows.values_list("week", "booked", "tenths"))
    return places_from(pool.capacity_tenths, pool.valid_from, pool.valid_to, weeks)


def places_of_many(pool_ids: Iterable[int], since: dt.date) -> dict[int, Places]:
    """Several pools by id with their counters from half a year before `since` on, in one query."""
    near = FilteredRelation("weeks", condition=Q(weeks__week__gt=monday(since) - SPAN * WEEK))
    rows = (
        Pool.objects.filter(pk__in=set(pool_ids))
        .annotate(near=near)
        .order_by("pk", "near__week")
        .values_list(
            "pk", "capacity_tenths", "valid_from", "valid_to", "near__week", "near__booked", "near__tenths"
        )
    )
    found: dict[int, tuple[int | None, dt.date, dt.date | None, Weeks]] = {}
    for key, capacity, opens, closes, week, booked, tenths in rows:
        weeks = found.setdefault(key, (capacity, opens, closes, []))[-1]
        if week is not None:
            weeks.append((week, booked, tenths))
    return {key: places_from(*pool) for key, pool in found.items()}


def places_from(capacity: int | None, opens: dt.date, closes: dt.date | None, weeks: Weeks) -> Places:
    """A pool from its columns and its counters: week, booked, tenths."""
    return Places(
        capacity_tenths=capacity,
        booked={week: booked for week, booked, _ in weeks},
        tenths={week: tenths for week, _, tenths in weeks},
        opens=opens,
        closes=closes,
    )
