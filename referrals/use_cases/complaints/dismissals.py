"""A complaint on a dismissal: what was dismissed is treated after all, or Statsforvalteren says whether it
was right to dismiss (pbrl §§ 7-2, 7-7; fvl §§ 28, 33).
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.models import Complaint
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases.complaints.ends import answered, close_again
from referrals.use_cases.history import note_complaint
from referrals.use_cases.letters import write_letter
from referrals.use_cases.rows import lock_complaint, move_complaint, save
from rve.core.errors import Conflict
from rve.core.policies import Actor


def reverse(row: Complaint, *, by: Actor, now: dt.datetime) -> None:
    """A physician signs that the complaint should not have been dismissed: this one ends, that one is in work
    again. In the caller's transaction.
    """
    assert row.dismissal is not None
    if row.dismissal.lateness == Complaint.Lateness.OVER_A_YEAR:
        raise Conflict(_("More than a year had passed: only Statsforvalteren can say otherwise."))
    move_complaint(row, "overturn")
    row.signed_by, row.signed_at, row.ended_at = by.user, now, now
    save(row, now=now)
    answered(row, now=now)
    note_complaint(
        row, "complaint_dismissal_reversed", by=by, now=now, reason=row.cause_text, cause=row.cause
    )
    take_again(row, reason=row.cause_text, by=by, now=now)


def gone(row: Complaint, *, by: Actor, now: dt.datetime) -> None:
    """Statsforvalteren changed or quashed the dismissal: nothing more is left of the complaint on it. In the
    caller's transaction.
    """
    row.ended_at = now
    save(row, now=now)
    take_again(row, reason=row.answer_text, by=by, now=now)


def take_again(row: Complaint, *, reason: str, by: Actor, now: dt.datetime) -> Complaint:
    """What was dismissed is in work, with its own clock from today; nobody has it yet."""
    assert row.dismissal is not None
    old = lock_complaint(row.dismissal)
    old.referral = row.referral
    move_complaint(old, "take_again")
    old.assignee = old.assigned_at = old.signed_by = old.signed_at = old.ended_at = None
    old.end_reason = ""
    if old.lateness in (Complaint.Lateness.REFUSED, Complaint.Lateness.OVER_A_YEAR):
        old.lateness, old.lateness_reason = Complaint.Lateness.TAKEN, reason.strip()
    save(old, now=now)
    today = timezone.localdate(now, clocks.OSLO)
    case_clocks.start_clock(
        kind="complaint_review", referral=old.referral, complaint=old, starts_on=today, now=now
    )
    note_complaint(old, "complaint_taken_again", by=by, now=now, on=row.reference)
    write_letter(
        kind="complaint_received",
        referral=old.referral,
        decision=old.decision,
        complaint=old,
        by=by,
        now=now,
        extra={"again": True},
    )
    close_again(old.referral, by=by, now=now)
    return old
