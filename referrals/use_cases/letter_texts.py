"""The words a person picked and wrote for one letter: every save a version, the latest is what is sent."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from referrals import policies
from referrals.letters.data import INFORMS, KINDS, TO_REFERRER_ONLY, Paragraph
from referrals.letters.picks import unknown_names
from referrals.models import Complaint, Decision, LetterText, Placement, Referral
from referrals.use_cases.history import note
from referrals.use_cases.rows import lock_referral
from rve.core.errors import Conflict, DomainError, Stale
from rve.core.policies import Actor

MOST, LONGEST, LONGEST_HEADING = 20, 4_000, 120
# Eleven digits, however they are set apart.
_NUMBER = re.compile(r"(?<!\d)\d{6}[ .-]?\d{5}(?!\d)")
# Letters of a complaint that may have to be sent again, with other words.
MORE_THAN_ONCE = ("complaint_formalities", "preliminary_answer", "upheld_sent", "returned")


def texts_of(
    *,
    referral: Referral,
    kind: str,
    decision: Decision | None = None,
    complaint: Complaint | None = None,
    placement: Placement | None = None,
) -> QuerySet[LetterText]:
    """Every version for one letter, newest first. A decision has one letter, whatever its kind becomes."""
    rows = LetterText.objects.filter(referral=referral).select_related("written_by")
    if decision is not None and kind in INFORMS:
        rows = rows.filter(decision=decision, kind__in=INFORMS)
    else:
        rows = rows.filter(kind=kind, decision=None, complaint=complaint, placement=placement)
    return rows.order_by("-version", "-pk")


def latest_text(
    *,
    referral: Referral,
    kind: str,
    decision: Decision | None = None,
    complaint: Complaint | None = None,
    placement: Placement | None = None,
) -> LetterText | None:
    """The version that is sent; None where nobody has written any."""
    return texts_of(
        referral=referral, kind=kind, decision=decision, complaint=complaint, placement=placement
    ).first()


def paragraphs_of(text: LetterText | None) -> tuple[Paragraph, ...]:
    """What a version holds, in order."""
    rows = text.paragraphs if text is not None else []
    return tuple(Paragraph(one.get("key", ""), one.get("heading", ""), one["text"]) for one in rows)


@transaction.atomic
def save_text(
    *,
    referral: Referral,
    kind: str,
    paragraphs: Sequence[Paragraph],
    by: Actor,
    now: dt.datetime,
    version: int,
    decision: Decision | None = None,
    complaint: Complaint | None = None,
    placement: Placement | None = None,
) -> LetterText:
    """A new version of what a letter says beside what the law and the case put in it.

    `version`: the one that was seen, 0 for none. Stale when somebody saved another meanwhile; DomainError at
    the paragraph that cannot be used; Conflict when the letter has been sent. The same again is no version.
    """
    case = lock_referral(referral)
    policies.check_can_write_letter(by, case)
    check_paragraphs(paragraphs)
    if kind not in KINDS or kind in TO_REFERRER_ONLY:
        raise DomainError(_("There is no such letter."), field="kind")
    sent = why_not_written(
        referral=case, kind=kind, decision=decision, complaint=complaint, placement=placement
    )
    if sent:
        raise Conflict(sent)
    rows = texts_of(referral=case, kind=kind, decision=decision, complaint=complaint, placement=placement)
    before = rows.first()
    if (before.version if before else 0) != version:
        raise Stale(_("Somebody changed this since you opened it. Look at it again, then decide."))
    if before is not None and paragraphs_of(before) == tuple(paragraphs):
        return before
    return _new(rows, case, kind, paragraphs, decision, complaint, placement, by=by, now=now)


def _new(
    rows: QuerySet[LetterText],
    case: Referral,
    kind: str,
    paragraphs: Sequence[Paragraph],
    decision: Decision | None,
    complaint: Complaint | None,
    placement: Placement | None,
    *,
    by: Actor,
    now: dt.datetime,
) -> LetterText:
    number = (rows.aggregate(most=Max("version"))["most"] or 0) + 1
    about_decision = decision is not None and kind in INFORMS
    made = LetterText.objects.create(
        referral=case,
        decision=decision if about_decision else None,
        complaint=None if about_decision else complaint,
        placement=None if about_decision else placement,
        kind=kind,
        language=case.language if case.language in ("nb", "nn") else "nb",
        version=number,
        paragraphs=[{"key": one.key, "heading": one.heading, "text": one.text} for one in paragraphs],
        written_by=by.user,
        written_at=now,
    )
    note(case, "letter_written", by=by, now=now, kind=kind, version=number, text=str(made.public_id))
    return made


def check_paragraphs(paragraphs: Sequence[Paragraph]) -> None:
    """DomainError with `field` "paragraph-2" for the second when it cannot be printed as it is."""
    if len(paragraphs) > MOST:
        raise DomainError(_("A letter takes at most {most} paragraphs of its own.").format(most=MOST))
    for at, one in enumerate(paragraphs, 1):
        field = f"paragraph-{at}"
        if not one.text.strip():
            raise DomainError(_("Write the words of the paragraph, or take it out."), field=field)
        if len(one.text) > LONGEST or len(one.heading) > LONGEST_HEADING:
            raise DomainError(_("That paragraph is too long."), field=field)
        if _NUMBER.search(f"{one.heading} {one.text}"):
            raise DomainError(_("An identity number does not belong in a letter: take it out."), field=field)
        unknown = unknown_names(one)
        if unknown:
            raise DomainError(
                _("{{{name}}} is not known in this paragraph.").format(name=unknown[0]), field=field
            )


def why_not_written(
    *,
    referral: Referral,
    kind: str,
    decision: Decision | None = None,
    complaint: Complaint | None = None,
    placement: Placement | None = None,
) -> str:
    """Why nothing more is written in this letter, in words; empty while it can be."""
    if decision is not None and kind in INFORMS:
        sent = decision.status != Decision.Status.PREPARED
    else:
        rows = referral.letters.filter(kind=kind, complaint=complaint)
        sent = kind not in MORE_THAN_ONCE and complaint is not None and rows.exists()
    return _("The letter has been sent, and is not changed.") if sent else ""


def picked_for(
    *,
    referral: Referral,
    kind: str,
    decision: Decision | None = None,
    complaint: Complaint | None = None,
    placement: Placement | None = None,
) -> tuple[Paragraph, ...]:
    """The paragraphs of the version that is sent."""
    return paragraphs_of(
        latest_text(referral=referral, kind=kind, decision=decision, complaint=complaint, placement=placement)
    )
