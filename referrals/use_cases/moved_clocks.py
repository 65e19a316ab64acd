"""A due day moved by hand: with a reason, in the history and in the proof; or refused, never silently.

The law's own times can be made shorter and never longer. The start's deadline is the decision's, the time to
complain is the patient's, and Helfo is contacted at once: these are not moved at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.models import Clock, Referral
from referrals.policies import clock_checks as policies
from referrals.use_cases.clocks import first_step_on, take_back
from referrals.use_cases.history import note
from referrals.use_cases.rows import lock_referral, on_places, save
from rve.core.errors import Conflict, DomainError
from rve.core.policies import Actor

LONGEST = 2_000
FARTHEST = dt.timedelta(days=2 * 365)


@transaction.atomic
def shorten_assessment(
    *, referral: Referral, due: dt.date, reason: str, by: Actor, now: dt.datetime, version: int
) -> Clock:
    """Suspected serious illness: the patient is told sooner than the ten virkedager (pbrl § 2-2 a fourth
    paragraph), by a day that a person sets with a reason.

    NotAllowed for others than the case's assessor, a physician or a team lead; Conflict where no such
    suspicion is set on the case; DomainError for a day that is past, or not before the present one.
    """
    case = lock_referral(referral, version)
    policies.check_can_shorten(by, case)
    clock = _locked(_assessment_of(case))
    clock.referral = case
    _move(clock, due, reason, by=by, now=now)
    save(case, now=now)
    return clock


def _assessment_of(case: Referral) -> Clock:
    clock = case.clocks.filter(kind="assessment", met_at=None, cancelled_at=None).first()
    if clock is None:
        raise Conflict(_("The clock of the assessment no longer runs."))
    return clock


@transaction.atomic
def move_clock(
    *, clock: Clock, due: dt.date, reason: str, by: Actor, now: dt.datetime, version: int
) -> Clock:
    """Another due day for a running clock, with a reason. NotAllowed or DomainError says what stands in the
    way; Stale when the case (and so perhaps the day) was changed since `version` was read.
    """
    case = lock_referral(clock.referral, version)
    row = _locked(clock)
    row.referral = case
    policies.check_can_move_clock(by, row)
    _move(row, due, reason, by=by, now=now)
    save(case, now=now)
    if row.placement_id is not None:
        on_places(case, now=now, pk=row.placement_id)
    return row


def _locked(clock: Clock) -> Clock:
    row = Clock.objects.select_for_update().get(pk=clock.pk)
    if not row.running:
        raise Conflict(_("The clock no longer runs."))
    return row


def _move(row: Clock, due: dt.date, reason: str, *, by: Actor, now: dt.datetime) -> None:
    """Checked, moved, and told in proof and history; the case's own column follows, not saved yet."""
    today, before = timezone.localdate(now, clocks.OSLO), row.due_on
    _check(row, due, reason, today=today)
    move = {
        "from": before.isoformat(),
        "to": due.isoformat(),
        "by": by.user.name,
        "on": today.isoformat(),
        "reason": reason.strip(),
    }
    proof = {**row.proof, "due_on": due.isoformat(), "moved": [*row.proof.get("moved", []), move]}
    put_on(row, due, proof, now=now)
    moved = {"from": move["from"], "to": move["to"]}
    note(row.referral, "clock_moved", by=by, now=now, reason=move["reason"], clock=row.kind, **moved)
    if row.kind == "assessment":
        row.referral.assessment_due = due


def _check(row: Clock, due: dt.date, reason: str, *, today: dt.date) -> None:
    if not reason.strip():
        raise DomainError(_("Say why the day is moved."), field="reason")
    if len(reason) > LONGEST:
        raise DomainError(_("That reason is too long: say it in fewer words."), field="reason")
    if due < today:
        raise DomainError(_("The day has passed."), field="due")
    check_not_too_far(due, today=today)
    if due == row.due_on:
        raise DomainError(_("That is the day it has now."), field="due")
    if due > row.due_on and clocks.KINDS[row.kind].legal:
        raise DomainError(_("The law sets this time: it can be made shorter, and never longer."), field="due")


def check_not_too_far(due: dt.date, *, today: dt.date) -> None:
    """Nobody waits for years: a day as far as that is a slip of the pen."""
    if due > today + FARTHEST:
        raise DomainError(_("The day lies more than two years ahead."), field="due")


def put_on(clock: Clock, due: dt.date, proof: Mapping[str, Any], *, now: dt.datetime) -> None:
    """Sets due day, proof and next step of a locked clock, one move on; what was to be sent for the old day
    is taken back. The caller writes the history.
    """
    today = timezone.localdate(now, clocks.OSLO)
    clock.moves += clock.due_on != due
    clock.due_on, clock.proof = due, dict(proof)
    clock.next_step_on = first_step_on(clock.kind, due, clock.proof, today=today)
    if clock.breached_at is not None and due >= today:
        clock.breached_at = None
    clock.save(
        update_fields=["starts_on", "due_on", "proof", "next_step_on", "moves", "breached_at"],
    )
    take_back(clock)
