"""How many places there are, and that it is still true."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.counters import lock, places_of
from institutions.history import note
from institutions.models import Institution, Pool, PoolWeek
from institutions.planning.volume import first_broken, whole_places
from institutions.planning.weeks import monday
from institutions.policies import check_can_edit_pool
from institutions.sentences import capacity_refused
from rve.core import clock
from rve.core.errors import DomainError, Stale
from rve.core.policies import Actor

MOST_TENTHS = 9_999


@transaction.atomic
def change_capacity(
    *, pool: Pool, tenths: int | None, by: Actor, now: dt.datetime, expected_version: int
) -> Pool:
    """Sets the places, in tenths (None: an agreement without a number), from this week on, and confirms them.

    Stale when somebody changed the pool since it was read; Conflict names the week that has more booked.
    """
    row = _checked(pool, by, expected_version)
    before = row.capacity_tenths
    _apply(row, tenths, monday(timezone.localdate(now)))
    _confirmed(row, by, now)
    row.save(update_fields=["capacity_tenths", "confirmed_at", "confirmed_by", "updated_at", "version"])
    note(row, "capacity_changed", by=by, now=now, changes={"capacity_tenths": [before, tenths]})
    return row


@transaction.atomic
def confirm_capacity(*, pool: Pool, by: Actor, now: dt.datetime, expected_version: int) -> Pool:
    """The institution says that the places are still right; Stale when somebody changed them since."""
    row = _checked(pool, by, expected_version)
    _confirmed(row, by, now)
    row.save(update_fields=["confirmed_at", "confirmed_by", "updated_at", "version"])
    note(row, "capacity_confirmed", by=by, now=now, changes={"capacity_tenths": row.capacity_tenths})
    return row


@transaction.atomic
def confirm_all(*, institution: Institution, by: Actor, now: dt.datetime) -> int:
    """All places of an institution that are in force today are still right; how many pools."""
    pools = Pool.objects.in_force(timezone.localdate(now)).filter(institution=institution)
    for pool in pools.order_by("pk"):
        confirm_capacity(pool=pool, by=by, now=now, expected_version=pool.version)
    return pools.count()


@transaction.atomic
def set_capacity(*, pool: Pool, tenths: int | None) -> Pool:
    """The places as a newer printed table has them, from this week on; Conflict as in `change_capacity`."""
    row = lock(pool)
    _apply(row, tenths, monday(clock.today()))
    row.version, row.updated_at = row.version + 1, clock.now()
    row.save(update_fields=["capacity_tenths", "updated_at", "version"])
    return row


def _checked(pool: Pool, by: Actor, expected_version: int) -> Pool:
    row = lock(pool)
    check_can_edit_pool(by, row)
    if row.version != expected_version:
        raise Stale(_("Somebody has changed these places since you opened the page. Look at them again."))
    return row


def _apply(row: Pool, tenths: int | None, since: dt.date) -> None:
    if tenths is not None and not 0 <= tenths <= MOST_TENTHS:
        raise DomainError(_("Write a number of places from 0 to 999.9."), field="places")
    places = places_of(row, since)
    kept = {week: value for week, value in places.tenths.items() if week < since}
    broken = first_broken(replace(places, capacity_tenths=tenths, tenths=kept), since)
    if broken:
        raise capacity_refused(broken, row)
    row.capacity_tenths = tenths
    ceiling = None if tenths is None else whole_places(tenths)
    PoolWeek.objects.filter(pool=row, week__gte=since).update(tenths=tenths, ceiling=ceiling)


def _confirmed(row: Pool, by: Actor, now: dt.datetime) -> None:
    row.confirmed_at, row.confirmed_by, row.updated_at = now, by.user, now
    row.version += 1
