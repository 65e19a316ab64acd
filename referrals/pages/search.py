"""Search by name or reference among the cases the actor may see; by identity number only in a posted form."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from referrals.models import Placement, Referral
from referrals.policies import placements_visible_to, visible_to
from referrals.use_cases.patients import sort_key
from referrals.words import REFERRAL
from rve.core import access_log, clock, identity_numbers
from rve.core.encryption import lookup_index
from rve.core.errors import DomainError
from rve.core.models import Role
from rve.core.policies import Actor, roles

MOST = 50
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A case found, with the page that the actor reads it on; the delytelse is told to RVE only.

    `complain`: where a complaint about it is registered; empty for all but RVE, and before it is decided.
    """

    name: str
    born: dt.date | None
    received: dt.date | None
    letter: str
    state: str
    reference: str
    url: str
    complain: str = ""


@roles(Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD, Role.REFERRER, Role.INSTITUTION)
@never_cache
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """A number is looked up from the posted form, never shown or put in an address; a name leads to one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = " ".join((request.POST if request.method == "POST" else request.GET).get("q", "").split())[:80]
    is_number = identity_numbers.could_be_one(text)
    digits = "".join(char for char in text if char in "0123456789")
    if request.method == "POST" and not is_number:
        return redirect(f"{reverse('search')}?{urlencode({'q': text})}")
    found: list[Referral] = []
    message = ""
    if is_number and request.method == "GET":
        messages.warning(
            request, _("An identity number is searched for in the search field, never in the address.")
        )
        return redirect("search")
    if is_number:
        found, message = _by_number(actor, digits)
    elif len(text) >= SHORTEST:
        found = list(_by_words(actor, text)[: MOST + 1])
    return _page(request, actor, found, "" if is_number else text, message)


def _by_number(actor: Actor, digits: str) -> tuple[list[Referral], str]:
    try:
        number = identity_numbers.parse(digits, synthetic=settings.SYNTHETIC_IDENTITY_NUMBERS)
    except DomainError as error:
        return [], error.message
    rows = visible_to(actor).filter(patient__details__number_index=lookup_index(number.digits))
    return list(rows.select_related("patient").order_by("-received_on", "-pk")[:MOST]), ""


def _by_words(actor: Actor, text: str) -> QuerySet[Referral]:
    """By the start of the reference or of the family name, or by words of the whole name."""
    words = Q()
    for word in text.split():
        words &= Q(given_name__icontains=word) | Q(family_name__icontains=word)
    by_key = Q(sort_key__startswith=sort_key(given_name="", family_name=text).strip())
    rows = visible_to(actor).exclude(status="draft").filter(Q(reference__iendswith=text) | by_key | words)
    return rows.order_by("sort_key", "-received_on", "-pk")


def _page(request: HttpRequest, actor: Actor, found: list[Referral], text: str, message: str) -> HttpResponse:
    shown = found[:MOST]
    access_log.seen(
        actor=actor,
        data="search",
        basis="assessment" if actor.at_rve else "treatment_relation",
        at=clock.now(),
        case_ids=[case.pk for case in shown],
        patient_ids=[case.patient_id for case in shown if case.patient_id],
    )
    urls = _urls(actor, shown)
    hits = [_hit(case, urls[case.pk], actor) for case in shown if case.pk in urls]
    context = {"hits": hits, "search_text": text, "message": message, "more": len(found) > MOST}
    return render(request, "referrals/search.html", context)


def _hit(case: Referral, url: str, actor: Actor) -> Hit:
    decided = case.status in (Referral.Status.DECIDED, Referral.Status.CLOSED)
    return Hit(
        name=case.name,
        born=case.birth_date,
        received=case.received_on,
        letter=case.delytelse if actor.at_rve else "",
        state=str(REFERRAL[case.status]),
        reference=case.reference or "",
        url=url,
        complain=f"{reverse('complaint-new')}?case={case.public_id}" if actor.at_rve and decided else "",
    )


def _urls(actor: Actor, cases: list[Referral]) -> dict[int, str]:
    """Where this person reads each case."""
    if actor.at_rve:
        return {case.pk: reverse("case", args=[case.public_id]) for case in cases}
    if actor.has(Role.REFERRER):
        return {case.pk: reverse("my-referral", args=[case.public_id]) for case in cases}
    rows = placements_visible_to(actor).filter(referral__in=[case.pk for case in cases]).order_by("pk")
    found: dict[int, str] = {}
    placement: Placement
    for placement in rows:
        found[placement.referral_id] = reverse("placement", args=[placement.public_id])
    return found
