"""A complaint is registered: not lost for what it lacks, and never twice."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from referrals import clocks
from referrals.models import Complaint, ComplaintFile, Decision, Referral
from referrals.policies import complaint_checks as policies
from referrals.policies.complaint_facts import formalities_in_order
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases.complaints.checks import (
    check_first,
    check_intake,
    check_known,
    needs_no_authority,
    subject_of,
)
from referrals.use_cases.complaints.files import keep_files
from referrals.use_cases.complaints.in_time import Window, window_of
from referrals.use_cases.complaints.shapes import ComplaintIntake
from referrals.use_cases.history import note_complaint
from referrals.use_cases.letters import write_letter
from referrals.use_cases.rows import lock_referral, move_on
from rve.core.policies import Actor

CLOCKS = ("complaint_preliminary", "complaint_review")


@transaction.atomic
def register(*, referral: Referral, intake: ComplaintIntake, by: Actor, now: dt.datetime) -> Complaint:
    """The complaint with its reference, files and clocks; the complainant is told that it came.

    Unsigned, or without the authority it needs, it waits in `awaiting_formalities` until that is mended
    (pbrl §§ 7-2, 7-3). DomainError at the field that cannot be; Conflict with the first's reference for the
    same again.
    """
    case = lock_referral(referral)
    policies.check_can_register_complaint(by, case)
    today = timezone.localdate(now, clocks.OSLO)
    decision = subject_of(case, intake)
    check_intake(case, decision, intake, today=today)
    check_first(case, decision, intake)
    check_known(case, decision, intake)
    sent = intake.sent_on or intake.received_on
    window = window_of(case, decision, sent=sent, known_on=intake.known_on, dismissal=intake.dismissal)
    made = _create(case, decision, intake, window, by=by, now=now)
    keep_files(made, intake.files, kind=ComplaintFile.Kind.COMPLAINT, by=by, now=now)
    for kind in CLOCKS:
        case_clocks.start_clock(kind=kind, referral=case, complaint=made, starts_on=made.received_on, now=now)
    _note(made, intake, by=by, now=now)
    write_letter(kind="complaint_received", referral=case, decision=decision, complaint=made, by=by, now=now)
    return made


def _create(
    case: Referral,
    decision: Decision | None,
    intake: ComplaintIntake,
    window: Window,
    *,
    by: Actor,
    now: dt.datetime,
) -> Complaint:
    made = Complaint(
        referral=case,
        decision=decision,
        dismissal=intake.dismissal,
        reference=f"{case.reference}-K{case.complaints.count() + 1}",
        channel=intake.channel,
        about=[code for code in Complaint.About.values if code in intake.about],
        grounds=intake.grounds.strip(),
        complainant=intake.complainant,
        complainant_name=intake.complainant_name.strip() or case.name,
        received_on=intake.received_on,
        sent_on=intake.sent_on,
        known_on=window.known_on,
        window_ends_on=window.ends_on,
        lateness=window.lateness,
        signed=intake.signed,
        authority_shown=intake.authority_shown or needs_no_authority(case, intake),
        registered_by=by.user,
        created_at=now,
        updated_at=now,
    )
    if not formalities_in_order(made):
        made.status = Complaint.Status.AWAITING_FORMALITIES
    made.save()
    move_on(made, now=now)
    return made


def _note(made: Complaint, intake: ComplaintIntake, *, by: Actor, now: dt.datetime) -> None:
    decision = made.decision
    note_complaint(
        made,
        "complaint_registered",
        by=by,
        now=now,
        reason=intake.known_reason.strip() if intake.known_on is not None else "",
        channel=made.channel,
        about=made.about,
        in_time=made.lateness == Complaint.Lateness.IN_TIME,
        lateness=made.lateness,
        received_on=made.received_on.isoformat(),
        known_on=made.known_on.isoformat(),
        window_ends_on=made.window_ends_on.isoformat(),
        decision=str(decision.public_id) if decision else "",
        delytelse=decision.delytelse if decision else made.referral.delytelse,
        outcome=decision.outcome if decision else "",
        dismissal=made.dismissal.reference if made.dismissal else "",
    )
