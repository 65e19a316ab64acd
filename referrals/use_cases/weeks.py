"""A place that comes free for a case that waits: taken by a person, never silently."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from institutions.use_cases.booking import confirm, move
from institutions.use_cases.queue import book_from_queue
from referrals import policies
from referrals.models import Placement
from referrals.use_cases.breach import watch_and_tell
from referrals.use_cases.history import note_placement
from referrals.use_cases.rows import lock_placement, save
from rve.core.errors import Conflict
from rve.core.policies import Actor

_OPEN = (Placement.Status.FORWARDED, Placement.Status.ACCEPTED)


@transaction.atomic
def give_week(*, placement: Placement, week: dt.date, by: Actor, now: dt.datetime, version: int) -> Placement:
    """Books the week (a Monday) for a case in the queue, or moves its booking; Conflict
    when the week is full.
    """
    row = lock_placement(placement, version)
    policies.check_can_give_week(by, row)
    if row.status not in _OPEN:
        raise Conflict(_("The week can only be set before the time is given."))
    if row.booking is not None:
        row.booking = move(booking=row.booking, first_week=week, by=by, now=now)
    elif row.queue_entry is not None:
        row.booking = book_from_queue(entry=row.queue_entry, first_week=week, by=by, now=now)
        if row.status == Placement.Status.ACCEPTED:
            row.booking = confirm(booking=row.booking, by=by, now=now)
    row.planned_week = week
    save(row, now=now)
    note_placement(row, "week_given", by=by, now=now, week=week.isoformat())
    deadline = row.decision.start_deadline
    if deadline is not None:
        watch_and_tell(row.referral, row, decision=row.decision, by=by, now=now)
    return row
