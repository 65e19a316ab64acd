"""What an institution and the assessment unit wrote to each other about a patient, question by question."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from referrals.models import Placement, PlacementNote, Referral
from referrals.policies.placement_notes import WITH_THE_PLACE
from rve.core.policies import Actor


@dataclass(frozen=True, slots=True)
class Exchange:
    """`waits`: there is no answer, and there can still be one."""

    question: PlacementNote
    answer: PlacementNote | None
    waits: bool

    @property
    def key(self) -> str:
        return str(self.question.public_id)


def of_case(actor: Actor, referral: Referral) -> list[Exchange]:
    """For the unit, at any place of the case; nothing is looked up before there is a place to ask."""
    if not actor.at_rve or referral.status not in (Referral.Status.DECIDED, Referral.Status.CLOSED):
        return []
    return _exchanges(Q(placement__referral=referral))


def of_placement(placement: Placement) -> list[Exchange]:
    return _exchanges(Q(placement=placement))


def _exchanges(where: Q) -> list[Exchange]:
    """The questions that fit, the oldest first, in one query."""
    related = ("placement__institution", "by", "organisation", "answer__by")
    rows = PlacementNote.objects.filter(where, answers=None).select_related(*related).order_by("pk")
    return [_exchange(row) for row in rows]


def _exchange(row: PlacementNote) -> Exchange:
    answer = getattr(row, "answer", None)
    return Exchange(row, answer, answer is None and row.placement.status in WITH_THE_PLACE)
