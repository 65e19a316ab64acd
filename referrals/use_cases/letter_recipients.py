"""Who gets a letter of a kind (docs/letters.md has the table)."""

from __future__ import annotations

import datetime as dt

from referrals.letters.data import ABOUT_PLACE, COMPLAINT, INFORMS, Recipient
from referrals.use_cases.complaint_recipients import side_of
from referrals.use_cases.letter_data import Subject
from referrals.use_cases.recipients import institution_of, patient_side, recipients_of, referrer_of


def recipients_for(subject: Subject, *, on: dt.date) -> tuple[Recipient, ...]:
    """The patient's side first, then who complained, the referrer and the place where they are to know."""
    if subject.kind in INFORMS:
        return _of_decision(subject, on=on)
    if subject.kind in COMPLAINT:
        assert subject.complaint is not None
        return side_of(subject.complaint, kind=subject.kind, on=on)
    found: tuple[Recipient, ...] = (referrer_of(subject.referral),)
    if subject.kind in ABOUT_PLACE:
        found = (*patient_side(subject.referral, on=on), *found)
    if subject.kind == "changed_place" and subject.placement is not None:
        found = (*found, institution_of(subject.placement))
    return found


def _of_decision(subject: Subject, *, on: dt.date) -> tuple[Recipient, ...]:
    assert subject.decision is not None
    found = recipients_of(subject.referral, subject.decision, on=on)
    if subject.complaint is None:
        return found
    side = side_of(subject.complaint, kind=subject.kind, on=on)
    return (*side, *(one for one in found if one.role in ("referrer", "institution")))
