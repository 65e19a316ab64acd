"""Letters of a case: written to all who are to have them, kept as PDF, and put in the outbox in the
transaction of what they tell.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from referrals import clocks
from referrals.channels.choose import put_out
from referrals.letters.compose import compose
from referrals.letters.data import LetterData, Recipient
from referrals.letters.document import Letter as Composed
from referrals.letters.pdf import render_pdf
from referrals.models import Complaint, Decision, Letter, LetterText, Placement, Referral
from referrals.use_cases.history import note
from referrals.use_cases.letter_check import letter_to_send
from referrals.use_cases.letter_data import Subject, data_of, letter_data, subject_of
from referrals.use_cases.letter_recipients import recipients_for
from referrals.use_cases.letter_texts import latest_text
from referrals.use_cases.recipients import recipients_of
from referrals.use_cases.rows import on_places
from rve.core.policies import Actor

__all__ = [
    "Subject",
    "letter_data",
    "preview",
    "recipients_for",
    "recipients_of",
    "write_letter",
    "write_letters",
    "write_time_letter",
]


def write_letters(*, decision: Decision, by: Actor, now: dt.datetime) -> list[Letter]:
    """The signed decision's letters, kept and put in the outbox; the caller's transaction holds them
    together. A decision after a complaint goes out as what it is: overturned, or partly.
    """
    return _write_all(subject_of(decision), by=by, now=now)


def write_time_letter(
    *, placement: Placement, by: Actor, now: dt.datetime, previous: dt.datetime | None = None
) -> list[Letter]:
    """The time, or the moved time: to the patient's side, and the same to the referrer; the institution gave
    the time itself.
    """
    extra = {"previous": previous} if previous else {}
    return write_letter(
        kind="time_set",
        referral=placement.referral,
        placement=placement,
        decision=placement.decision,
        extra=extra,
        by=by,
        now=now,
    )


def write_letter(
    *,
    kind: str,
    referral: Referral,
    by: Actor | None,
    now: dt.datetime,
    decision: Decision | None = None,
    placement: Placement | None = None,
    complaint: Complaint | None = None,
    extra: Mapping[str, Any] | None = None,
) -> list[Letter]:
    """The letters of a kind to all who are to have it, kept and put in the outbox, in the caller's
    transaction. Conflict when one lacks what the law wants.

    Call it when the rows say what the letter tells: the complaint in its new state, with its clocks started.
    `extra`: `previous` (a moved time's moment before), `reason` (why an answer takes longer, in words),
    `answer_by`, `mend_by`. `by` is None when a clock did it.
    """
    subject = Subject(
        kind=kind,
        referral=referral,
        decision=decision,
        placement=placement,
        complaint=complaint,
        writer=by.user if by else None,
        extra=extra or {},
    )
    return _write_all(subject, by=by, now=now)


def preview(
    *,
    kind: str,
    referral: Referral,
    on: dt.date,
    decision: Decision | None = None,
    placement: Placement | None = None,
    complaint: Complaint | None = None,
    recipient: Recipient | None = None,
    by: Actor | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Composed:
    """The letter as it would be written on the day, for one recipient or the first. LetterError when it
    cannot be made from what is known.
    """
    subject = Subject(
        kind=kind,
        referral=referral,
        decision=decision,
        placement=placement,
        complaint=complaint,
        writer=by.user if by else None,
        extra=extra or {},
    )
    return compose(data_of(subject, recipient or recipients_for(subject, on=on)[0], on=on))


def _write_all(subject: Subject, *, by: Actor | None, now: dt.datetime) -> list[Letter]:
    today = timezone.localdate(now, clocks.OSLO)
    text = latest_text(
        referral=subject.referral,
        kind=subject.kind,
        decision=subject.decision,
        complaint=subject.complaint,
        placement=subject.placement,
    )
    return [
        _write(data_of(subject, one, on=today), subject, text, by=by, now=now)
        for one in recipients_for(subject, on=today)
    ]


def _write(
    data: LetterData, subject: Subject, text: LetterText | None, *, by: Actor | None, now: dt.datetime
) -> Letter:
    composed = letter_to_send(data)
    pdf = render_pdf(composed, created=now)
    letter = Letter.objects.create(
        referral=subject.referral,
        decision=subject.decision or getattr(subject.placement, "decision", None),
        complaint=subject.complaint,
        text=text,
        kind=data.kind,
        language=data.language,
        recipient_role=data.recipient.role,
        recipient_name=data.recipient.name[:120],
        recipient_reason=data.recipient.reason[:120],
        address_protected=_goes_by_hand(data.recipient),
        title=composed.title[:160],
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        created_at=now,
    )
    note(
        subject.referral,
        "letter_sent",
        by=by,
        now=now,
        letter=str(letter.public_id),
        kind=letter.kind,
        to=letter.recipient_role,
    )
    put_out(letter, subject.referral, now=now)
    if letter.recipient_role == "institution":
        on_places(subject.referral, now=now, institution__name=letter.recipient_name)
    return letter


def _goes_by_hand(recipient: Recipient) -> bool:
    """No address is printed: it is protected, or (for one who speaks for the patient) not known here."""
    nowhere = not any(line.strip() for line in recipient.address_lines)
    return recipient.protected or (nowhere and recipient.role not in ("referrer", "institution"))
