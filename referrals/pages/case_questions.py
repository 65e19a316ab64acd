"""Questions to the referrer, and phone calls that answered them."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from referrals.forms.question import value_of
from referrals.models import Referral
from referrals.pages.case_page import act
from referrals.use_cases import questions
from referrals.use_cases.questions import QuestionItem
from rve.core import clock
from rve.core.policies import RVE_ROLES, roles


@roles(*RVE_ROLES)
@require_POST
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The questions that were ticked, as they were worded, and a free one."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    items = [
        QuestionItem(fact, request.POST.get(f"text:{fact}", "")) for fact in request.POST.getlist("fact")
    ]
    if free := request.POST.get("free", "").strip():
        items.append(QuestionItem("", free))

    def do(referral: Referral, version: int) -> None:
        questions.ask(referral=referral, items=items, by=actor, now=now, version=version)

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@require_POST
def phone(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was said by phone, with the fact it settled where it did («fact=value»)."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    fact, _eq, typed = request.POST.get("answer", "").partition("=")
    text = request.POST.get("said", "")

    def do(referral: Referral, version: int) -> None:
        value = value_of(fact, typed) if fact else None
        questions.note_phone_call(
            referral=referral, text=text, by=actor, now=now, version=version, fact=fact, value=value
        )

    return act(request, public_id, do)
