"""Who is reminded of a clock: one outbox row per clock, step and recipient, in office hours."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from referrals import clocks
from referrals.models import Clock, Placement, Referral
from referrals.use_cases import notices
from referrals.use_cases.history import note
from rve.core.models import Message, Role, User

LAST = ("warn-0", clocks.BREACH)


def recipients(clock: Clock, *, step: str, on: dt.date) -> list[User]:
    """The one whose turn it is; the team leads too on the last day and after, and
    where there is nobody else.
    """
    case = clock.referral
    people = _whose_turn(clock, case, step, on)
    if step in LAST or not people:
        people = [*people, *notices.unit(case, Role.TEAM_LEAD, on=on)]
    return list({user.pk: user for user in people}.values())


def _whose_turn(clock: Clock, case: Referral, step: str, on: dt.date) -> list[User]:
    if clock.kind == Clock.Kind.REFERRER_ANSWER:
        return [
            *notices.referrer(case),
            *(notices.assessor_or_unit(case, on=on) if step == clocks.BREACH else ()),
        ]
    if clock.kind == Clock.Kind.EXPECTED_BREACH:
        return notices.assessor_or_unit(case, on=on)
    if clock.kind == Clock.Kind.ASSESSMENT:
        if case.status == Referral.Status.AWAITING_SIGNATURE:
            return notices.unit(case, Role.PHYSICIAN, on=on)
        return notices.assessor_or_unit(case, on=on)
    placement = clock.placement or _live(case)
    if placement is None:
        return notices.assessor_or_unit(case, on=on)
    late = step == clocks.BREACH and clock.kind == Clock.Kind.INSTITUTION_ANSWER
    return [*notices.institution(placement, on=on), *(notices.assessor_or_unit(case, on=on) if late else ())]


def _live(case: Referral) -> Placement | None:
    rows = Placement.objects.filter(referral=case, status__in=Placement.LIVE).exclude(
        status__in=("booked", "queued")
    )
    return rows.select_related("institution").first()


def remind(clock: Clock, *, step: str, now: dt.datetime) -> int:
    """Writes the rows that are not there yet; how many. Never sent at night or at weekends."""
    case = clock.referral
    today = timezone.localdate(now, clocks.OSLO)
    referrers = {user.pk for user in notices.referrer(case)}
    new = 0
    for user in recipients(clock, step=step, on=today):
        path = notices.path_of(
            case, for_referrer=clock.kind == Clock.Kind.REFERRER_ANSWER and user.pk in referrers
        )
        new += notices.tell(
            [user],
            referral=case,
            template="reminder",
            key=f"clock/{clock.pk}/{step}",
            path=_path(clock, user, path),
            now=now,
            kind=Message.Kind.REMINDER,
            not_before=clocks.office_time(now),
            clock=clock.kind,
            step=step,
            due_on=clock.due_on.isoformat(),
        )
    if new:
        note(case, "reminded", by=None, now=now, clock=clock.kind, step=step, recipients=new)
    return new


def _path(clock: Clock, user: User, path: str) -> str:
    """The institution's people open the placement, not the case."""
    placement = clock.placement or _live(clock.referral)
    if placement is None or clock.kind in (Clock.Kind.ASSESSMENT, Clock.Kind.REFERRER_ANSWER):
        return path
    at_place = user.assignments.filter(role=Role.INSTITUTION, organisation=placement.institution.organisation)
    return f"/placements/{placement.public_id}" if at_place.exists() else path
