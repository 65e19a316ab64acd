"""Upheld: the unit's statement, signed by a physician, and the whole case to Statsforvalteren (fvl § 33)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.models import Complaint, ComplaintFile, Decision
from referrals.package import build_package
from referrals.policies import complaint_checks as policies
from referrals.policies.complaint_facts import CHANGES, UPHELD
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import notices
from referrals.use_cases.complaints.dismissals import reverse
from referrals.use_cases.complaints.ends import answered, close_again, let_go
from referrals.use_cases.complaints.files import keep_file
from referrals.use_cases.complaints.outcome import note_outcome
from referrals.use_cases.complaints.shapes import FileInput
from referrals.use_cases.history import note_complaint
from referrals.use_cases.letters import write_letter
from referrals.use_cases.rows import lock_complaint, move_complaint, save
from rve.core import outbox
from rve.core.errors import Conflict, DomainError
from rve.core.models import Message
from rve.core.policies import Actor
from rve.core.queue import enqueue

LONGEST = 40_000
HAND_OVER = "referrals.hand_over_letters"


@transaction.atomic
def uphold(*, complaint: Complaint, statement: str, by: Actor, now: dt.datetime, version: int) -> Complaint:
    """The decision stands: a physician signs next. After a partly changed one: the rest stands."""
    row = lock_complaint(complaint, version)
    policies.check_can_uphold(by, row)
    if not statement.strip():
        raise DomainError(_("Write the unit's statement to Statsforvalteren."), field="statement")
    if len(statement) > LONGEST:
        raise DomainError(_("That is too long for a statement."), field="statement")
    move_complaint(row, "uphold")
    row.planned_outcome, row.statement, row.ended_at = UPHELD, statement.strip(), None
    if row.status == Complaint.Status.IN_REVIEW:
        row.cause = row.cause_text = row.caught_by = ""
    save(row, now=now)
    note_complaint(row, "complaint_statement_ready", by=by, now=now)
    return row


@transaction.atomic
def send_back_statement(
    *, complaint: Complaint, note: str, by: Actor, now: dt.datetime, version: int
) -> Complaint:
    """Back to the assignee, with a note from the physician; the assignee takes it back without one."""
    row = lock_complaint(complaint, version)
    policies.check_can_send_back_statement(by, row)
    mine = row.assignee_id == by.user.pk
    if not note.strip() and not mine:
        raise DomainError(_("Say why it is sent back."), field="note")
    move_complaint(row, "send_back_statement")
    partly = row.status == Complaint.Status.PARTLY_OVERTURNED
    row.planned_outcome = str(row.status) if partly else ""
    row.ended_at = None
    save(row, now=now)
    note_complaint(row, "complaint_statement_back", by=by, now=now, reason=note.strip())
    notices.tell(
        [row.assignee] if row.assignee and not mine else [],
        referral=row.referral,
        template="sent_back",
        key=f"complaint/{row.pk}/back/{row.version}",
        path=f"/complaints/{row.public_id}",
        now=now,
    )
    return row


@transaction.atomic
def sign_statement(*, complaint: Complaint, by: Actor, now: dt.datetime, version: int) -> Complaint:
    """Upheld: package, copy of the statement, Statsforvalteren's clock, all at once.

    A lateness that the unit owns up to, and a dismissal that is reversed, are signed here too: they end as
    changed, without a new decision.
    """
    row = lock_complaint(complaint, version)
    policies.check_can_sign_statement(by, row)
    if row.planned_outcome in CHANGES and row.dismissal_id is not None:
        reverse(row, by=by, now=now)
        return row
    if row.planned_outcome in CHANGES:
        return _own_up(row, by=by, now=now)
    counted = row.status == Complaint.Status.PARTLY_OVERTURNED
    move_complaint(row, "sign_statement")
    row.signed_by, row.signed_at, row.ended_at = by.user, now, None
    save(row, now=now)
    answered(row, now=now)
    let_go(row.referral, now=now)
    if not counted and row.dismissal_id is None:
        note_outcome(row, UPHELD, by=by, now=now)
    _send(row, by=by, now=now)
    return row


def _send(row: Complaint, *, by: Actor, now: dt.datetime) -> None:
    """Letters first, so that the package holds them; then the package and its row in the outbox."""
    case, today = row.referral, timezone.localdate(now, clocks.OSLO)
    case_clocks.start_clock(kind="statsforvalter", referral=case, complaint=row, starts_on=today, now=now)
    write_letter(kind="upheld_sent", referral=case, decision=row.decision, complaint=row, by=by, now=now)
    note_complaint(row, "complaint_sent", by=by, now=now, on=today.isoformat())
    package = FileInput(f"{row.reference}.pdf", build_package(row, now=now))
    kept = keep_file(row, package, kind=ComplaintFile.Kind.PACKAGE, by=by, now=now)
    outbox.put(
        outbox.Outgoing(
            key=f"complaint/{row.pk}/package/{kept.pk}",
            kind=Message.Kind.LETTER,
            channel=Message.Channel.FILE,
            case_kind="referral",
            case_id=case.pk,
            template="package",
            context={"file": str(kept.public_id), "reference": row.reference},
        ),
        now=now,
    )
    enqueue(HAND_OVER)


def _own_up(row: Complaint, *, by: Actor, now: dt.datetime) -> Complaint:
    """It took too long: said so in a letter, once there is a decision to tell of."""
    signed = row.referral.decisions.filter(status=Decision.Status.SIGNED).first()
    if signed is None:
        raise Conflict(_("Decide the case first: that is what the complaint asks for."))
    outcome = row.planned_outcome
    move_complaint(row, "overturn" if outcome == Complaint.Status.OVERTURNED else "overturn_partly")
    whole = outcome == Complaint.Status.OVERTURNED
    row.signed_by, row.signed_at, row.ended_at = by.user, now, now if whole else None
    save(row, now=now)
    if whole:
        answered(row, now=now)
    note_outcome(row, outcome, by=by, now=now)
    write_letter(kind=outcome, referral=row.referral, decision=signed, complaint=row, by=by, now=now)
    close_again(row.referral, by=by, now=now)
    return row
