"""What the institution does with a case: accepts, declines, gives a time, starts, interrupts, discharges."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.planning.weeks import monday
from institutions.use_cases.booking import confirm, move
from institutions.use_cases.queue import book_from_queue
from institutions.use_cases.stay import mark_ended, mark_started
from referrals import attention, clocks, policies
from referrals.models import Placement
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import messages_out, notices
from referrals.use_cases.breach import watch_and_tell
from referrals.use_cases.cases import check_reason, close
from referrals.use_cases.history import note_placement
from referrals.use_cases.in_sight import time_in_sight
from referrals.use_cases.letters import write_time_letter
from referrals.use_cases.places import give_back
from referrals.use_cases.reroute import reroute as reroute
from referrals.use_cases.rows import lock_placement, move_placement, save
from rve.core.dates import short_date
from rve.core.errors import Conflict, DomainError
from rve.core.models import CodedReason
from rve.core.policies import Actor

# The GP and the home, seen after the stay.
FOLLOW_UPS = ("follow_up_gp", "follow_up_visit")
TOO_FAR = dt.timedelta(days=2 * 365)


def _today(now: dt.datetime) -> dt.date:
    return timezone.localdate(now, clocks.OSLO)


def deadline_of(placement: Placement) -> dt.date | None:
    return placement.decision.start_deadline


@transaction.atomic
def accept(*, placement: Placement, by: Actor, now: dt.datetime, version: int) -> Placement:
    """The institution takes the patient; the place is confirmed and its answer's clock met."""
    row = lock_placement(placement, version)
    policies.check_can_handle(by, row, "accept")
    move_placement(row, "accept")
    row.answered_at = now
    if row.booking is not None:
        row.booking = confirm(booking=row.booking, by=by, now=now)
    case_clocks.meet(row.referral, "institution_answer", placement=row, now=now)
    save(row, now=now)
    note_placement(row, "accepted", by=by, now=now)
    return row


@transaction.atomic
def decline(
    *, placement: Placement, reason: CodedReason, comment: str, by: Actor, now: dt.datetime, version: int
) -> Placement:
    """The institution says no: the place is given back, and the case is the assessor's to route anew."""
    row = lock_placement(placement, version)
    policies.check_can_handle(by, row, "decline")
    check_reason(reason, CodedReason.Kind.DECLINE, row.referral, on=_today(now))
    move_placement(row, "decline")
    row.answered_at, row.decline_reason, row.comment = now, reason, comment.strip()
    case_clocks.meet(row.referral, "institution_answer", placement=row, now=now)
    give_back(row, why="declined", by=by, now=now)
    save(row, now=now)
    note_placement(row, "declined", by=by, now=now, reason=row.comment, code=reason.code)
    back_to_routing(row, flag=attention.DECLINED, template="declined", now=now)
    return row


def back_to_routing(row: Placement, *, flag: str, template: str, now: dt.datetime) -> None:
    """A case without its place: flagged, its assessor told; Helfo's clock starts at once where no place has
    a week inside the deadline (pbrl § 2-2 b).
    """
    case = row.referral
    # What the place asked goes with it: the next place asks anew.
    kept = attention.remove(case.attention, attention.PLACE_ASKS)
    case.attention = attention.add(kept, flag, _today(now))
    save(case, now=now)
    deadline = deadline_of(row)
    if deadline is not None and not time_in_sight(case, row.decision, now=now):
        watch_and_tell(case, None, decision=row.decision, by=None, now=now)
    notices.tell(
        notices.assessor_or_unit(case, on=_today(now)),
        referral=case,
        template=template,
        key=f"{template}/{row.pk}",
        path=notices.path_of(case),
        now=now,
        not_before=clocks.office_time(now),
        office_hours=True,
    )


@transaction.atomic
def schedule(
    *,
    placement: Placement,
    at: dt.datetime,
    by: Actor,
    now: dt.datetime,
    version: int,
    reason: CodedReason | None = None,
) -> str:
    """Gives the time of attendance, or moves it (with a coded reason); the deadline never moves.

    Returns a warning in words when the time is after the deadline, else "". The patient gets a letter.
    """
    row = lock_placement(placement, version)
    policies.check_can_handle(by, row, "schedule")
    day = timezone.localdate(at, clocks.OSLO)
    if day < _today(now):
        raise DomainError(_("The time has passed."), field="at")
    if day > _today(now) + TOO_FAR:
        raise DomainError(_("That is more than two years ahead. Check the year."), field="at")
    moved = row.status == Placement.Status.SCHEDULED
    if moved and reason is None:
        raise DomainError(_("Say why the time is moved."), field="reason")
    if reason is not None:
        check_reason(reason, CodedReason.Kind.POSTPONE, row.referral, on=_today(now))
    _place_in_week(row, monday(day), by=by, now=now)
    before = row.scheduled_at
    move_placement(row, "schedule")
    row.scheduled_at, row.planned_week = at, monday(day)
    row.postponed_reason, row.postponed_on = (reason, _today(now)) if moved else (None, None)
    save(row, now=now)
    case_clocks.meet(row.referral, "time_sent", now=now)
    note_placement(
        row,
        "scheduled",
        by=by,
        now=now,
        code=reason.code if reason else "",
        at=at.isoformat(),
        moved_from=before.isoformat() if before else None,
    )
    messages_out.tell_stay(row, "scheduled", now=now, at=at.isoformat())
    late, told = watch_and_tell(
        row.referral, row, decision=row.decision, at=day, previous=before, by=by, now=now
    )
    if not told:
        write_time_letter(placement=row, by=by, now=now, previous=before)
    return _warning(row) if late else ""


