"""The history of a case: every event stands under the referral's key."""

from __future__ import annotations

import datetime as dt
from typing import Any

from referrals.models import Complaint, Placement, Referral
from rve.core import events
from rve.core.models import CaseEvent
from rve.core.policies import Actor


def note(
    referral: Referral, verb: str, *, by: Actor | None, now: dt.datetime, reason: str = "", **changes: Any
) -> None:
    """One event of the case, by a person or (None) by the system; `changes` never hold an identity number."""
    events.record(
        kind="referral",
        case_id=referral.pk,
        verb=verb,
        by=by.user if by else None,
        organisation=by.organisation if by else None,
        at=now,
        reason=reason,
        changes=changes,
    )


def event(
    referral: Referral, verb: str, *, at: dt.datetime, by: Actor | None = None, **changes: Any
) -> CaseEvent:
    """An event of the case, by a person or (None) by the system, not written yet
    (`rve.core.events.record_all`).
    """
    return events.event(
        kind="referral",
        case_id=referral.pk,
        verb=verb,
        by=by.user if by else None,
        organisation=by.organisation if by else None,
        at=at,
        changes=changes,
    )


def note_placement(
    placement: Placement, verb: str, *, by: Actor | None, now: dt.datetime, reason: str = "", **changes: Any
) -> None:
    """An event of the placement, in its case's history."""
    about = {"placement": str(placement.public_id), "institution": placement.institution.kode}
    note(placement.referral, verb, by=by, now=now, reason=reason, **about, **changes)


def note_complaint(
    complaint: Complaint, verb: str, *, by: Actor | None, now: dt.datetime, reason: str = "", **changes: Any
) -> None:
    """An event of the complaint, in its case's history: `complaint` holds its reference."""
    note(complaint.referral, verb, by=by, now=now, reason=reason, complaint=complaint.reference, **changes)
