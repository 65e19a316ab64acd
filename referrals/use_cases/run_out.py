"""What follows by itself when a clock has run: a case goes on, a place is given back, a letter goes on paper.

Each of these moves more than the clock, and is done for one clock at a time, in its transaction.
"""

from __future__ import annotations

import datetime as dt

from referrals import attention, clocks
from referrals.channels.unread import paper_instead
from referrals.models import Clock, Placement, Referral
from referrals.use_cases import notices
from referrals.use_cases.history import note, note_placement
from referrals.use_cases.placements import back_to_routing
from referrals.use_cases.places import give_back, live_placement
from referrals.use_cases.rows import lock_placement, lock_referral, move_placement, move_referral, save
from referrals.use_cases.signing import watch_for_breach
from referrals.use_cases.windows import window_is_out

UNANSWERED = "unanswered"
_WHEN_OVER = (
    Clock.Kind.START,
    Clock.Kind.INSTITUTION_ANSWER,
    Clock.Kind.COMPLAINT_WINDOW,
    Clock.Kind.UNREAD_DIGITAL,
)


def is_followed(clock: Clock, *, today: dt.date) -> bool:
    """Whether more than a reminder may follow today."""
    if clock.kind == Clock.Kind.REFERRER_ANSWER:
        return _goes_on(clock, today)
    return clock.kind in _WHEN_OVER and today > clock.due_on


def follow(clock: Clock, *, now: dt.datetime, today: dt.date) -> None:
    """Does it, in the caller's transaction; done already or no longer needed, it changes nothing."""
    if not is_followed(clock, today=today):
        return
    if clock.kind == Clock.Kind.REFERRER_ANSWER:
        _go_on_without_answer(clock, now=now, today=today)
    elif clock.kind == Clock.Kind.START:
        _ask_helfo(clock, now=now, today=today)
    elif clock.kind == Clock.Kind.INSTITUTION_ANSWER and clock.placement is not None:
        _release(clock.placement, now=now)
    elif clock.kind == Clock.Kind.COMPLAINT_WINDOW:
        window_is_out(clock, now)
    elif clock.kind == Clock.Kind.UNREAD_DIGITAL:
        paper_instead(clock, now)


def _goes_on(clock: Clock, today: dt.date) -> bool:
    waits = clock.referral.status == Referral.Status.AWAITING_INFORMATION
    return waits and today.isoformat() >= str(clock.proof.get("go_on_on", "9999"))


def _go_on_without_answer(clock: Clock, *, now: dt.datetime, today: dt.date) -> None:
    """On assessment day 8 a person weighs what is known: doubt may speak for the right."""
    case = lock_referral(clock.referral)
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
        office_hours=True,
    )


def _ask_helfo(clock: Clock, *, now: dt.datetime, today: dt.date) -> None:
    """Nobody has told of a start, and the deadline is over (pbrl § 2-2 b). The patient is not written to: the
    start may be a report that is late, which a person finds out.
    """
    case = lock_referral(clock.referral)
    placement = live_placement(case)
    planned = placement.planned_week if placement is not None else None
    watch_for_breach(case, placement, deadline=clock.due_on, at=max(planned or today, today), now=now)


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
