"""Waiting for a place. A place that comes free is suggested to the next in line, never booked silently."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.cases import Case
from institutions.counters import lock, places_of
from institutions.history import note
from institutions.models import Booking, Pool, QueueEntry
from institutions.planning.queueing import Waiting, expected_weeks
from institutions.planning.weeks import next_monday
from institutions.use_cases.booking import book, check_has_no_place
from rve.core.errors import Conflict
from rve.core.policies import Actor

# Nearest deadline first; those without one last; then who came first.
ORDER = (F("deadline").asc(nulls_last=True), "joined_at", "pk")


@transaction.atomic
def join_queue(
    *,
    pool: Pool,
    case: Case,
    weeks: int,
    deadline: dt.date | None,
    by: Actor | None,
    now: dt.datetime,
    not_before: dt.date | None = None,
) -> QueueEntry:
    """Waits for `weeks` weeks; `expected_week` is its turn as things stand, None beyond two years."""
    locked = lock(pool)
    check_has_no_place(case)
    if QueueEntry.objects.filter(case_kind=case.kind, case_id=case.id, left_at=None).exists():
        raise Conflict(_("This case is in a queue already."))
    entry = QueueEntry.objects.create(
        pool=locked, case_kind=case.kind, case_id=case.id, joined_at=now, weeks=weeks, deadline=deadline
    )
    entry.expected_week = _turn(locked, entry, not_before or timezone.localdate(now))
    entry.save(update_fields=["expected_week"])
    note(locked, "queued", by=by, now=now, changes=_of_entry(entry))
    return entry


def _turn(pool: Pool, entry: QueueEntry, not_before: dt.date) -> dt.date | None:
    earliest = next_monday(not_before)
    ahead = []
    for one in QueueEntry.objects.filter(pool=pool, left_at=None).order_by(*ORDER):
        ahead.append(Waiting(one.weeks, earliest))
        if one.pk == entry.pk:
            break
    return expected_weeks(places_of(pool, earliest), ahead)[-1]


@transaction.atomic
def leave_queue(
    *, entry: QueueEntry, why: QueueEntry.LeftWhy, by: Actor | None, now: dt.datetime
) -> QueueEntry:
    """Out of the queue; leaving twice is as good as once."""
    pool = lock(entry.pool)
    row = QueueEntry.objects.select_for_update().get(pk=entry.pk)
    if row.left_at is None:
        row.left_at, row.left_why = now, why
        row.save(update_fields=["left_at", "left_why"])
        note(pool, "left_queue", by=by, now=now, reason=why, changes=_of_entry(row))
    return row


@transaction.atomic
def book_from_queue(
    *, entry: QueueEntry, first_week: dt.date, by: Actor | None, now: dt.datetime, weeks: int | None = None
) -> Booking:
    """The place that was suggested, taken by a person: out of the queue and into the weeks, or neither."""
    row = leave_queue(entry=entry, why=QueueEntry.LeftWhy.BOOKED, by=by, now=now)
    if row.left_why != QueueEntry.LeftWhy.BOOKED or row.left_at != now:
        raise Conflict(_("This case has left the queue."))
    case = Case(row.case_kind, row.case_id)
    return book(pool=row.pool, first_week=first_week, weeks=weeks or row.weeks, case=case, by=by, now=now)


def _of_entry(entry: QueueEntry) -> dict[str, object]:
    return {
        "entry": entry.pk,
        "case": [entry.case_kind, entry.case_id],
        "expected_week": entry.expected_week.isoformat() if entry.expected_week else None,
    }
