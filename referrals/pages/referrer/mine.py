"""My referrals: the list, one referral with status, questions and letters, and what can be done."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from referrals.forms.withdraw import WithdrawForm, withdraw_reasons
from referrals.models import Referral
from referrals.pages.referrer import drafts
from referrals.pages.referrer.case import answer_form, case_context
from referrals.pages.referrer.drafts import actor_of
from referrals.queries import mine
from referrals.use_cases.cases import withdraw as withdraw_case
from referrals.use_cases.questions import answer as answer_question
from rve.core import access_log, clock, identity_numbers
from rve.core.errors import DomainError
from rve.core.models import Role
from rve.core.policies import roles


@roles(Role.REFERRER)
@require_GET
def my_referrals(request: HttpRequest) -> HttpResponse:
    """The organisation's referrals, one view of them at a time."""
    actor = actor_of(request)
    view = request.GET.get("view", "all")
    view = view if view in mine.VIEWS else "all"
    text = request.GET.get("q", "").strip()[:80]
    if identity_numbers.could_be_one(text):
        messages.warning(
            request, _("An identity number is searched for in the search field, never in the address.")
        )
        return redirect("my-referrals")
    found, rows = mine.page(
        actor, view=view, text=text, number=request.GET.get("page", "1"), today=clock.today()
    )
    access_log.seen(
        actor=actor,
        data="my_referrals",
        basis="treatment_relation",
        at=clock.now(),
        case_ids=[row.case_pk for row in rows],
        patient_ids=[row.patient_pk for row in rows if row.patient_pk],
    )
    context = {"tabs": mine.tabs(actor, view), "view": view, "text": text, "page": found, "rows": rows}
    return render(request, "referrals/referrer/list.html", context)


@roles(Role.REFERRER)
@require_GET
def my_referral(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One referral; a draft goes on in the form."""
    referral = drafts.own(request, public_id)
    if referral.status == Referral.Status.DRAFT:
        return redirect("referral-step", referral.public_id, "patient")
    return _page(request, referral)


def _page(
    request: HttpRequest, referral: Referral, answering: int | None = None, **more: Any
) -> HttpResponse:
    now = clock.now()
    drafts.seen(request, referral, data="referral", at=now)
    context = case_context(
        referral,
        actor=actor_of(request),
        today=clock.today(),
        language=get_language() or "nb",
    )
    if answering is not None:
        form = more.pop("answer_form")
        context["questions"] = [
            (one, form if one.pk == answering else blank) for one, blank in context["questions"]
        ]
    return render(request, "referrals/referrer/referral.html", context | more)


@roles(Role.REFERRER)
@require_POST
def answer(request: HttpRequest, public_id: uuid.UUID, question: uuid.UUID) -> HttpResponse:
    """Answers one question; what is wrong is said beside it, and what was typed is kept."""
    referral = drafts.own(request, public_id)
    asked = get_object_or_404(referral.questions, public_id=question, withdrawn_at=None)
    form = answer_form(asked, today=clock.today(), data=request.POST)
    if form.is_valid():
        try:
            answer_question(
                question=asked,
                value=form.fact_value,
                text=form.cleaned_data["text"],
                by=actor_of(request),
                now=clock.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Your answer is sent. The assessor sees it at once."))
            return redirect("my-referral", referral.public_id)
    return _page(request, referral, answering=asked.pk, answer_form=form)


@roles(Role.REFERRER)
@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Withdraws a sent referral with a reason."""
    referral = drafts.own(request, public_id)
    actor = actor_of(request)
    form = WithdrawForm(
        request.POST, reasons=withdraw_reasons(actor.region, clock.today(), get_language() or "nb")
    )
    if form.is_valid():
        try:
            withdraw_case(
                referral=referral,
                reason=form.reason,
                text=form.cleaned_data["text"],
                by=actor,
                now=clock.now(),
                version=drafts.version_of(request),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The referral is withdrawn."))
            return redirect("my-referral", referral.public_id)
    return _page(request, referral, withdraw_form=form, withdrawing=True)
