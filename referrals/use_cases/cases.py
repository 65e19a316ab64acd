"""Who has the case: taken, put back, handed on; and the referral that is withdrawn."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks, policies
from referrals.models import Assessment, Decision, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import messages_out, notices
from referrals.use_cases.history import note
from referrals.use_cases.places import give_up_live_place
from referrals.use_cases.rows import lock_referral, move_decision, move_referral, save
from rve.core.errors import DomainError
from rve.core.models import CodedReason, RoleAssignment, User
from rve.core.policies import RVE_ROLES, Actor


@transaction.atomic
def claim(*, referral: Referral, by: Actor, now: dt.datetime, version: int) -> Referral:
    """Takes the case, or takes it over. Taking one's own again (a double click) changes nothing."""
    mine = lock_referral(referral)
    if mine.assessor_id == by.user.pk and mine.is_open:
        return mine
    case = lock_referral(referral, version)
    policies.check_can_claim(by, case)
    before = case.assessor
    move_referral(case, "claim")
    _give_to(case, by.user, now)
    save(case, now=now)
    note(case, "claimed", by=by, now=now, taken_from=before.name if before else "")
    return case


def _give_to(case: Referral, user: User, now: dt.datetime) -> None:
    """One open primary assessment: the old one is closed, the new one begins."""
    close_assessment(case, now=now)
    case.assessor, case.claimed_at = user, now
    Assessment.objects.create(referral=case, by=user, opened_at=now)


def close_assessment(case: Referral, *, now: dt.datetime) -> None:
    rows = Assessment.objects.filter(referral=case, kind=Assessment.Kind.PRIMARY, closed_at=None)
    rows.update(closed_at=now)


@transaction.atomic
def put_back(*, referral: Referral, by: Actor, now: dt.datetime, version: int) -> Referral:
    """Back among those that nobody has."""
    case = lock_referral(referral, version)
    policies.check_can_put_back(by, case)
    move_referral(case, "put_back")
    close_assessment(case, now=now)
    case.assessor = case.claimed_at = None
    save(case, now=now)
    note(case, "put_back", by=by, now=now)
    return case


@transaction.atomic
def reassign(
    *, referral: Referral, to: User, reason: CodedReason | str, by: Actor, now: dt.datetime, version: int
) -> Referral:
    """Hands an open case to another at the unit; the state stays, save that a received
    one is now in assessment.
    """
    case = lock_referral(referral, version)
    policies.check_can_reassign(by, case)
    works_here = RoleAssignment.objects.in_force(by.today).filter(
        user=to, user__is_active=True, organisation=by.organisation, role__in=RVE_ROLES
    )
    if not works_here.exists():
        raise DomainError(_("{name} does not work at the unit.").format(name=to.name), field="to")
    before = case.assessor
    if case.status == Referral.Status.RECEIVED:
        move_referral(case, "claim")
    _give_to(case, to, now)
    save(case, now=now)
    words, code = (reason.text_nb, reason.code) if isinstance(reason, CodedReason) else (reason, "")
    note(
        case,
        "reassigned",
        by=by,
        now=now,
        reason=words,
        code=code,
        to=to.name,
        taken_from=before.name if before else "",
    )
    notices.tell(
        [to] if to.pk != by.user.pk else [],
        referral=case,
        template="reassigned",
        key=f"reassigned/{case.pk}/{case.version}",
        path=notices.path_of(case),
        now=now,
    )
    return case


@transaction.atomic
def withdraw(
    *, referral: Referral, reason: CodedReason, text: str, by: Actor, now: dt.datetime, version: int
) -> Referral:
    """Ends the case on the patient's or referrer's wish: place given back, questions and clocks ended."""
    case = lock_referral(referral, version)
    policies.check_can_withdraw(by, case)
    check_reason(reason, CodedReason.Kind.WITHDRAW, case, on=timezone.localdate(now, clocks.OSLO))
    move_referral(case, "withdraw")
    give_up_live_place(case, why="withdrawn", by=by, now=now)
    for decision in case.decisions.filter(status=Decision.Status.PREPARED):
        move_decision(decision, "send_back")
        decision.superseded_at = now
        save(decision, now=now)
    case.questions.filter(answered_at=None, withdrawn_at=None).update(withdrawn_at=now)
    case_clocks.end_with_case(case, now=now)
    close_assessment(case, now=now)
    case.withdraw_reason, case.ended_at = reason, now
    save(case, now=now)
    note(case, "withdrawn", by=by, now=now, reason=text, code=reason.code)
    messages_out.tell_end(case, reason, on=timezone.localdate(now, clocks.OSLO), now=now)
    return case


def check_reason(reason: CodedReason, kind: str, case: Referral, *, on: dt.date) -> None:
    """DomainError at `reason` where it is of another kind or region, or not in force on the day."""
    in_force = reason.valid_from <= on and (reason.valid_to is None or on < reason.valid_to)
    if reason.kind != kind or reason.region_id != case.region_id or not in_force:
        raise DomainError(_("Choose one of the reasons."), field="reason")


def close(case: Referral, *, by: Actor | None, now: dt.datetime) -> None:
    """Nothing more is to be done: clocks end, and the case is closed; not while a complaint is open."""
    if case.complaints.filter(ended_at=None).exists():
        return
    move_referral(case, "close")
    case_clocks.end_with_case(case, now=now)
    case.ended_at, case.attention = now, ""
    save(case, now=now)
    note(case, "closed", by=by, now=now)
