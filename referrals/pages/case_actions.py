"""What is done to the case as a whole: taken, put back, handed on, withdrawn, sent to another place."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from referrals.models import Referral
from referrals.pages.case_decide_form import parts_of
from referrals.pages.case_page import act
from referrals.queries import case as queries
from referrals.use_cases import cases, placements
from referrals.use_cases.parents import leave_out_parents, take_in_parents
from rve.core import clock
from rve.core.errors import DomainError
from rve.core.models import CodedReason, User
from rve.core.policies import RVE_ROLES, Actor, roles


@roles(*RVE_ROLES)
@require_POST
def claim(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]

    def do(referral: Referral, version: int) -> None:
        cases.claim(referral=referral, by=actor, now=now, version=version)

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@require_POST
def put_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]

    def do(referral: Referral, version: int) -> None:
        cases.put_back(referral=referral, by=actor, now=now, version=version)

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@require_POST
def reassign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]

    def do(referral: Referral, version: int) -> None:
        to = get_object_or_404(User, public_id=_uuid(request.POST.get("to", ""), "to"))
        reason = _reason(actor, CodedReason.Kind.REASSIGN, request.POST.get("reason", ""))
        cases.reassign(referral=referral, to=to, reason=reason, by=actor, now=now, version=version)

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]

    def do(referral: Referral, version: int) -> None:
        reason = _reason(actor, CodedReason.Kind.WITHDRAW, request.POST.get("reason", ""))
        text = request.POST.get("text", "")
        cases.withdraw(referral=referral, reason=reason, text=text, by=actor, now=now, version=version)

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@require_POST
def parents(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keeps the letters from the parents, with the reason; or lets them have the letters again."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]

    def do(referral: Referral, version: int) -> None:
        who = {"referral": referral, "by": actor, "now": now, "version": version}
        if request.POST.get("parents") == "in":
            take_in_parents(**who)
        else:
            leave_out_parents(reason=request.POST.get("parents_reason", ""), **who)

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@require_POST
def reroute(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another place for a signed right; the deadline stands."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    kode, pool, week = parts_of(request.POST.get("place", ""))
    reason = request.POST.get("reason", "").strip()

    def do(referral: Referral, version: int) -> None:
        if not reason:
            raise DomainError(_("Say why another place is chosen."), field="reason")
        made = placements.reroute(
            referral=referral,
            institution=kode,
            pool_id=pool or None,
            week=week,
            reason=reason,
            by=actor,
            now=now,
            version=version,
        )
        messages.success(request, _("Sent to {place}.").format(place=made.institution.name))

    return act(request, public_id, do)


def _uuid(text: str, field: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise DomainError(_("Choose one from the list."), field=field) from None


def _reason(actor: Actor, kind: str, code: str) -> CodedReason:
    found = next((row for row in queries.reasons(actor, kind) if row.code == code), None)
    if found is None:
        raise DomainError(_("Choose one of the reasons."), field="reason")
    return found
