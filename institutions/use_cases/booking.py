"""Booking places: the pool's row is locked, so that the last place is given once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from institutions.cases import Case
from institutions.counters import count_down, count_up, lock, places_of
from institutions.history import note, of_booking
from institutions.models import Booking, Pool
from institutions.planning.volume import HORIZON, first_free_week, fits
from institutions.planning.weeks import monday, next_monday
from institutions.sentences import no_free_week, refused
from rve.core.errors import Conflict, DomainError
from rve.core.policies import Actor


@transaction.atomic
def book(
    *, pool: Pool, first_week: dt.date, weeks: int, case: Case, by: Actor | None, now: dt.datetime
) -> Booking:
    """One place for `weeks` ISO weeks from a Monday, held until the institution confirms it.

    Conflict names the first week that is full, closed, or over the volume; a case has one live place.
    """
    return _book(lock(pool), first_week, weeks, case, by, now)


@transaction.atomic
def book_first_free(
    *,
    pool: Pool,
    not_before: dt.date,
    weeks: int,
    case: Case,
    by: Actor | None,
    now: dt.datetime,
    horizon_weeks: int = HORIZON,
) -> Booking:
    """The first free span that begins on a Monday not before a day; NoFreeWeek when there is none."""
    locked = lock(pool)
    earliest = next_monday(not_before)
    first_week = first_free_week(places_of(locked, earliest), weeks, earliest, horizon_weeks)
    if first_week is None:
        raise no_free_week(locked)
    return _book(locked, first_week, weeks, case, by, now)


def _book(
    pool: Pool, first_week: dt.date, weeks: int, case: Case, by: Actor | None, now: dt.datetime
) -> Booking:
    check_is_monday(first_week)
    check_has_no_place(case)
    _take(pool, first_week, weeks)
    booking = Booking.objects.create(
        pool=pool, first_week=first_week, weeks=weeks, case_kind=case.kind, case_id=case.id, booked_at=now
    )
    note(pool, "booked", by=by, now=now, changes=of_booking(booking))
    return booking


def _take(pool: Pool, first_week: dt.date, weeks: int) -> None:
    refusal = fits(places_of(pool, first_week), first_week, weeks)
    if refusal:
        raise refused(refusal, pool)
    count_up(pool, first_week, weeks)


def check_is_monday(week: dt.date) -> None:
    if week != monday(week):
        raise DomainError(_("A week is named by its Monday."), field="week")


def check_has_no_place(case: Case) -> None:
    live = Booking.objects.filter(case_kind=case.kind, case_id=case.id, released_at=None, ended_on=None)
    if live.exists():
        raise Conflict(_("There is a place for this case already. Move it, or give it back first."))


def held(booking: Booking) -> Booking:
    """The booking as it is now under its pool's lock; the pool comes along."""
    pool = lock(booking.pool)
    row = Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    row.pool = pool
    return row


@transaction.atomic
def move(
    *, booking: Booking, first_week: dt.date, by: Actor | None, now: dt.datetime, weeks: int | None = None
) -> Booking:
    """The same place in other weeks (and for another length); a Conflict leaves it where it was."""
    row = held(booking)
    check_is_monday(first_week)
    if row.released_at or row.started_on:
        raise Conflict(_("Only a stay that has not started can be moved."))
    before = of_booking(row)
    count_down(row.pool, row.first_week, row.weeks)
    row.first_week, row.weeks = first_week, weeks or row.weeks
    _take(row.pool, row.first_week, row.weeks)
    row.save(update_fields=["first_week", "weeks"])
    note(row.pool, "moved", by=by, now=now, changes=of_booking(row) | {"from": before})
    return row


@transaction.atomic
def confirm(*, booking: Booking, by: Actor | None, now: dt.datetime) -> Booking:
    """The institution takes the patient; confirming twice is as good as once."""
    row = held(booking)
    if row.released_at:
        raise Conflict(_("The place was given back and can no longer be confirmed."))
    if row.confirmed_at is None:
        row.confirmed_at = now
        row.save(update_fields=["confirmed_at"])
        note(row.pool, "confirmed", by=by, now=now, changes=of_booking(row))
    return row


@transaction.atomic
def release(*, booking: Booking, why: Booking.ReleasedWhy, by: Actor | None, now: dt.datetime) -> Booking:
    """The weeks go back to the pool; twice is as good as once. A stay that has started is ended instead."""
    row = held(booking)
    if row.released_at:
        return row
    if row.started_on:
        raise Conflict(_("The stay has started. End it instead."))
    count_down(row.pool, row.first_week, row.weeks)
    row.released_at, row.released_why = now, why
    row.save(update_fields=["released_at", "released_why"])
    note(row.pool, "released", by=by, now=now, reason=why, changes=of_booking(row))
    return row
