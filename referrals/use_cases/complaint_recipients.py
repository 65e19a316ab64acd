"""Who reads the letters about a complaint: the patient's side, and the one who complained for the patient
(pbrl §§ 3-4, 7-2; forvaltningsloven § 33).
"""

from __future__ import annotations

import datetime as dt

from referrals.letters.data import Recipient
from referrals.models import Complaint
from referrals.use_cases.recipients import (
    ADULT,
    age_on,
    guardian_of,
    parents_left_out,
    patient_side,
    reason_for,
)

# What somebody without a shown authority is told: what is missing, and that the complaint is dismissed.
_WITHOUT_AUTHORITY = ("complaint_formalities", "dismissed")
_ROLES = {Complaint.Complainant.OTHER: "complainant"}


def role_of(complaint: Complaint) -> str:
    """The complainant as a reader of letters."""
    return _ROLES.get(Complaint.Complainant(complaint.complainant), complaint.complainant)


def complained(complaint: Complaint, recipient: Recipient) -> bool:
    """Whether this reader is the one who complained."""
    if recipient.role != role_of(complaint):
        return False
    return recipient.role == "patient" or _alike(recipient.name, complaint.complainant_name)


def _alike(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def side_of(complaint: Complaint, *, kind: str, on: dt.date) -> tuple[Recipient, ...]:
    """The patient's side, and after it a complainant who is not of it and may be told."""
    side = patient_side(complaint.referral, on=on)
    if complaint.complainant == Complaint.Complainant.PATIENT:
        return side
    if any(complained(complaint, one) for one in side):
        return side
    if kind not in _WITHOUT_AUTHORITY and not _may_be_told(complaint, on=on):
        return side
    return (*side, _complainant(complaint))


def without_authority(complaint: Complaint, recipient: Recipient, *, on: dt.date) -> bool:
    """Whether this reader complained for somebody else, and may know nothing of them yet."""
    if complaint.complainant == Complaint.Complainant.PATIENT or not complained(complaint, recipient):
        return False
    if any(complained(complaint, one) for one in patient_side(complaint.referral, on=on)):
        return False
    return not _may_be_told(complaint, on=on)


def _may_be_told(complaint: Complaint, *, on: dt.date) -> bool:
    """An authority is shown, and it is no parent who is not to be told."""
    referral = complaint.referral
    assert referral.birth_date is not None
    age = age_on(referral.birth_date, on)
    parent = complaint.complainant == Complaint.Complainant.PARENT
    left_out = parent and age < ADULT and parents_left_out(referral, age=age)
    return complaint.authority_shown and not left_out


def _complainant(complaint: Complaint) -> Recipient:
    """With the address the case knows them by; else without one, and then the letter goes by hand."""
    known = guardian_of(complaint.referral, complaint.complainant_name)
    role = role_of(complaint)
    return Recipient(
        role=role,
        name=complaint.complainant_name,
        address_lines=known.address_lines if known else (),
        reason=reason_for(complaint.referral, role),
        protected=known.protected if known else False,
    )
