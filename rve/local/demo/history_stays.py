"""The later half of an ended case: where it stayed, its clocks and its events."""

from __future__ import annotations

import datetime as dt
from typing import Any

from institutions.models import Booking
from referrals import clocks
from referrals.models import Clock, Decision, Placement, Referral
from rve.core import clock
from rve.core.models import CaseEvent, Organisation, User
from rve.local.demo.accounts import Cast
from rve.local.demo.history import Past, at

DONE = "Rehabilitering ved stedet"
# Who did it, for which organisation.
Doer = tuple[User | None, Organisation | None]


def write_stays(rows: list[tuple[Past, Referral, Decision]], cast: Cast) -> None:
    """Bookings, placements, clocks and events."""
    stayed = [(past, referral, decision) for past, referral, decision in rows if past.stay]
    bookings = Booking.objects.bulk_create([_booking(past, referral) for past, referral, _made in stayed])
    placements = Placement.objects.bulk_create(
        [_placement(*row, booking) for row, booking in zip(stayed, bookings, strict=True)]
    )
    by_case = {row.referral_id: row for row in placements}
    Clock.objects.bulk_create([one for row in rows for one in _clocks(*row)])
    CaseEvent.objects.bulk_create(
        [event for row in rows for event in _events(*row, by_case.get(row[1].pk), cast)]
    )


def _booking(past: Past, referral: Referral) -> Booking:
    assert past.stay is not None
    stay, random = past.stay, past.random
    return Booking(
        pool=stay.pool,
        first_week=stay.first_week,
        weeks=stay.weeks,
        case_kind="referral",
        case_id=referral.pk,
        booked_at=at(past.decided_on, random),
        confirmed_at=at(past.decided_on + dt.timedelta(days=3), random),
        started_on=stay.started_on if stay.begun else None,
        ended_on=stay.ended_on if stay.ended else None,
    )


def _placement(past: Past, referral: Referral, decision: Decision, booking: Booking) -> Placement:
    assert past.stay is not None
    stay, random = past.stay, past.random
    return Placement(
        referral=referral,
        decision=decision,
        institution=stay.pool.institution,
        pool=stay.pool,
        level=decision.level,
        status=stay.status,
        booking=booking,
        planned_week=stay.first_week,
        stay_weeks=stay.weeks,
        forwarded_at=at(past.decided_on, random),
        answered_at=at(past.decided_on + dt.timedelta(days=3), random),
        scheduled_at=dt.datetime.combine(stay.started_on, dt.time(10), clocks.OSLO),
        started_on=stay.started_on if stay.begun else None,
        start_event=DONE if stay.begun else "",
        ended_on=stay.ended_on if stay.ended else None,
    )


def _moment(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), clocks.OSLO)


def _clock(
    kind: str, referral: Referral, starts: dt.date, due: dt.date, met: dt.datetime | None, length: int | None
) -> Clock:
    """A clock that was met, in time or late, or (`met` None) one that runs."""
    today = clock.today()
    late = met is not None and met.date() > due
    return Clock(
        kind=kind,
        referral=referral,
        starts_on=starts,
        due_on=due,
        met_at=met,
        next_step_on=None if met else clocks.next_step_on(kind, due, today),
        breached_at=_moment(due + dt.timedelta(days=1), 1) if late else None,
        proof=clocks.proof(kind, starts_on=starts, due=due, length=length),
    )


def _clocks(past: Past, referral: Referral, decision: Decision) -> list[Clock]:
    assert referral.assessment_due is not None and decision.signed_at is not None
    receipt = past.sent.first_received_on or past.sent.received_on
    found = [_clock("assessment", referral, receipt, referral.assessment_due, decision.signed_at, 10)]
    if past.stay and past.deadline:
        met = _moment(past.stay.started_on, 10) if past.stay.begun else None
        found.append(_clock("start", referral, receipt, past.deadline, met, None))
    return found


def _events(
    past: Past, referral: Referral, decision: Decision, placement: Placement | None, cast: Cast
) -> list[CaseEvent]:
    def event(verb: str, moment: dt.datetime, by: Doer, **changes: Any) -> CaseEvent:
        user, organisation = by
        return CaseEvent(
            kind="referral",
            case_id=referral.pk,
            verb=verb,
            at=moment,
            by=user,
            organisation=organisation,
            changes=changes,
        )

    rve = cast.assessors[0].organisation
    assessor, signer = (referral.assessor, rve), (decision.signed_by, rve)
    assert referral.received_at and referral.claimed_at and decision.signed_at
    found = [
        event("received", referral.received_at, (past.sent.referrer.user, past.sent.organisation)),
        event("claimed", referral.claimed_at, assessor),
        event("facts_settled", referral.claimed_at + dt.timedelta(minutes=20), assessor),
        event("prepared", decision.prepared_at, assessor, outcome=past.outcome),
        event("signed", decision.signed_at, signer, outcome=past.outcome),
    ]
    if placement and past.stay:
        place, stay = past.stay.pool.institution, past.stay
        intake = cast.institutions.get(place.organisation_id or 0)
        there: Doer = (intake.user, intake.organisation) if intake else (None, None)
        noted = {"placement": placement.pk, "institution": place.kode}
        found += [
            event("forwarded", decision.signed_at, signer, **noted),
            event("accepted", placement.answered_at or decision.signed_at, there, **noted),
        ]
        if stay.begun:
            found.append(event("started", _moment(stay.started_on, 10), there, **noted))
        if stay.ended:
            found.append(event("discharged", _moment(stay.ended_on, 13), there, **noted))
    return found
