"""The unit's own door: a referral on paper, by phone, or forwarded with its first receipt, on one page."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deltytelser.diagnoses import search as search_diagnoses
from referrals import policies
from referrals.forms.diagnosis import DiagnosisForm, key
from referrals.forms.moves import moved
from referrals.forms.register import RegisterForms
from referrals.models import Clock, Referral
from referrals.pages.case_clock import LAW_URL, panel
from referrals.pages.once import new_token, once
from referrals.pages.referrer import uploads
from referrals.pages.referrer.diagnoses import as_typed
from referrals.pages.referrer.drafts import actor_of
from referrals.use_cases.clocks import calendar_today
from referrals.use_cases.intake import receive
from rve.core import access_log, clock
from rve.core.errors import DomainError, NotFound
from rve.core.models import Role
from rve.core.policies import roles

MOVES = ("add", "remove", "first", "up")
# Names under which the use case points at a field that the page calls otherwise.
FIELDS = {"number": "identity_number"}


@roles(Role.ASSESSOR, Role.TEAM_LEAD)
def register(request: HttpRequest) -> HttpResponse:
    """Registers on POST; a second sending of the same page leads to the same referral."""
    if request.method != "POST":
        return _page(request, _forms(request, None), token=new_token())
    token = request.POST.get("token") or new_token()
    forms = _forms(request, _with_moves(request.POST))
    if _action(request) != "register":
        return _page(request, forms, token=token, **_hits(request))
    if not forms.is_valid():
        return _page(request, forms, token=token)
    try:
        made = once(request, token=token, make=lambda: _received(request, forms))
    except DomainError as error:
        _at_field(forms, error)
        return _page(request, forms, token=token)
    return redirect("register-done", made)


def _received(request: HttpRequest, forms: RegisterForms) -> uuid.UUID:
    actor = actor_of(request)
    return receive(intake=forms.intake(unit=actor.organisation), by=actor, now=clock.now()).public_id


def _forms(request: HttpRequest, data: QueryDict | None) -> RegisterForms:
    return RegisterForms(
        data,
        region=actor_of(request).region,
        today=clock.today(),
        language=get_language() or "nb",
    )


def _with_moves(posted: QueryDict) -> QueryDict:
    """The posting with the diagnoses as they are after the pressed button."""
    if not any(one in posted for one in MOVES):
        return posted
    data = posted.copy()
    chosen = DiagnosisForm(posted, today=clock.today()).chosen
    data.setlist("diagnoses", [key(row["system"], row["code"]) for row in moved(chosen, posted)])
    data["search"] = ""
    return data


def _action(request: HttpRequest) -> str:
    """The pressed button; Enter searches in the search field, else registers."""
    if any(one in request.POST for one in MOVES):
        return "stay"
    go = request.POST.get("go", "enter")
    if go == "enter":
        return "search" if request.POST.get("search", "").strip() else "register"
    return go


def _hits(request: HttpRequest) -> dict[str, Any]:
    text = request.POST.get("search", "").strip()
    if _action(request) != "search" or not text:
        return {}
    return {"hits": search_diagnoses(text=text), "searched": True, "as_typed": as_typed(text)}


def _at_field(forms: RegisterForms, error: DomainError) -> None:
    name = FIELDS.get(error.field or "", error.field)
    owner = next((form for form in forms.all() if name in form.fields), forms.receipt)
    owner.add_error(name if name in owner.fields else None, error.message)


def _page(request: HttpRequest, forms: RegisterForms, **more: Any) -> HttpResponse:
    wrong = [
        (form[name], errors[0])
        for form in forms.all()
        for name, errors in form.errors.items()
        if name in form.fields
    ]
    general = [error for form in forms.all() for error in form.non_field_errors()]
    context = {"receipt": forms.receipt, "forms": forms.steps, "wrong": wrong, "general": general}
    return render(request, "referrals/register/page.html", context | more)


@roles(Role.ASSESSOR, Role.TEAM_LEAD)
def done(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The reference and the due day; scanned papers are added here."""
    actor = actor_of(request)
    referral = policies.visible_to(actor).select_related("patient").filter(public_id=public_id).first()
    if referral is None or referral.status == Referral.Status.DRAFT:
        raise NotFound(_("There is no such referral here."))
    wrong = uploads.take(request, referral) if request.method == "POST" else []
    if request.method == "POST" and not wrong:
        return redirect("register-done", referral.public_id)
    access_log.seen(
        actor=actor,
        data="receipt",
        basis="assessment",
        at=clock.now(),
        case_ids=[referral.pk],
        patient_ids=[referral.patient_id] if referral.patient_id else [],
    )
    today = clock.today()
    due = Clock.objects.filter(referral=referral, kind=Clock.Kind.ASSESSMENT).order_by("pk").first()
    context = {
        "referral": referral,
        "clock": panel(due, today=today, calendar=calendar_today(referral.region, today)),
        "law_url": LAW_URL,
        "attachments": list(referral.attachments.order_by("added_at")),
        "file_errors": wrong,
    }
    return render(request, "referrals/register/done.html", context)
