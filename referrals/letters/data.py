"""What a letter is made from. Plain values: whoever holds the case fills them in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rve.core.dates import local

GRANTED = ("granted_time", "granted_week")
DECISIONS = (*GRANTED, "refused", "redirected")
OVERTURNED = ("overturned", "partly_overturned")
# What informs the patient of the outcome of an assessment.
INFORMS = (*DECISIONS, *OVERTURNED)
# Letters about a time or a place under a right that stands.
ABOUT_PLACE = ("time_set", "changed_place", "deadline_not_kept")
COMPLAINT = (
    "complaint_received",
    "complaint_formalities",
    "preliminary_answer",
    *OVERTURNED,
    "dismissed",
    "upheld_sent",
    "returned",
)
TO_REFERRER_ONLY = ("question", "receipt")
KINDS = (*DECISIONS, *ABOUT_PLACE, *COMPLAINT, *TO_REFERRER_ONLY)
LANGUAGES = ("nb", "nn")
PATIENT_SIDE = ("patient", "parent", "guardian", "authorised", "child_welfare")
# Who speaks for the patient in a complaint and is not on the patient's side from before.
SPOKESPERSONS = ("lawyer", "complainant")
ROLES = (*PATIENT_SIDE, *SPOKESPERSONS, "referrer", "institution")


@dataclass(frozen=True)
class Recipient:
    """Who this copy is for.

    `reason` says in the preview why they get it; the letter itself tells it from the role.
    With `protected` no address is printed, even where one was handed in.
    """

    role: str
    name: str
    address_lines: tuple[str, ...] = ()
    reason: str = ""
    protected: bool = False


@dataclass(frozen=True)
class Sender:
    """The unit that writes. `postal_address` is one line and is where complaints go.

    `phone` is printed as given, and left out when empty. `complaint_online` is a second way to complain,
    such as "innlogget på helsenorge.no"; `ombud_area` the county of the patient's ombud ("Trøndelag").
    """

    name: str
    unit: str
    place: str
    postal_address: str
    phone: str = ""
    complaint_online: str = ""
    ombud_area: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One standard paragraph. No heading: it continues the one before."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Before:
    """What the decision complained of said, as far as the new one may differ from it."""

    right: bool
    deadline: dt.date | None = None
    place: str = ""
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class ComplaintData:
    """What a letter says of a complaint. Codes are those of the model; words are the unit's own.

    `own`: the reader is the one who complained; `by_patient`: the patient complained, not somebody else.
    `missing` holds `signature` and `authority`; `reason` says why an answer takes longer, or why the
    complaint is dismissed. `before` and `cause` belong to a decision that is changed. `late_only`: the unit
    agrees that it was late, and the decision stays as it is. `hidden`: the reader has shown no authority, and
    none of the unit's own words may be told. `of_dismissal`: what is complained of is that an earlier
    complaint was dismissed. `again`: it was dismissed, and is treated after all.
    """

    received_on: dt.date
    about: tuple[str, ...] = ()
    complainant_name: str = ""
    by_patient: bool = True
    own: bool = True
    decided_on: dt.date | None = None
    answer_by: dt.date | None = None
    missing: tuple[str, ...] = ()
    missing_text: str = ""
    mend_by: dt.date | None = None
    reason: str = ""
    lateness: str = ""
    known_on: dt.date | None = None
    window_ends_on: dt.date | None = None
    before: Before | None = None
    cause: str = ""
    cause_text: str = ""
    statement: str = ""
    sent_on: dt.date | None = None
    answer: str = ""
    answered_on: dt.date | None = None
    answer_reference: str = ""
    late_only: bool = False
    hidden: bool = False
    of_dismissal: bool = False
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class LetterData:
    """Everything a letter says. Dates of law are dates; `start_time` a moment (UTC or any zone).

    Texts are in the letter's language already. `advice` (what to send if referring again) and
    `counterfactual` (what would have changed the outcome) reach the referrer alone, whoever the
    recipient is. Empty `paragraphs` means the standard ones; empty `law_refs` the sections of the kind.
    `picked` are paragraphs a person chose or wrote for this letter. `decides` is what a new decision after
    a complaint says, as one of DECISIONS. `place_why` is `declined` where the place before said no.
    """

    kind: str
    language: str
    reference: str
    letter_date: dt.date
    received_on: dt.date
    patient_name: str
    recipient: Recipient
    sender: Sender
    patient_born: dt.date | None = None
    referrer_name: str = ""
    referrer_practice: str = ""
    delytelse_name: str = ""
    outcome_reasons: tuple[str, ...] = ()
    nytte: str = ""
    ressurs: str = ""
    alvorlighet: str = ""
    municipal_help: str = ""
    level: str = ""
    lodging: bool = False
    stay_text: str = ""
    institution_name: str = ""
    institution_place: str = ""
    start_time: dt.datetime | None = None
    previous_start_time: dt.datetime | None = None
    planned_week: tuple[int, int] | None = None
    start_deadline: dt.date | None = None
    redirect_to: str = ""
    questions: tuple[str, ...] = ()
    answer_by: dt.date | None = None
    inform_by: dt.date | None = None
    advice: tuple[str, ...] = ()
    counterfactual: tuple[str, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    signer_name: str = ""
    signer_title: str = ""
    signed_on: dt.date | None = None
    prepared_by_name: str = ""
    prepared_by_title: str = ""
    copies: tuple[str, ...] = ()
    law_refs: str = ""
    decides: str = ""
    complaint: ComplaintData | None = None
    previous_institution_name: str = ""
    place_why: str = ""
    interpreter: str = ""
    picked: tuple[Paragraph, ...] = ()

    @property
    def decided(self) -> str:
        """The kind of decision the letter tells of: its own kind, or that of the new one."""
        return self.decides if self.kind in OVERTURNED else self.kind

    @property
    def grants(self) -> bool:
        return self.decided in GRANTED

    @property
    def starts_on(self) -> dt.date | None:
        """The day of the appointment, else the Monday of the planned week."""
        if self.start_time:
            return local(self.start_time).date()
        return dt.date.fromisocalendar(*self.planned_week, 1) if self.planned_week else None

    @property
    def breach_expected(self) -> bool:
        """No start inside the deadline: no place, no known time, or one too late (pbrl § 2-2 b)."""
        if self.start_deadline is None:
            return False
        return not self.institution_name or self.starts_on is None or self.starts_on > self.start_deadline
