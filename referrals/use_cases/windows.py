"""The patient's time to complain: opened when the decision is known, and what follows when it is out.

A window that ends is no breach of ours. In the caller's transaction, all of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from referrals import clocks
from referrals.models import Clock, Decision, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases.cases import close
from referrals.use_cases.history import note
from referrals.use_cases.moved_clocks import put_on
from referrals.use_cases.rows import lock_referral

KIND = "complaint_window"
# Nothing more is to be done for these when nobody complains.
ENDS_THE_CASE = (Decision.Outcome.REFUSED, Decision.Outcome.REDIRECTED)


def open_window(
    decision: Decision, known_on: dt.date, now: dt.datetime, *, handed_on: dt.date | None = None
) -> Clock:
    """Four weeks from the day the patient knew (pbrl § 7-5); the same again changes nothing.

    `handed_on`: the day the last letter left, where `known_on` is presumed from it. A new decision has its
    own window, which takes the place of the old.
    """
    case = lock_referral(decision.referral)
    running = _running(case)
    if running is not None and running.proof.get("decided_on") == _decided_on(decision).isoformat():
        return running
    case_clocks.cancel(case, KIND, now=now)
    known = _presumed_from(handed_on) if handed_on is not None else {}
    extra = {"decided_on": _decided_on(decision).isoformat()} | known
    return case_clocks.start_clock(kind=KIND, referral=case, starts_on=known_on, now=now, extra=extra)


def left_again(
    decision: Decision, known_on: dt.date, now: dt.datetime, *, handed_on: dt.date | None = None
) -> None:
    """Digital post did not reach the patient, and the letter has left once more, on paper or not: the window
    runs from then, and is opened again if it was out. The days are those of `open_window`.
    """
    known = _presumed_from(handed_on) if handed_on is not None else {}
    _known_later(decision, known_on, now, why="left_again", known=known)


def was_opened(decision: Decision, known_on: dt.date, now: dt.datetime, *, on_paper: bool) -> None:
    """The digital letter was opened: the patient knew on that day, before or after the day presumed.

    `on_paper`: it had left on paper too by then; opened after the day that one is taken to have come, the
    patient should have known, and nothing changes.
    """
    clock = _latest(decision)
    if clock is None:
        return
    known = {"known": "opened"}
    if clock.running and known_on < clock.starts_on:
        _run_from(clock, known_on, now, why="opened", known=known)
    elif not on_paper and clock.proof.get("known") == "presumed":
        _known_later(decision, known_on, now, why="opened", known=known)


def _presumed_from(handed_on: dt.date) -> dict[str, str]:
    return {"known": "presumed", "handed_on": handed_on.isoformat()}


def _latest(decision: Decision) -> Clock | None:
    """The decision's own window, running or out."""
    case, decided = lock_referral(decision.referral), _decided_on(decision).isoformat()
    rows = case.clocks.select_for_update().filter(kind=KIND, cancelled_at=None, proof__decided_on=decided)
    clock = rows.order_by("-pk").first()
    if clock is not None:
        clock.referral = case
    return clock


def _known_later(
    decision: Decision, known_on: dt.date, now: dt.datetime, *, why: str, known: Mapping[str, str]
) -> None:
    clock = _latest(decision)
    if clock is None or known_on <= clock.starts_on:
        return
    if clock.running:
        _run_from(clock, known_on, now, why=why, known=known)
        return
    if decision.status != Decision.Status.SIGNED:
        return
    extra = {"decided_on": clock.proof["decided_on"], **known}
    anew = case_clocks.start_clock(
        kind=KIND, referral=clock.referral, starts_on=known_on, now=now, extra=extra
    )
    _note_moved(anew, before=clock.due_on, now=now, why=why)


def _run_from(
    clock: Clock, known_on: dt.date, now: dt.datetime, *, why: str, known: Mapping[str, str]
) -> None:
    case, before = clock.referral, clock.due_on
    length = case_clocks.length_of(KIND, region=case.region, starts_on=known_on)
    today = timezone.localdate(now, clocks.OSLO)
    calendar = case_clocks.calendar_of(case.region, starts_on=known_on, on=today)
    due, proof = clocks.computed(KIND, starts_on=known_on, length=length, calendar=calendar)
    clock.starts_on = known_on
    put_on(clock, due, proof | {"decided_on": clock.proof["decided_on"], **known}, now=now)
    _note_moved(clock, before=before, now=now, why=why)


def _note_moved(clock: Clock, *, before: dt.date, now: dt.datetime, why: str) -> None:
    if clock.due_on != before:
        moved = {"from": before.isoformat(), "to": clock.due_on.isoformat()}
        note(clock.referral, "clock_moved", by=None, now=now, clock=KIND, why=why, **moved)


def window_is_out(clock: Clock, now: dt.datetime) -> bool:
    """The last day to complain has passed: the clock stops, and a refused or redirected case is closed.

    Whether the case was closed; one with an open complaint is not.
    """
    case = lock_referral(clock.referral)
    case_clocks.stop_clock(clock, now=now)
    return close_if_over(case, now=now)


def close_if_over(case: Referral, *, now: dt.datetime) -> bool:
    """Closes a case that was refused or redirected, whose window is out and whose complaints have ended."""
    if case.status != Referral.Status.DECIDED or not is_over(case):
        return False
    close(case, by=None, now=now)
    return case.status == Referral.Status.CLOSED


def is_over(case: Referral) -> bool:
    """Whether the decision in force ends the case, and nobody can complain of it any more."""
    decision = case.decisions.filter(status=Decision.Status.SIGNED).first()
    if decision is None or decision.outcome not in ENDS_THE_CASE:
        return False
    windows = case.clocks.filter(kind=KIND, starts_on__gte=_decided_on(decision))
    out = windows.filter(met_at__isnull=False).exists()
    return out and not windows.filter(met_at=None, cancelled_at=None).exists()


def _running(case: Referral) -> Clock | None:
    rows = case.clocks.select_for_update().filter(kind=KIND, met_at=None, cancelled_at=None)
    return rows.order_by("pk").first()


def _decided_on(decision: Decision) -> dt.date:
    assert decision.signed_at is not None
    return timezone.localdate(decision.signed_at, clocks.OSLO)
