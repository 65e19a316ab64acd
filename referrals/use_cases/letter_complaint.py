"""What a letter says of a complaint, and to whom it may be said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from referrals import clocks
from referrals.letters.data import OVERTURNED, Before, ComplaintData, Recipient
from referrals.models import Clock, Complaint, Decision
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases.complaint_recipients import complained, without_authority

_ANSWERS = {
    Complaint.Status.RETURNED_UPHELD: "upheld",
    Complaint.Status.RETURNED_CHANGED: "changed",
    Complaint.Status.RETURNED_QUASHED: "quashed",
}


def complaint_fields(
    complaint: Complaint | None,
    recipient: Recipient,
    *,
    kind: str,
    on: dt.date,
    extra: Mapping[str, Any],
    decision: Decision | None,
) -> dict[str, Any]:
    """The complaint as one recipient may read of it. Somebody who has not shown an authority is told what is
    missing, and nothing of the patient but the name they gave themselves.
    """
    assert complaint is not None, f"a letter of kind {kind} is about a complaint"
    hidden = without_authority(complaint, recipient, on=on)
    said = _said(complaint, recipient, kind=kind, on=on, extra=extra, hidden=hidden)
    if kind in OVERTURNED and decision is not None:
        said = _against(said, complaint.decision, decision)
    if hidden:
        said = _without_our_words(said)
    found: dict[str, Any] = {"reference": complaint.reference, "complaint": said}
    return found | ({"patient_born": None, "interpreter": "", "picked": ()} if hidden else {})


def _without_our_words(said: ComplaintData) -> ComplaintData:
    """What people here write may hold anything of the patient."""
    return replace(
        said,
        hidden=True,
        missing_text="",
        reason="",
        lateness="",
        known_on=None,
        window_ends_on=None,
        cause="",
        cause_text="",
        statement="",
        before=None,
        answer="",
        answered_on=None,
        answer_reference="",
    )


def _against(said: ComplaintData, old: Decision | None, new: Decision) -> ComplaintData:
    """The new decision beside the old; where there is only one, what helped is that it was late."""
    if old is None or old.pk == new.pk:
        return replace(said, late_only=True)
    return replace(said, before=_before(old))


def _said(
    complaint: Complaint,
    recipient: Recipient,
    *,
    kind: str,
    on: dt.date,
    extra: Mapping[str, Any],
    hidden: bool,
) -> ComplaintData:
    decision = complaint.decision
    return ComplaintData(
        received_on=complaint.received_on,
        about=tuple(complaint.about),
        complainant_name="" if recipient.role == "referrer" else complaint.complainant_name,
        by_patient=complaint.complainant == Complaint.Complainant.PATIENT,
        own=complained(complaint, recipient),
        decided_on=None if hidden or decision is None else _signed_on(decision),
        answer_by=extra.get("answer_by") or _answer_by(complaint, kind, on),
        missing=_missing(complaint),
        missing_text=str(extra.get("missing_text") or "") or complaint.formalities_text,
        mend_by=extra.get("mend_by") or _due(complaint, "complaint_formalities", on),
        reason=str(extra.get("reason") or "") or (complaint.end_reason if kind == "dismissed" else ""),
        lateness=complaint.lateness,
        known_on=complaint.known_on,
        window_ends_on=complaint.window_ends_on,
        cause=complaint.cause,
        cause_text=complaint.cause_text,
        statement=complaint.statement,
        sent_on=timezone.localdate(complaint.signed_at, clocks.OSLO) if complaint.signed_at else None,
        answer=str(extra.get("answer") or "") or _ANSWERS.get(Complaint.Status(complaint.status), ""),
        answered_on=complaint.answered_on,
        answer_reference=complaint.answer_reference,
        of_dismissal=complaint.dismissal_id is not None,
        again=bool(extra.get("again")),
    )


def _signed_on(decision: Decision) -> dt.date | None:
    return timezone.localdate(decision.signed_at, clocks.OSLO) if decision.signed_at else None


def _missing(complaint: Complaint) -> tuple[str, ...]:
    lacks = {"signature": not complaint.signed, "authority": not complaint.authority_shown}
    return tuple(code for code, lacking in lacks.items() if lacking)


def _before(decision: Decision) -> Before:
    place = decision.institution
    return Before(
        right=decision.outcome == Decision.Outcome.GRANTED,
        deadline=decision.start_deadline,
        place=place.name if place else "",
        level=decision.level,
    )


def _answer_by(complaint: Complaint, kind: str, on: dt.date) -> dt.date:
    """The day an answer may be expected: the running clock's, else counted from the complaint; when that is
    over, counted anew from the day of the letter.
    """
    due = _due(complaint, "complaint_review", complaint.received_on)
    if due > on or kind != "preliminary_answer":
        return due
    return case_clocks.due_day("complaint_review", referral=complaint.referral, starts_on=on)


def _due(complaint: Complaint, kind: str, starts_on: dt.date) -> dt.date:
    rows = Clock.objects.filter(complaint=complaint, kind=kind, met_at=None, cancelled_at=None)
    running = rows.order_by("-pk").first()
    if running is not None:
        return running.due_on
    return case_clocks.due_day(kind, referral=complaint.referral, starts_on=starts_on)
