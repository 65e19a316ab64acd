"""What a letter of a case is made from: the case, its decision, its place, the words that were picked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from referrals import clocks
from referrals.letters.data import (
    ABOUT_PLACE,
    COMPLAINT,
    INFORMS,
    OVERTURNED,
    LetterData,
    Paragraph,
    Recipient,
    Sender,
)
from referrals.models import Complaint, Decision, Placement, Referral
from referrals.use_cases.letter_complaint import complaint_fields
from referrals.use_cases.letter_texts import picked_for
from referrals.use_cases.letter_words import (
    delytelse_name,
    language_for,
    own_paragraphs,
    reasons,
    redirect,
    stay_text,
)
from referrals.use_cases.recipients import placement_for
from rve.core import settings_by_date
from rve.core.dates import week_of
from rve.core.models import User


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a letter is about. `extra` holds what no row holds: `previous` (the time or the institution's name
    before), `reason`, `answer_by`, and `picked` in place of the words that were saved.
    """

    kind: str
    referral: Referral
    decision: Decision | None = None
    placement: Placement | None = None
    complaint: Complaint | None = None
    writer: User | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def data_of(subject: Subject, recipient: Recipient, *, on: dt.date) -> LetterData:
    """Everything a letter says to one recipient on a day; `LetterData` says what must be there."""
    referral, kind = subject.referral, _kind_for(subject, recipient)
    language = language_for(referral, recipient)
    fields: dict[str, Any] = {
        **_case(referral, language, on),
        "paragraphs": own_paragraphs(referral, kind=kind, language=language, on=on),
        "picked": _picked(subject),
        "interpreter": referral.interpreter.strip(),
    }
    if kind in INFORMS:
        fields |= _decided(subject, kind, language)
    elif kind in ABOUT_PLACE:
        fields |= _about_place(subject, language)
    if kind in COMPLAINT:
        fields |= complaint_fields(
            subject.complaint, recipient, kind=kind, on=on, extra=subject.extra, decision=subject.decision
        )
        fields |= _written_by(subject) if kind not in INFORMS else {}
    return LetterData(kind=kind, recipient=recipient, letter_date=on, **fields)


def decision_kind(decision: Decision) -> str:
    """The kind of letter a decision goes out with: after a complaint the one that says it was changed."""
    complaint = decision.complaint
    if complaint is not None and not _refused_again(decision, complaint):
        for said in (complaint.status, complaint.planned_outcome):
            if said in OVERTURNED:
                return said
    return kind_of(decision, _place_of(decision))


def _refused_again(decision: Decision, complaint: Complaint) -> bool:
    """Made anew because Statsforvalteren quashed the old one, and no right all the same."""
    return complaint.answered_on is not None and decision.outcome != Decision.Outcome.GRANTED


def letter_data(decision: Decision, recipient: Recipient, *, on: dt.date | None = None) -> LetterData:
    """What the decision's letter says to one recipient: as signed, or (before) as it would
    be signed on the day.
    """
    day = on or timezone.localdate(decision.signed_at or decision.prepared_at, clocks.OSLO)
    return data_of(subject_of(decision), recipient, on=day)


def subject_of(decision: Decision) -> Subject:
    return Subject(
        kind=decision_kind(decision),
        referral=decision.referral,
        decision=decision,
        complaint=decision.complaint,
    )


def _kind_for(subject: Subject, recipient: Recipient) -> str:
    """The place reads the decision alone, never the complaint that led to it."""
    if recipient.role == "institution" and subject.decision and subject.kind in COMPLAINT:
        return kind_of(subject.decision, _place_of(subject.decision))
    return subject.kind


def _place_of(decision: Decision) -> Placement | None:
    return placement_for(decision) if decision.outcome == Decision.Outcome.GRANTED else None


def _picked(subject: Subject) -> tuple[Paragraph, ...]:
    if "picked" in subject.extra:
        return tuple(subject.extra["picked"])
    return picked_for(
        referral=subject.referral,
        kind=subject.kind,
        decision=subject.decision,
        complaint=subject.complaint,
        placement=subject.placement,
    )