def _warning(row: Placement) -> str:
    deadline = deadline_of(row)
    assert deadline is not None
    text = _("The time is after the deadline {deadline}. Helfo must be contacted at once.")
    return text.format(deadline=short_date(deadline))


def _place_in_week(row: Placement, week: dt.date, *, by: Actor, now: dt.datetime) -> None:
    """The booking follows the appointment; from the queue it becomes a booking. Conflict
    when the week is full.
    """
    if row.booking is not None:
        if row.booking.first_week != week:
            row.booking = move(booking=row.booking, first_week=week, by=by, now=now)
        return
    if row.queue_entry is None:
        raise Conflict(_("There is no place to give a time in."))
    row.booking = book_from_queue(entry=row.queue_entry, first_week=week, by=by, now=now)
    row.booking = confirm(booking=row.booking, by=by, now=now)


@transaction.atomic
def start(
    *, placement: Placement, on: dt.date, event: str, by: Actor, now: dt.datetime, version: int
) -> Placement:
    """The stay has really begun (treatment or work-up, not an introductory talk): the deadline
    is met on that day.
    """
    row = lock_placement(placement, version)
    policies.check_can_handle(by, row, "start")
    if row.status == Placement.Status.INTERRUPTED:
        raise Conflict(_("The stay is interrupted: let it go on instead."))
    _check_day(on, now, not_before=row.referral.received_on)
    if not event.strip():
        raise DomainError(_("Say what began: treatment, work-up …"), field="event")
    if row.booking is None:
        _place_in_week(row, monday(on), by=by, now=now)
    assert row.booking is not None
    row.booking = mark_started(booking=row.booking, on=on, by=by, now=now)
    move_placement(row, "start")
    row.started_on, row.start_event = on, event.strip()
    save(row, now=now)
    case = row.referral
    case_clocks.meet(case, "start", "time_sent", now=now)
    case_clocks.cancel(case, "expected_breach", "waiting_list", now=now)
    case.attention = attention.remove(case.attention, attention.STARTS_LATE, attention.NO_TIME)
    save(case, now=now)
    note_placement(row, "started", by=by, now=now, on=on.isoformat(), event=row.start_event)
    messages_out.tell_stay(row, "started", now=now, on=on.isoformat())
    return row


def _check_day(on: dt.date, now: dt.datetime, *, not_before: dt.date | None) -> None:
    if on > _today(now):
        raise DomainError(_("The day lies in the future."), field="on")
    if not_before is not None and on < not_before:
        raise DomainError(_("The day is too early."), field="on")


@transaction.atomic
def interrupt(
    *,
    placement: Placement,
    on: dt.date,
    reason: CodedReason,
    by: Actor,
    now: dt.datetime,
    version: int,
    comment: str = "",
) -> Placement:
    """The stay stops for a while (hospital, home); the place is kept."""
    row = lock_placement(placement, version)
    policies.check_can_handle(by, row, "interrupt")
    check_reason(reason, CodedReason.Kind.INTERRUPT, row.referral, on=_today(now))
    _check_day(on, now, not_before=row.started_on)
    move_placement(row, "interrupt")
    row.interrupted_on, row.interrupt_reason = on, reason
    save(row, now=now)
    note_placement(row, "interrupted", by=by, now=now, reason=comment, code=reason.code, on=on.isoformat())
    messages_out.tell_stay(row, "interrupted", now=now, on=on.isoformat())
    return row


@transaction.atomic
def resume(*, placement: Placement, on: dt.date, by: Actor, now: dt.datetime, version: int) -> Placement:
    """The stay goes on; its first day stays."""
    row = lock_placement(placement, version)
    if row.status != Placement.Status.INTERRUPTED:
        policies.check_can_see(by, row)
        raise Conflict(_("The stay is not interrupted."))
    policies.check_can_handle(by, row, "start")
    _check_day(on, now, not_before=row.interrupted_on)
    move_placement(row, "start")
    row.interrupted_on = row.interrupt_reason = None
    save(row, now=now)
    note_placement(row, "resumed", by=by, now=now, on=on.isoformat())
    return row


@transaction.atomic
def discharge(
    *, placement: Placement, on: dt.date, note: str, by: Actor, now: dt.datetime, version: int
) -> Placement:
    """The stay is over: later weeks are given back, and the case is closed."""
    row = lock_placement(placement, version)
    policies.check_can_handle(by, row, "discharge")
    _check_day(on, now, not_before=row.started_on)
    if row.booking is not None:
        row.booking = mark_ended(booking=row.booking, on=on, by=by, now=now)
    move_placement(row, "discharge")
    row.ended_on, row.end_note = on, note.strip()
    save(row, now=now)
    note_placement(row, "discharged", by=by, now=now, on=on.isoformat())
    messages_out.tell_stay(row, "completed", now=now, on=on.isoformat())
    for kind in FOLLOW_UPS:
        case_clocks.start_clock(kind=kind, referral=row.referral, placement=row, starts_on=on, now=now)
    close(row.referral, by=by, now=now)
    return row
