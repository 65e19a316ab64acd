"""A complaint that came late is taken or refused with a reason (fvl § 31)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from referrals.models import Complaint
from referrals.policies import complaint_checks as policies
from referrals.use_cases.complaints.assign import take_up_if_ready
from referrals.use_cases.complaints.ends import end_dismissed
from referrals.use_cases.history import note_complaint
from referrals.use_cases.rows import lock_complaint, move_complaint, save
from rve.core.errors import DomainError
from rve.core.policies import Actor


@transaction.atomic
def judge_lateness(
    *, complaint: Complaint, take: bool, reason: str, by: Actor, now: dt.datetime, version: int
) -> Complaint:
    """Taken though late, for want of blame or special reasons; else dismissed, by a physician."""
    row = lock_complaint(complaint, version)
    policies.check_can_judge_lateness(by, row)
    if not take:
        policies.check_can_dismiss_as(by, row)
    if not reason.strip():
        raise DomainError(_("Say why it is taken or not."), field="reason")
    move_complaint(row, "judge_lateness")
    row.lateness = Complaint.Lateness.TAKEN if take else Complaint.Lateness.REFUSED
    row.lateness_reason = reason.strip()
    save(row, now=now)
    note_complaint(row, "complaint_lateness_judged", by=by, now=now, reason=row.lateness_reason, taken=take)
    if take:
        take_up_if_ready(row, by=by, now=now)
    else:
        end_dismissed(row, reason=row.lateness_reason, by=by, now=now)
    return row