def _decided(subject: Subject, kind: str, language: str) -> dict[str, Any]:
    """The decision: what it says, why, at which place; and who signed."""
    decision = subject.decision
    assert decision is not None, f"a letter of kind {kind} is about a decision"
    placement = _place_of(decision)
    return {
        **_place(placement, decision, language),
        **reasons(decision, language),
        "decides": kind_of(decision, placement),
        "delytelse_name": delytelse_name(decision.referral, decision.delytelse, language),
        "nytte": decision.nytte,
        "ressurs": decision.ressurs,
        "alvorlighet": decision.alvorlighet,
        "municipal_help": decision.municipal_help,
        "start_deadline": decision.start_deadline,
        "redirect_to": redirect(decision.redirect_to, language),
        "signer_name": decision.signed_by.name if decision.signed_by else "",
        "signer_title": decision.signed_by.title if decision.signed_by else "",
        "signed_on": timezone.localdate(decision.signed_at, clocks.OSLO) if decision.signed_at else None,
        "prepared_by_name": decision.prepared_by.name,
        "prepared_by_title": decision.prepared_by.title,
        "copies": _copies(decision.referral, None if kind in OVERTURNED else placement),
    }


def _about_place(subject: Subject, language: str) -> dict[str, Any]:
    """Place, time and deadline of a right that stands."""
    placement, decision = subject.placement, subject.decision or getattr(subject.placement, "decision", None)
    assert decision is not None, "a letter about a place is about a decision"
    found = {
        **_place(placement, decision, language),
        "delytelse_name": delytelse_name(subject.referral, decision.delytelse, language),
        "start_deadline": decision.start_deadline,
        "copies": _copies(subject.referral, placement),
    }
    previous = subject.extra.get("previous")
    if isinstance(previous, dt.datetime):
        found["previous_start_time"] = previous
    if subject.kind == "changed_place" and placement is not None:
        found |= _place_before(placement)
    return found


def _place_before(placement: Placement) -> dict[str, str]:
    """The place the patient was told of last under the same decision, and whether it said no."""
    rows = placement.decision.placements.exclude(pk=placement.pk).select_related("institution")
    before = rows.order_by("-pk").first()
    if before is None:
        return {}
    if before.institution_id == placement.institution_id:
        return {"place_why": "same"}
    declined = before.status == Placement.Status.DECLINED
    return {
        "previous_institution_name": before.institution.name,
        "place_why": "declined" if declined else "",
    }


def _written_by(subject: Subject) -> dict[str, Any]:
    """Who answers for a letter about a complaint: the physician who signed the statement, else who wrote."""
    complaint, writer = subject.complaint, subject.writer
    assert complaint is not None
    assignee = complaint.assignee
    if subject.kind == "upheld_sent":
        signed_by, signed_at = complaint.signed_by, complaint.signed_at
        return {
            "signer_name": signed_by.name if signed_by else "",
            "signer_title": signed_by.title if signed_by else "",
            "signed_on": timezone.localdate(signed_at, clocks.OSLO) if signed_at else None,
            "prepared_by_name": assignee.name if assignee else "",
            "prepared_by_title": assignee.title if assignee else "",
        }
    if subject.kind == "complaint_received":
        return {}
    who = writer or assignee
    return {"prepared_by_name": who.name, "prepared_by_title": who.title} if who else {}


def kind_of(decision: Decision, placement: Placement | None) -> str:
    if decision.outcome != Decision.Outcome.GRANTED:
        return decision.outcome
    return "granted_time" if placement is not None and placement.scheduled_at else "granted_week"


def _case(referral: Referral, language: str, day: dt.date) -> dict[str, Any]:
    """Patient, referrer and sender, as in every letter."""
    sender = settings_by_date.value(region=referral.region, key="letter_sender", on=day)
    known = {field: sender[field] for field in Sender.__dataclass_fields__ if field in sender}
    receipt = referral.first_received_on or referral.received_on
    assert receipt is not None
    return {
        "language": language,
        "reference": referral.reference or "",
        "received_on": receipt,
        "patient_name": referral.name,
        "patient_born": referral.birth_date,
        "referrer_name": referral.referrer.name if referral.referrer else "",
        "referrer_practice": referral.referrer.practice if referral.referrer else "",
        "sender": Sender(**known),
        "inform_by": referral.assessment_due,
    }


def _place(placement: Placement | None, decision: Decision, language: str) -> dict[str, Any]:
    """Place, level, and the time or the planned week; the level alone where there is no place yet."""
    found: dict[str, Any] = {"level": decision.level, "lodging": decision.lodging}
    if placement is None:
        return found
    return found | {
        "institution_name": placement.institution.name,
        "institution_place": placement.institution.place,
        "start_time": placement.scheduled_at,
        "planned_week": week_of(placement.planned_week) if placement.planned_week else None,
        "stay_text": stay_text(placement.stay_weeks, language),
    }


def _copies(referral: Referral, placement: Placement | None) -> tuple[str, ...]:
    """The others who get the same, as the letter's foot names them; never the patient's side by name."""
    who = referral.referrer
    named = [", ".join(part for part in (who.name, who.practice) if part)] if who else []
    return tuple([*named, placement.institution.name] if placement is not None else named)
