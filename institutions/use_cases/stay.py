"""The days a stay really began and ended."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.counters import count_down
from institutions.history import note, of_booking
from institutions.models import Booking
from institutions.planning.weeks import WEEK, monday, weeks_between
from institutions.use_cases.booking import held
from rve.core.errors import Conflict, DomainError
from rve.core.policies import Actor


@transaction.atomic
def mark_started(*, booking: Booking, on: dt.date, by: Actor | None, now: dt.datetime) -> Booking:
    """The patient came on this day; it confirms the place. The day may be mended until the stay has ended."""
    row = held(booking)
    _check_not_ahead(on, now)
    if row.released_at or row.ended_on:
        raise Conflict(_("This stay is over, or its place was given back."))
    row.started_on, row.confirmed_at = on, row.confirmed_at or now
    row.save(update_fields=["started_on", "confirmed_at"])
    note(row.pool, "started", by=by, now=now, changes=of_booking(row) | {"on": on.isoformat()})
    return row


@transaction.atomic
def mark_ended(*, booking: Booking, on: dt.date, by: Actor | None, now: dt.datetime) -> Booking:
    """The patient left on this day; weeks after it go back to the pool. Ending twice is as good as once."""
    row = held(booking)
    if row.ended_on == on:
        return row
    _check_not_ahead(on, now)
    if row.started_on is None or row.ended_on:
        raise Conflict(_("Only a stay that has started, and has not ended, can be ended."))
    if on < row.started_on:
        raise DomainError(_("The stay cannot end before it started."), field="on")
    _give_back_after(row, on)
    row.ended_on = on
    row.save(update_fields=["ended_on", "weeks"])
    note(row.pool, "ended", by=by, now=now, changes=of_booking(row) | {"on": on.isoformat()})
    return row


def _give_back_after(row: Booking, on: dt.date) -> None:
    """Shortens the booking to the week the patient left in; its first week stays used."""
    used = max(1, min(row.weeks, weeks_between(row.first_week, monday(on)) + 1))
    count_down(row.pool, row.first_week + WEEK * used, row.weeks - used)
    row.weeks = used


def _check_not_ahead(on: dt.date, now: dt.datetime) -> None:
    if on > timezone.localdate(now):
        raise DomainError(_("The date is in the future."), field="on")
