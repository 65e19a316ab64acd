"""Beat's look at the clocks: what is due is reminded, what is over is marked. Twice, or by two
at once, is as once.

Only clocks whose case nobody holds are taken; the others wait for the next minute. A worker that dies leaves
its batch as it was.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils import timezone

from referrals import attention, clocks
from referrals.models import Clock, Placement, Referral
from referrals.use_cases import notices
from referrals.use_cases.clocks import next_step_of
from referrals.use_cases.history import note, note_placement
from referrals.use_cases.placements import back_to_routing
from referrals.use_cases.places import give_back
from referrals.use_cases.reminders import remind
from referrals.use_cases.rows import lock_placement, move_placement, move_referral, save
from rve.core.errors import DomainError

log = logging.getLogger(__name__)

BATCH = 50
UNANSWERED = "unanswered"


def scan_clocks(*, now: dt.datetime, batch: int = BATCH) -> int:
    """Takes every clock that is due today, in batches; how many were taken.

    A clock that cannot be taken is logged and left for the next minute: it holds back no other.
    """
    today, taken, failed = timezone.localdate(now, clocks.OSLO), 0, set[int]()
    while found := _take_batch(now=now, today=today, batch=batch, failed=failed):
        taken += found
    return taken


@transaction.atomic
def _take_batch(*, now: dt.datetime, today: dt.date, batch: int, failed: set[int]) -> int:
    due = Clock.objects.filter(met_at=None, cancelled_at=None, next_step_on__lte=today).exclude(pk__in=failed)
    rows = list(
        due.select_for_update(skip_locked=True, of=("self", "referral"))
        .select_related(
            "referral__region", "referral__assessor", "referral__referrer__user", "referral__created_by"
        )
        .order_by("next_step_on", "pk")[:batch]
    )
    for clock in rows:
        try:
            with transaction.atomic():
                _step(clock, now=now, today=today)
        except (DomainError, DatabaseError, ObjectDoesNotExist):
            log.exception("clock %s could not be taken", clock.pk)
            failed.add(clock.pk)
    return len(rows)


def _step(clock: Clock, *, now: dt.datetime, today: dt.date) -> None:
    """One clock's turn: it always moves on to a later day, or has none left."""
    step = clocks.step_on(clock.kind, clock.due_on, today)
    clock.next_step_on = next_step_of(clock.kind, clock.due_on, clock.proof, after=today)
    if step == clocks.BREACH and clock.breached_at is None:
        clock.breached_at = now
        note(clock.referral, "breached", by=None, now=now, clock=clock.kind, due_on=clock.due_on.isoformat())
    clock.save(update_fields=["next_step_on", "breached_at"])
    if step:
        remind(clock, step=step, now=now)
    if clock.kind == Clock.Kind.REFERRER_ANSWER:
        _go_on_without_answer(clock, now=now, today=today)
    if clock.kind == Clock.Kind.INSTITUTION_ANSWER and step == clocks.BREACH and clock.placement is not None:
        _release(clock.placement, now=now)


def _go_on_without_answer(clock: Clock, *, now: dt.datetime, today: dt.date) -> None:
    """On assessment day 8 a person weighs what is known: doubt may speak for the right."""
    case = clock.referral
    if today.isoformat() < clock.proof.get("go_on_on", "9999"):
        return
    if case.status != Referral.Status.AWAITING_INFORMATION:
        return
    move_referral(case, "go_on")
    case.manual_reason = UNANSWERED
    save(case, now=now)
    note(case, "went_on", by=None, now=now, reason=UNANSWERED)
    notices.tell(
        notices.assessor_or_unit(case, on=today),
        referral=case,
        template="unanswered",
        key=f"clock/{clock.pk}/go-on",
        path=notices.path_of(case),
        now=now,
        not_before=clocks.office_time(now),
    )


def _release(placement: Placement, *, now: dt.datetime) -> None:
    """No answer in time: the place is given back, and the case is the assessor's to route anew."""
    row = lock_placement(placement)
    if row.status != Placement.Status.FORWARDED:
        return
    move_placement(row, "cancel")
    give_back(row, why="not_answered", by=None, now=now)
    save(row, now=now)
    note_placement(row, "released", by=None, now=now)
    back_to_routing(row, flag=attention.NO_ANSWER, template="no_answer", now=now)
