"""What comes in with a complaint, as the unit's own people note it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from referrals.models import Complaint, Decision
from referrals.use_cases.attachments import FileInput

__all__ = ["ComplaintIntake", "FileInput"]


@dataclass(frozen=True, slots=True)
class ComplaintIntake:
    """A complaint as it came. `about`: codes of Complaint.About, at least one.

    `sent_on`: the day of posting, None where nobody knows (then the day of receipt counts). `known_on`: the
    day the patient knew; None lets the unit presume it from the letter, and another day than that has its
    `known_reason`. `authority_shown` is not asked of the patient, of a lawyer, nor of a parent of a child
    under 16. `decision`: None for the signed one. `dismissal`: the dismissed complaint, where its dismissal
    is what is complained of; `about` is then `dismissal` alone.
    """

    channel: str
    about: tuple[str, ...]
    complainant: str
    complainant_name: str
    grounds: str
    received_on: dt.date
    sent_on: dt.date | None = None
    known_on: dt.date | None = None
    known_reason: str = ""
    signed: bool = False
    authority_shown: bool = False
    decision: Decision | None = None
    dismissal: Complaint | None = None
    files: tuple[FileInput, ...] = ()
