"""Complaints on the case page: those there are, the one that opens the case, and the way to register one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from referrals import complaint_words as words
from referrals.models import Complaint, Referral
from referrals.policies.complaints import CHANGES, can_register_complaint
from referrals.queries.case import Around
from rve.core.policies import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """A complaint in the panel."""

    public_id: str
    reference: str
    number: str
    status: str
    mark: str
    about: str
    holder: str


def panel(actor: Actor, referral: Referral, around: Around) -> dict[str, Any]:
    """The lines, whether one more can be registered, and what the reader has in review."""
    reviewing = around.reviewing
    return {
        "complaints": [_line(one) for one in around.complaints],
        "can_complain": can_register_complaint(actor, referral),
        "reviewing": reviewing,
        "reviewing_number": words.number_of(reviewing.reference) if reviewing else "",
        "reviewing_planned": words.OUTCOME[reviewing.planned_outcome]
        if reviewing and reviewing.planned_outcome in CHANGES
        else "",
    }


def _line(one: Complaint) -> Line:
    return Line(
        public_id=str(one.public_id),
        reference=one.reference,
        number=words.number_of(one.reference),
        status=str(words.STATUS[one.status]),
        mark=words.MARKS.get(one.status, ""),
        about=words.about_words(one.about),
        holder=one.assignee.name if one.assignee else "",
    )
