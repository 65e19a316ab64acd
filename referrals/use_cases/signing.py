"""Signing: only a physician, one by one or a marked batch. The letters go out, the case goes to its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.planning.weeks import monday
from referrals import attention, clocks, policies
from referrals.models import Decision, Placement, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import notices
from referrals.use_cases.cases import close_assessment
from referrals.use_cases.history import note, note_placement
from referrals.use_cases.letters import write_letters
from referrals.use_cases.places import live_placement
from referrals.use_cases.rows import lock_decision, move_decision, move_placement, move_referral, save
from rve.core.errors import Conflict, DomainError, NotFound
from rve.core.policies import Actor


@dataclass(frozen=True, slots=True)
class SignResult:
    """What became of one decision of a batch; `message` says why it was not signed."""

    public_id: UUID
    signed: bool
    message: str = ""


@transaction.atomic
def sign(*, decision: Decision, by: Actor, now: dt.datetime, version: int) -> Decision:
    """Signs as seen (`version`): letters to the outbox, the place forwarded, its
    clocks started, the case decided.
    """
    seen = lock_decision(decision)
    if seen.status == Decision.Status.SIGNED:
        raise Conflict(_("The decision is signed already."))
    row = lock_decision(decision, version)
    case = row.referral
    policies.check_can_sign(by, case)
    _check_week(case, now)
    move_decision(row, "sign")
    row.signed_by, row.signed_at = by.user, now
    save(row, now=now)
    move_referral(case, "sign")
    close_assessment(case, now=now)
    save(case, now=now)
    note(case, "signed", by=by, now=now, decision=str(row.public_id), outcome=row.outcome)
    if row.outcome == Decision.Outcome.GRANTED:
        _start_right(case, row, by=by, now=now)
    write_letters(decision=row, by=by, now=now)
    return row


def _check_week(case: Referral, now: dt.datetime) -> None:
    """A letter cannot name a week that has gone by while the decision waited."""
    placement = live_placement(case)
    this_week = monday(timezone.localdate(now, clocks.OSLO))
    if placement is not None and placement.planned_week and placement.planned_week < this_week:
        raise Conflict(_("The planned week has passed. Send the decision back for a new one."))


def _start_right(case: Referral, row: Decision, *, by: Actor, now: dt.datetime) -> None:
    """From here the start deadline runs, and the institution has the case."""
    today = timezone.localdate(now, clocks.OSLO)
    assert case.receipt is not None and row.start_deadline is not None
    case_clocks.start_clock(
        kind="start", referral=case, starts_on=case.receipt, due=row.start_deadline, now=now
    )
    case_clocks.start_clock(kind="time_sent", referral=case, starts_on=today, now=now)
    placement = live_placement(case)
    if placement is not None:
        forward(placement, by=by, now=now)
    watch_for_breach(case, placement, deadline=row.start_deadline, now=now)


def forward(placement: Placement, *, by: Actor, now: dt.datetime) -> None:
    """The institution now sees the case, and has its days to answer."""
    today = timezone.localdate(now, clocks.OSLO)
    move_placement(placement, "forward")
    placement.forwarded_at = now
    save(placement, now=now)
    case_clocks.start_clock(
        kind="institution_answer", referral=placement.referral, placement=placement, starts_on=today, now=now
    )
    note_placement(
        placement,
        "forwarded",
        by=by,
        now=now,
        week=placement.planned_week.isoformat() if placement.planned_week else None,
    )
    notices.tell(
        notices.institution(placement, on=today),
        referral=placement.referral,
        template="forwarded",
        key=f"forwarded/{placement.pk}",
        path=f"/placements/{placement.public_id}",
        now=now,
    )


def watch_for_breach(
    case: Referral,
    placement: Placement | None,
    *,
    deadline: dt.date,
    now: dt.datetime,
    at: dt.date | None = None,
) -> bool:
    """Whether no time inside the deadline is in sight; if so the Helfo clock starts today (pbrl §
    2-2 b), else it ends.
    """
    day = at or (placement.planned_week if placement else None)
    late = day is None or day > deadline
    running = case_clocks.is_running(case, "expected_breach")
    if late and not running:
        today = timezone.localdate(now, clocks.OSLO)
        case_clocks.start_clock(kind="expected_breach", referral=case, starts_on=today, due=today, now=now)
    if running and not late:
        case_clocks.cancel(case, "expected_breach", now=now)
    case.attention = attention.remove(case.attention, attention.STARTS_LATE, attention.NO_TIME)
    if late:
        code = attention.STARTS_LATE if day else attention.NO_TIME
        case.attention = attention.add(case.attention, code, day or "")
    case.save(update_fields=["attention"])
    return late


def sign_batch(*, items: Sequence[tuple[UUID, int]], by: Actor, now: dt.datetime) -> list[SignResult]:
    """Signs those that are simple, each in its own transaction: one that fails does
    not hold back the others.
    """
    return [_sign_one(public_id, version, by=by, now=now) for public_id, version in items]


def _sign_one(public_id: UUID, version: int, *, by: Actor, now: dt.datetime) -> SignResult:
    try:
        decision = Decision.objects.select_related("referral", "proposal").filter(public_id=public_id).first()
        if decision is None:
            raise NotFound(_("There is no such decision."))
        policies.check_can_see(by, decision.referral)
        reason = why_not_simple(decision)
        if reason:
            raise Conflict(reason)
        sign(decision=decision, by=by, now=now, version=version)
    except DomainError as error:
        return SignResult(public_id, signed=False, message=error.message)
    return SignResult(public_id, signed=True)


def simple(decision: Decision) -> bool:
    """May be signed in a marked batch: it follows the proposal, and nothing about it
    asks for a closer look.
    """
    return not why_not_simple(decision)


def why_not_simple(decision: Decision) -> str:
    """Why this decision must be signed by itself, in words; empty when it is simple."""
    case = decision.referral
    if decision.outcome != Decision.Outcome.GRANTED:
        return _("Only decisions that grant a right are signed in a batch.")
    if not decision.follows_proposal:
        return _("The decision departs from the proposal.")
    if decision.proposal.outcome != Decision.Outcome.GRANTED:
        return _("The proposal left it to a person.")
    if case.attention or case.manual_reason:
        return _("The case is marked for a closer look.")
    if case.facts.get("urgency") not in (None, "ordinary"):
        return _("The case is urgent.")
    if case.protection != "none":
        return _("The patient's address is protected.")
    live = [place for place in decision.placements.all() if place.status in Placement.LIVE]
    if not live or live[0].status != Placement.Status.BOOKED:
        return _("There is no booked place.")
    week = live[0].planned_week
    if week is None or decision.start_deadline is None or week > decision.start_deadline:
        return _("The planned week is after the deadline.")
    return ""
