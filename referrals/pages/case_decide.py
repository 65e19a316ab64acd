"""Deciding: words kept while written, the decision prepared with its place, taken back, read again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from referrals.models import Decision, Referral
from referrals.pages.case_decide_form import DecideForm
from referrals.pages.case_page import act, show
from referrals.queries import case as queries
from referrals.queries import worklist
from referrals.use_cases import decisions
from referrals.use_cases.assessments import keep_words
from referrals.use_cases.clocks import calendar_today
from rve.core import clock
from rve.core.errors import Conflict, DomainError
from rve.core.policies import RVE_ROLES, roles
from rve.core.templatetags.rve_ui import clock_time


@roles(*RVE_ROLES)
@require_POST
def prepare(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Holds the place and makes the decision ready to sign; then the letter, or the next case."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    form = DecideForm(request.POST, region=actor.region)
    if not form.is_valid():
        return show(request, public_id, status=400, alert=form.first_message, typed=_deciding(request))
    made: list[Decision] = []

    def do(referral: Referral, version: int) -> None:
        made.append(
            decisions.prepare(referral=referral, decision=form.decision(), by=actor, now=now, version=version)
        )

    answer = act(request, public_id, do, typed=_deciding(request))
    if not made:
        return answer
    if request.POST.get("then") == "letter":
        return redirect("letter-preview", made[0].public_id)
    messages.success(
        request, _("{name} waits for the physician's signature.").format(name=made[0].referral.name)
    )
    days = worklist.days_of(timezone.localtime(now), calendar_today(actor.region, timezone.localdate(now)))
    following = worklist.most_urgent(actor, days=days)
    return redirect("case", following.public_id) if following else redirect("worklist")


def _deciding(request: HttpRequest) -> object:
    """The POST data, marked as choices that a person made."""
    typed = request.POST.copy()
    typed["touched"] = "1"
    return typed


@roles(*RVE_ROLES)
@require_POST
def draft(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keeps the three tests in words; answers with the time of saving."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    referral = queries.find(actor, public_id)
    words = {name: request.POST.get(name, "") for name in ("nytte", "ressurs", "alvorlighet")}
    try:
        kept = keep_words(referral=referral, by=actor, now=now, **words)
    except DomainError as error:
        return JsonResponse({"message": error.message}, status=422)
    return JsonResponse({"saved_at": clock_time(now)}) if kept else HttpResponse(status=204)


def _prepared(referral: Referral) -> Decision:
    found = referral.decisions.filter(status=Decision.Status.PREPARED).first()
    if found is None:
        raise Conflict(_("There is no decision waiting for a signature."))
    return found


@roles(*RVE_ROLES)
@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The assessor wants it back: the place is given back, the words are kept."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    note = request.POST.get("note", "")

    def do(referral: Referral, version: int) -> None:
        decisions.send_back(decision=_prepared(referral), note=note, by=actor, now=now, version=version)

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@require_POST
def second_read(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A second person has read a refusal on thin grounds, and stands by it."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]

    def do(referral: Referral, version: int) -> None:
        decisions.second_read(decision=_prepared(referral), by=actor, now=now, version=version)

    return act(request, public_id, do)
