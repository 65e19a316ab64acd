"""The institution's question, answered on the case page."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from referrals.models import PlacementNote, Referral
from referrals.pages.case_page import act
from referrals.use_cases.placement_notes import answer_place
from rve.core import clock
from rve.core.policies import RVE_ROLES, roles


@roles(*RVE_ROLES)
@require_POST
def answer(request: HttpRequest, public_id: uuid.UUID, note_id: uuid.UUID) -> HttpResponse:
    """The answer goes to the place as it is written."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]

    def do(referral: Referral, version: int) -> None:
        question = get_object_or_404(PlacementNote, public_id=note_id, placement__referral=referral)
        answer_place(question=question, text=request.POST.get("text", ""), by=actor, now=now)

    return act(request, public_id, do)
