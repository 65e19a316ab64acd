"""What comes in after the complaint: added to the one in work, so that no part of it is lost or refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.models import Complaint, ComplaintFile, Decision
from referrals.policies import complaint_checks as policies
from referrals.policies.complaint_facts import deciders, waits_for_signature
from referrals.use_cases import notices
from referrals.use_cases.complaints.checks import check_intake, check_known, subject_of
from referrals.use_cases.complaints.ends import drop_prepared
from referrals.use_cases.complaints.files import keep_files
from referrals.use_cases.complaints.formalities import mend
from referrals.use_cases.complaints.in_time import window_of
from referrals.use_cases.complaints.shapes import ComplaintIntake
from referrals.use_cases.history import note_complaint
from referrals.use_cases.rows import lock_complaint, move_complaint, save
from rve.core.dates import long_date, short_date
from rve.core.errors import Conflict
from rve.core.models import User
from rve.core.policies import Actor

# Stands in the complaint's own text, which is Norwegian; the same in bokmål and nynorsk.
ADDED = "Lagt til {day}:"
ADDED_BY = "Lagt til {day}, {name}:"


@transaction.atomic
def add_to(
    *, complaint: Complaint, intake: ComplaintIntake, by: Actor, now: dt.datetime, version: int | None = None
) -> Complaint:
    """Text, files and what more is complained of, under the day it came; a signature mends the complaint.

    What waits for a signature goes back to the assignee, who is told. DomainError at the field that cannot
    be, as when one is registered; Conflict where the complaint is no longer in work.
    """
    row = lock_complaint(complaint, version)
    policies.check_can_add(by, row)
    if row.dismissal is not None:
        intake = replace(intake, dismissal=row.dismissal, about=tuple(row.about))
    decision = _subject(row, intake)
    check_intake(row.referral, decision, intake, today=timezone.localdate(now, clocks.OSLO))
    keep_files(row, intake.files, kind=ComplaintFile.Kind.COMPLAINT, by=by, now=now)
    waited = _take_back(row, by=by, now=now)
    more = [code for code in Complaint.About.values if code in intake.about and code not in row.about]
    _widen(row, decision, intake, more)
    holder = _in_new_hands(row)
    move_complaint(row, "add")
    row.grounds = f"{row.grounds}\n\n{_headed(row, intake)}"
    save(row, now=now)
    note_complaint(
        row,
        "complaint_added",
        by=by,
        now=now,
        reason=intake.known_reason.strip() if intake.known_on is not None else "",
        about=more,
        received_on=intake.received_on.isoformat(),
        files=len(intake.files),
        taken_back=waited,
    )
    _tell(row, holder, by=by, now=now)
    return _mended(row, intake, by=by, now=now)


def _subject(row: Complaint, intake: ComplaintIntake) -> Decision | None:
    """The decision complained of; one made since, where the first complaint was that none had come."""
    if (
        row.decision is not None
        or row.dismissal is not None
        or set(intake.about) <= {Complaint.About.LATENESS}
    ):
        return row.decision
    return subject_of(row.referral, intake)


def _take_back(row: Complaint, *, by: Actor, now: dt.datetime) -> bool:
    """A statement or a new decision that answered less than the whole is not signed."""
    waited = waits_for_signature(row)
    if waited:
        row.planned_outcome = row.cause = row.cause_text = row.caught_by = ""
    prepared = row.new_decisions.filter(status=Decision.Status.PREPARED).exists()
    drop_prepared(row, by=by, now=now)
    return waited or prepared


def _widen(row: Complaint, decision: Decision | None, intake: ComplaintIntake, more: list[str]) -> None:
    """More is complained of, and it may be the first complaint on the decision itself: in time, then."""
    row.about = [code for code in Complaint.About.values if code in (*row.about, *more)]
    if row.decision is not None or row.dismissal is not None or decision is None:
        return
    sent = intake.sent_on or intake.received_on
    check_known(row.referral, decision, intake)
    window = window_of(row.referral, decision, sent=sent, known_on=intake.known_on)
    if window.lateness != Complaint.Lateness.IN_TIME:
        text = _(
            "The last day to complain of the decision was {day}. End {reference} first, and register this"
            " as a complaint of its own: then the lateness can be judged."
        )
        raise Conflict(
            text.format(day=short_date(window.ends_on), reference=row.reference), field="received_on"
        )
    row.decision, row.known_on, row.window_ends_on = decision, window.known_on, window.ends_on


def _in_new_hands(row: Complaint) -> User | None:
    """Who has had it; without it from now on, where that person decided what is now complained of too."""
    holder = row.assignee
    if row.assignee_id in deciders(row):
        row.assignee = row.assigned_at = None
    return holder


def _headed(row: Complaint, intake: ComplaintIntake) -> str:
    name = intake.complainant_name.strip()
    words = ADDED_BY if name and name != row.complainant_name else ADDED
    head = words.format(day=long_date(intake.received_on), name=name)
    return f"{head}\n{intake.grounds.strip()}"


def _tell(row: Complaint, holder: User | None, *, by: Actor, now: dt.datetime) -> None:
    notices.tell(
        [holder] if holder is not None and holder.pk != by.user.pk else [],
        referral=row.referral,
        template="complaint_added",
        key=f"complaint/{row.pk}/added/{row.version}",
        path=f"/complaints/{row.public_id}",
        now=now,
        complaint=row.reference,
    )


def _mended(row: Complaint, intake: ComplaintIntake, *, by: Actor, now: dt.datetime) -> Complaint:
    """What is signed now mends a complaint that waited for its signature."""
    waits = row.status == Complaint.Status.AWAITING_FORMALITIES
    signed = intake.signed and not row.signed
    authority = intake.authority_shown and not row.authority_shown
    if not (waits and (signed or authority)):
        return row
    return mend(complaint=row, signed=signed, authority_shown=authority, by=by, now=now, version=row.version)
