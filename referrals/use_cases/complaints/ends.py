"""A complaint ends without a new decision: dismissed or withdrawn; what waited for it falls."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from referrals.models import Complaint, Decision, Placement, Referral
from referrals.policies import complaint_checks as policies
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import windows
from referrals.use_cases.cases import close
from referrals.use_cases.history import note_complaint
from referrals.use_cases.letters import write_letter
from referrals.use_cases.places import give_up_live_place, live_placement
from referrals.use_cases.rows import lock_complaint, move_complaint, move_decision, save
from referrals.use_cases.windows import is_over
from rve.core import outbox
from rve.core.errors import DomainError
from rve.core.models import CaseEvent
from rve.core.policies import Actor


@transaction.atomic
def dismiss(*, complaint: Complaint, reason: str, by: Actor, now: dt.datetime, version: int) -> Complaint:
    """The conditions for treating it are not met (fvl § 33 second paragraph); told in a letter."""
    row = lock_complaint(complaint, version)
    policies.check_can_dismiss(by, row)
    if not reason.strip():
        raise DomainError(_("Say why it is dismissed."), field="reason")
    end_dismissed(row, reason=reason.strip(), by=by, now=now)
    return row


def end_dismissed(row: Complaint, *, reason: str, by: Actor, now: dt.datetime) -> None:
    """Dismissed, in the caller's transaction."""
    move_complaint(row, "dismiss")
    row.signed_by, row.signed_at = by.user, now
    answered(row, now=now)
    _end(row, reason=reason, by=by, now=now)
    note_complaint(row, "complaint_dismissed", by=by, now=now, reason=reason, lateness=row.lateness)
    write_letter(
        kind="dismissed",
        referral=row.referral,
        decision=row.decision,
        complaint=row,
        by=by,
        now=now,
    )
    close_again(row.referral, by=by, now=now)


@transaction.atomic
def withdraw(*, complaint: Complaint, reason: str, by: Actor, now: dt.datetime, version: int) -> Complaint:
    """The complainant takes it back, or the rest of one that was partly overturned; the decision stands.

    A package that has not left for Statsforvalteren is stopped.
    """
    row = lock_complaint(complaint, version)
    policies.check_can_withdraw_complaint(by, row)
    if not reason.strip():
        raise DomainError(_("Say who withdrew it, and how."), field="reason")
    move_complaint(row, "withdraw")
    case_clocks.cancel(row.referral, complaint=row, now=now)
    stopped = outbox.cancel(key_prefix=f"complaint/{row.pk}/package/")
    _end(row, reason=reason.strip(), by=by, now=now)
    note_complaint(
        row, "complaint_withdrawn", by=by, now=now, reason=row.end_reason, package_stopped=bool(stopped)
    )
    close_again(row.referral, by=by, now=now)
    return row


def _end(row: Complaint, *, reason: str, by: Actor, now: dt.datetime) -> None:
    row.end_reason, row.ended_at = reason, now
    save(row, now=now)
    drop_prepared(row, by=by, now=now)
    let_go(row.referral, now=now)


def answered(row: Complaint, *, now: dt.datetime) -> None:
    """Whatever the answer is, the complainant has it: its clocks are met, and nothing is left to mend."""
    case_clocks.meet(row.referral, "complaint_preliminary", "complaint_review", complaint=row, now=now)
    case_clocks.cancel(row.referral, complaint=row, now=now)


def drop_prepared(row: Complaint, *, by: Actor, now: dt.datetime) -> None:
    """A new decision that waited for its signature falls, and the place taken for it is given back."""
    for decision in row.new_decisions.filter(status=Decision.Status.PREPARED):
        give_up_own_place(row.referral, decision, by=by, now=now)
        move_decision(decision, "send_back")
        decision.superseded_at = now
        save(decision, now=now)


def give_up_own_place(case: Referral, decision: Decision, *, by: Actor, now: dt.datetime) -> None:
    """The place booked for this decision; one that an earlier decision gave stays with the patient."""
    placement = live_placement(case)
    if placement is not None and placement.decision_id == decision.pk:
        give_up_live_place(case, why="cancelled", by=by, now=now)


def let_go(case: Referral, *, now: dt.datetime) -> None:
    """Questions asked for the complaint are no longer waited for."""
    if case.status != Referral.Status.DECIDED:
        return
    case.questions.filter(answered_at=None, withdrawn_at=None).update(withdrawn_at=now)
    case_clocks.cancel(case, "referrer_answer", now=now)


def close_again(case: Referral, *, by: Actor, now: dt.datetime) -> None:
    """Closed when no complaint is open: its stay ended meanwhile, or it was opened for the complaint."""
    if case.status != Referral.Status.DECIDED or case.complaints.filter(ended_at=None).exists():
        return
    if case.placements.filter(status__in=Placement.LIVE).exists():
        return
    granted = Decision.Outcome.GRANTED
    if case.decisions.filter(status=Decision.Status.SIGNED, outcome=granted).exists():
        done = case.placements.filter(status=Placement.Status.COMPLETED).exists()
    else:
        done = is_over(case) or _was_opened_for_nothing(case)
    if done:
        close(case, by=by, now=now)
    windows.close_if_over(case, now=now)


def _was_opened_for_nothing(case: Referral) -> bool:
    """Opened again for a complaint that changed nothing: a decision signed since has a window of its own."""
    rows = CaseEvent.objects.filter(kind="referral", case_id=case.pk, verb="reopened")
    opened = rows.order_by("-at", "-pk").first()
    if opened is None:
        return False
    return not case.decisions.filter(status=Decision.Status.SIGNED, signed_at__gt=opened.at).exists()
