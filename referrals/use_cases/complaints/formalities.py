"""Signature and authority: asked for with a short deadline, and mended (pbrl §§ 7-2 third paragraph, 7-3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.models import Complaint, ComplaintFile
from referrals.policies import complaint_checks as policies
from referrals.policies.complaint_facts import formalities_in_order
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases.complaints.assign import take_up_if_ready
from referrals.use_cases.complaints.files import keep_files
from referrals.use_cases.complaints.shapes import FileInput
from referrals.use_cases.history import note_complaint
from referrals.use_cases.letters import write_letter
from referrals.use_cases.rows import lock_complaint, move_complaint, save
from rve.core.errors import Conflict, DomainError
from rve.core.policies import Actor

CLOCK = "complaint_formalities"


@transaction.atomic
def ask_formalities(
    *, complaint: Complaint, text: str, by: Actor, now: dt.datetime, version: int
) -> Complaint:
    """Asks in a letter for what is missing, and starts the short deadline; again only after it ran out.

    `text`: what is to be said beside the missing signature and authority, which the letter names itself.
    """
    row = lock_complaint(complaint, version)
    policies.check_can_ask_formalities(by, row)
    _end_last_deadline(row, now)
    move_complaint(row, "ask_formalities")
    row.formalities_text = text.strip()
    save(row, now=now)
    today = timezone.localdate(now, clocks.OSLO)
    clock = case_clocks.start_clock(
        kind=CLOCK, referral=row.referral, complaint=row, starts_on=today, now=now
    )
    note_complaint(
        row,
        "complaint_formalities_asked",
        by=by,
        now=now,
        reason=row.formalities_text,
        due=clock.due_on.isoformat(),
    )
    write_letter(
        kind="complaint_formalities",
        referral=row.referral,
        decision=row.decision,
        complaint=row,
        by=by,
        now=now,
    )
    return row


def _end_last_deadline(row: Complaint, now: dt.datetime) -> None:
    running = row.clocks.filter(kind=CLOCK, met_at=None, cancelled_at=None).first()
    if running is None:
        return
    if running.due_on >= timezone.localdate(now, clocks.OSLO):
        raise Conflict(_("It is asked for already, and the time to mend it has not run out."))
    case_clocks.cancel(row.referral, CLOCK, complaint=row, now=now)


@transaction.atomic
def mend(
    *,
    complaint: Complaint,
    signed: bool,
    authority_shown: bool,
    by: Actor,
    now: dt.datetime,
    version: int,
    files: Sequence[FileInput] = (),
) -> Complaint:
    """Notes what came in; whole, an assigned complaint is taken up."""
    row = lock_complaint(complaint, version)
    policies.check_can_mend(by, row)
    before = (row.signed, row.authority_shown)
    row.signed, row.authority_shown = row.signed or signed, row.authority_shown or authority_shown
    whole = formalities_in_order(row)
    if before == (row.signed, row.authority_shown) and not whole:
        raise DomainError(_("Say what is mended."), field="signed")
    keep_files(row, files, kind=ComplaintFile.Kind.COMPLAINT, by=by, now=now)
    if whole:
        move_complaint(row, "mend")
        case_clocks.meet(row.referral, CLOCK, complaint=row, now=now)
    save(row, now=now)
    note_complaint(
        row, "complaint_mended", by=by, now=now, signed=row.signed, authority_shown=row.authority_shown
    )
    take_up_if_ready(row, by=by, now=now)
    return row
