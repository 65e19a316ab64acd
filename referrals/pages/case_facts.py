"""Settling: the six grounds with one click, and the other facts in a form of their own."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from referrals import dotted, policies
from referrals.models import Referral
from referrals.pages.case_facts_form import CLOSED, DAYS, YES_NO, FactsForm
from referrals.pages.case_grounds import VALUES
from referrals.pages.case_page import act, address_of, stale_words, version_of
from referrals.pages.case_rules import words_of
from referrals.queries import case as queries
from referrals.queries.worklist_rows import GROUNDS
from referrals.use_cases.settle import settle_facts
from rve.core import access_log, clock
from rve.core.errors import DomainError, NotFound, Stale
from rve.core.policies import RVE_ROLES, roles


@roles(*RVE_ROLES)
@require_POST
def settle(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The grounds as they stand on the page; only those that differ are settled."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    asked = {
        f"needs.{name}": VALUES.get(request.POST.get(f"needs.{name}", ""))
        for name in GROUNDS
        if f"needs.{name}" in request.POST
    }

    def do(referral: Referral, version: int) -> None:
        values = {
            name: value for name, value in asked.items() if dotted.get(referral.facts, name) is not value
        }
        if values:
            settle_facts(referral=referral, values=values, by=actor, now=now, version=version)

    return act(request, public_id, do)


@roles(*RVE_ROLES)
@never_cache
@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All facts with their closed values; what was changed is settled, and the proposal follows."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    referral = queries.find(actor, public_id)
    words = words_of(referral)
    if request.method == "GET":
        if not policies.can_settle(actor, referral):
            return redirect(address_of(request, public_id))
        return _form(request, referral, FactsForm(referral=referral, words=words))
    form = FactsForm(request.POST, referral=referral, words=words)
    if not form.is_valid():
        return _form(request, referral, form, status=400)
    changes = form.changes()
    try:
        if changes:
            settle_facts(referral=referral, values=changes, by=actor, now=now, version=version_of(request))
    except NotFound:
        raise
    except DomainError as error:
        message = stale_words(actor, referral) if isinstance(error, Stale) else error.message
        form.add_error(error.field if error.field in form.fields else None, message)
        return _form(request, queries.find(actor, public_id), form, status=error.status)
    return redirect(address_of(request, public_id))


def _form(request: HttpRequest, referral: Referral, form: FactsForm, *, status: int = 200) -> HttpResponse:
    access_log.seen(
        actor=request.actor,  # type: ignore[attr-defined]
        data="facts",
        basis="assessment",
        at=clock.now(),
        case_ids=[referral.pk],
        patient_ids=[referral.patient_id] if referral.patient_id else [],
    )
    context: dict[str, Any] = {
        "referral": referral,
        "form": form,
        "groups": _groups(form),
        "diagnoses": _pairs(form, "diagnoses"),
        "stays": _pairs(form, "earlier_stays"),
        "others": [form[name] for name in form.other_conditions],
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "referrals/case/facts.html", context, status=status)


def _groups(form: FactsForm) -> list[tuple[str, list[Any]]]:
    names = ("requested.delytelse", "requested.level", "requested.institution")
    return [
        (_("Function and goal"), [form[name] for name in (*CLOSED, *DAYS[:1])]),
        (_("Conditions"), [form[name] for name in form.asked_conditions]),
        (_("Other facts"), [form[name] for name in (*YES_NO, *DAYS[1:])]),
        (_("Wishes"), [form[name] for name in names]),
    ]


def _pairs(form: FactsForm, name: str) -> list[list[Any]]:
    fields = [form[field] for field in form.fields if field.startswith(f"{name}.")]
    return [fields[n : n + 2] for n in range(0, len(fields), 2)]
