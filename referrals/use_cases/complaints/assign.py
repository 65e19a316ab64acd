"""Who handles the complaint: somebody who did not decide; taken up when it is in order and in time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from referrals.models import Complaint, Referral
from referrals.policies import complaint_checks as policies
from referrals.policies.complaint_facts import IN_TIME, formalities_in_order, in_work
from referrals.use_cases import notices
from referrals.use_cases.history import note, note_complaint
from referrals.use_cases.rows import lock_complaint, move_complaint, move_referral, save
from rve.core.errors import Conflict, NotAllowed
from rve.core.models import User
from rve.core.policies import Actor


@transaction.atomic
def assign(*, complaint: Complaint, to: User, by: Actor, now: dt.datetime, version: int) -> Complaint:
    """Gives the complaint to somebody at the unit who had no part in the decision; that person is told.

    In order and in time (or taken though late) it is in review from here. DomainError at `to` for somebody
    who decided or does not work at the unit.
    """
    row = lock_complaint(complaint, version)
    policies.check_can_assign(by, row, to)
    policies.check_nothing_waits(row)
    move_complaint(row, "assign")
    _give(row, to, by=by, now=now, verb="complaint_assigned")
    take_up_if_ready(row, by=by, now=now)
    return row


def _give(row: Complaint, to: User, *, by: Actor, now: dt.datetime, verb: str) -> None:
    before = row.assignee.name if row.assignee else ""
    row.assignee, row.assigned_at = to, now
    save(row, now=now)
    note_complaint(row, verb, by=by, now=now, to=to.name, taken_from=before)
    notices.tell(
        [to] if to.pk != by.user.pk else [],
        referral=row.referral,
        template="complaint_assigned",
        key=f"complaint/{row.pk}/assigned/{row.version}",
        path=f"/complaints/{row.public_id}",
        now=now,
        complaint=row.reference,
    )


def take_up_if_ready(row: Complaint, *, by: Actor, now: dt.datetime) -> None:
    """Into review, once somebody has it, the form is in order, and it came in time or was taken."""
    ready = row.status == Complaint.Status.RECEIVED and row.assignee_id is not None
    if not (ready and formalities_in_order(row) and row.lateness in IN_TIME):
        return
    move_complaint(row, "take_up")
    save(row, now=now)
    if row.dismissal_id is None:
        reopen_if_closed(row, by=by, now=now)


def reopen_if_closed(row: Complaint, *, by: Actor, now: dt.datetime) -> None:
    """A closed case is decided again, so that it can be decided anew."""
    case = row.referral
    if case.status != Referral.Status.CLOSED:
        return
    move_referral(case, "reopen")
    case.ended_at = None
    save(case, now=now)
    note(case, "reopened", by=by, now=now, complaint=row.reference)


@transaction.atomic
def review_again(*, complaint: Complaint, to: User, by: Actor, now: dt.datetime, version: int) -> Complaint:
    """Statsforvalteren quashed the decision: it is reviewed again. Its clock runs from the answer."""
    row = lock_complaint(complaint, version)
    policies.check_can_review_again(by, row, to)
    other = in_work(row.referral)
    if other is not None:
        raise Conflict(
            _("Another complaint is in work in this case: {reference}.").format(reference=other.reference)
        )
    if to.pk == row.signed_by_id:
        raise NotAllowed(
            _("{name} signed the statement. Choose somebody else.").format(name=to.name), field="to"
        )
    move_complaint(row, "review_again")
    row.planned_outcome = row.cause = row.cause_text = row.caught_by = ""
    row.ended_at = None
    _give(row, to, by=by, now=now, verb="complaint_review_again")
    reopen_if_closed(row, by=by, now=now)
    return row
