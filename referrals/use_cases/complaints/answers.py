"""Statsforvalteren's answer is read back: upheld, changed, or quashed and returned (fvl § 34)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.models import Complaint, ComplaintFile
from referrals.policies import complaint_checks as policies
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import notices
from referrals.use_cases.complaints.dismissals import gone
from referrals.use_cases.complaints.ends import close_again
from referrals.use_cases.complaints.files import keep_files
from referrals.use_cases.complaints.shapes import FileInput
from referrals.use_cases.history import note_complaint
from referrals.use_cases.letters import write_letter
from referrals.use_cases.rows import lock_complaint, move_complaint, save
from rve.core.errors import DomainError
from rve.core.policies import Actor

ANSWERS = ("upheld", "changed", "quashed")


@transaction.atomic
def record_answer(
    *,
    complaint: Complaint,
    answer: str,
    answered_on: dt.date,
    reference: str,
    text: str,
    files: Sequence[FileInput] = (),
    by: Actor,
    now: dt.datetime,
    version: int,
) -> Complaint:
    """Notes the answer and tells it on. Upheld is final (fvl § 28 third paragraph); changed is carried out by
    the assignee and a physician; quashed is reviewed again, and its clock starts at once.
    """
    row = lock_complaint(complaint, version)
    policies.check_can_record_answer(by, row)
    _check(row, answer, answered_on, text, files, now)
    move_complaint(row, f"answer_{answer}")
    row.answered_on, row.answer_reference, row.answer_text = answered_on, reference.strip()[:60], text.strip()
    row.planned_outcome = ""
    row.ended_at = now if answer == "upheld" else None
    save(row, now=now)
    keep_files(row, files, kind=ComplaintFile.Kind.ANSWER, by=by, now=now)
    case_clocks.meet(row.referral, "statsforvalter", complaint=row, now=now)
    if answer == "quashed" and row.dismissal_id is None:
        today = timezone.localdate(now, clocks.OSLO)
        case_clocks.start_clock(
            kind="complaint_review", referral=row.referral, complaint=row, starts_on=today, now=now
        )
    _note(row, answer, by=by, now=now)
    write_letter(kind="returned", referral=row.referral, decision=row.decision, complaint=row, by=by, now=now)
    if answer != "upheld" and row.dismissal_id is not None:
        gone(row, by=by, now=now)
    close_again(row.referral, by=by, now=now)
    return row


def _check(
    row: Complaint, answer: str, answered_on: dt.date, text: str, files: Sequence[FileInput], now: dt.datetime
) -> None:
    if answer not in ANSWERS:
        raise DomainError(_("Choose what Statsforvalteren decided."), field="answer")
    if answered_on > timezone.localdate(now, clocks.OSLO):
        raise DomainError(_("The day lies in the future."), field="answered_on")
    assert row.signed_at is not None
    if answered_on < timezone.localdate(row.signed_at, clocks.OSLO):
        raise DomainError(_("The answer cannot come before the complaint was sent on."), field="answered_on")
    if not text.strip() and not files:
        raise DomainError(_("Write what Statsforvalteren decided, or add the answer."), field="text")


def _note(row: Complaint, answer: str, *, by: Actor, now: dt.datetime) -> None:
    assert row.signed_at is not None and row.answered_on is not None
    note_complaint(
        row,
        "complaint_answered",
        by=by,
        now=now,
        answer=answer,
        on=row.answered_on.isoformat(),
        days=(row.answered_on - timezone.localdate(row.signed_at, clocks.OSLO)).days,
        delytelse=row.decision.delytelse if row.decision else row.referral.delytelse,
    )
    told = [row.assignee] if row.assignee and row.assignee_id != by.user.pk else []
    notices.tell(
        told,
        referral=row.referral,
        template="complaint_answered",
        key=f"complaint/{row.pk}/answered/{row.version}",
        path=f"/complaints/{row.public_id}",
        now=now,
        complaint=row.reference,
    )
