"""The institution asks the assessment unit about a patient it was sent; the unit answers. No clock stops."""

from __future__ import annotations

import datetime as dt

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import attention, clocks, policies
from referrals.models import Placement, PlacementNote, Referral
from referrals.policies.placement_notes import check_can_answer_place, check_can_ask_unit
from referrals.use_cases import notices
from referrals.use_cases.history import note_placement
from referrals.use_cases.rows import lock_placement, save
from rve.core.errors import DomainError, NotFound
from rve.core.models import CaseEvent
from rve.core.policies import Actor

LONGEST = 4_000


@transaction.atomic
def ask_unit(
    *, placement: Placement, text: str, by: Actor, now: dt.datetime, version: int | None = None
) -> PlacementNote:
    """The institution's question: the case is flagged, and its assessor (else the unit) told.

    The same words again while they wait for their answer are the same question. DomainError at `text`
    when there are none or more than 4 000 characters.
    """
    row = lock_placement(placement, version)
    check_can_ask_unit(by, row)
    words = _checked(text)
    if same := open_questions(row).filter(text=words).first():
        return same
    made = _write(row, words, by=by, now=now)
    case = row.referral
    case.attention = attention.add(case.attention, attention.PLACE_ASKS, timezone.localdate(now, clocks.OSLO))
    save(case, now=now)
    note_placement(row, "place_asked", by=by, now=now, note=str(made.public_id))
    notices.tell(
        notices.assessor_or_unit(case, on=timezone.localdate(now, clocks.OSLO)),
        referral=case,
        template="place_asked",
        key=f"place_asked/{made.pk}",
        path=notices.path_of(case),
        now=now,
        not_before=clocks.office_time(now),
        office_hours=True,
    )
    return made


@transaction.atomic
def answer_place(*, question: PlacementNote, text: str, by: Actor, now: dt.datetime) -> PlacementNote:
    """The unit's answer, once; the flag goes with the last question. Conflict when it is answered already."""
    row = lock_placement(question.placement)
    asked = PlacementNote.objects.filter(pk=question.pk, placement=row).first()
    if asked is None:
        raise NotFound(_("There is no such question."))
    asked.placement = row
    check_can_answer_place(by, asked)
    made = _write(row, _checked(text), by=by, now=now, answers=asked)
    _unflag(row.referral, now=now)
    note_placement(row, "place_answered", by=by, now=now, note=str(made.public_id))
    notices.tell(
        notices.institution(row, on=timezone.localdate(now, clocks.OSLO)),
        referral=row.referral,
        template="place_answered",
        key=f"place_answered/{made.pk}",
        path=f"/placements/{row.public_id}",
        now=now,
    )
    return made


@transaction.atomic
def note_receipt(*, placement: Placement, by: Actor, now: dt.datetime, version: int) -> Placement:
    """The institution's system has taken the referral in: an event, no state; no clock is met by it.

    Said twice it stands once. Conflict when the institution has answered already.
    """
    row = lock_placement(placement, version)
    policies.check_can_handle(by, row, "accept")
    said = CaseEvent.objects.filter(kind="referral", case_id=row.referral_id, verb="place_received")
    if not said.filter(changes__placement=str(row.public_id)).exists():
        save(row, now=now)
        note_placement(row, "place_received", by=by, now=now)
    return row


def _checked(text: str) -> str:
    words = text.strip()
    if not words:
        raise DomainError(_("Write something."), field="text")
    if len(words) > LONGEST:
        raise DomainError(_("That is too long: say it in fewer words."), field="text")
    return words


def _write(
    row: Placement, words: str, *, by: Actor, now: dt.datetime, answers: PlacementNote | None = None
) -> PlacementNote:
    """The note, and the placement a version on: whoever polls the placements sees that something came."""
    made = PlacementNote.objects.create(
        placement=row, answers=answers, text=words, by=by.user, organisation=by.organisation, at=now
    )
    save(row, now=now)
    return made


def open_questions(placement: Placement) -> models.QuerySet[PlacementNote]:
    """The institution's questions that wait for their answer, the oldest first."""
    return placement.notes.filter(answers=None, answer=None).order_by("pk")


def _unflag(case: Referral, *, now: dt.datetime) -> None:
    if not PlacementNote.objects.filter(placement__referral=case, answers=None, answer=None).exists():
        case.attention = attention.remove(case.attention, attention.PLACE_ASKS)
    save(case, now=now)
