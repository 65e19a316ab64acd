"""Everything on one page, sent once; then the receipt: what happens when, and what the rules ask at once."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from referrals.forms.answers import missing_of
from referrals.forms.build import FORMS, STEPS, step_form
from referrals.forms.step import StepForm
from referrals.forms.summary import lines
from referrals.models import Clock, Referral
from referrals.pages.case_clock import LAW_URL, panel
from referrals.pages.referrer import drafts
from referrals.pages.referrer.drafts import actor_of
from referrals.pages.referrer.frame import TITLES, frame
from referrals.pages.referrer.open_case import open_since
from referrals.queries.questions import asked_at_once
from referrals.use_cases.clocks import calendar_today
from referrals.use_cases.drafts import delete_draft, submit_draft
from rve.core import clock
from rve.core.errors import DomainError, Stale
from rve.core.models import Role
from rve.core.policies import roles

# Names under which a use case points at a field that the page calls otherwise.
FIELDS = {"number": ("patient", "identity_number")}


@roles(Role.REFERRER)
def review(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Looks over, and sends on POST; a second send of the same draft leads to the same receipt."""
    draft = drafts.own(request, public_id)
    if draft.status != Referral.Status.DRAFT:
        return redirect("referral-receipt", draft.public_id)
    if request.method == "POST":
        return _send(request, draft)
    drafts.seen(request, draft, data="draft", at=clock.now())
    return _page(request, draft)


def _send(request: HttpRequest, draft: Referral) -> HttpResponse:
    try:
        sent = submit_draft(
            draft=draft, by=actor_of(request), now=clock.now(), version=drafts.version_of(request)
        )
    except Stale:
        return _page(
            request,
            drafts.own(request, draft.public_id),
            error=_("The draft was changed in another window. Look over it again, then send."),
        )
    except DomainError as error:
        return _page(request, draft, error=error.message, at=_where(error.field))
    return redirect("referral-receipt", sent.public_id)


def _where(name: str | None) -> tuple[str, str] | None:
    """Step and field of an error; None where it is about the whole."""
    if not name:
        return None
    if name in FIELDS:
        return FIELDS[name]
    return next(((step, name) for step, form in FORMS.items() if name in form.base_fields), None)


def _page(request: HttpRequest, draft: Referral, **more: Any) -> HttpResponse:
    contact = drafts.contact_of(draft)
    forms = _forms(request, draft, contact)
    missing = missing_of(draft.form, number=contact.get("identity_number", ""))
    context = frame(draft, "review", actor=actor_of(request), today=clock.today())
    context |= {
        "sections": [(name, TITLES[name], lines(form), name in draft.form) for name, form in forms.items()],
        "missing": [(step, field, forms[step][field].label) for step, field in missing],
        "wrong": [
            (name, forms[name][field].label, errors[0])
            for name in forms
            for field, errors in forms[name].errors.items()
            if field in forms[name].fields
        ],
        "attachments": list(draft.attachments.order_by("added_at")),
        "open_since": open_since(request, draft),
        **more,
    }
    return render(request, "referrals/referrer/review.html", context)


def _forms(request: HttpRequest, draft: Referral, contact: dict[str, str]) -> dict[str, StepForm]:
    actor = actor_of(request)
    return {
        name: step_form(
            name,
            form=draft.form,
            region=actor.region,
            today=clock.today(),
            language=get_language() or "nb",
            contact=contact,
            kind=actor.organisation.kind,
        )
        for name in STEPS
    }


@roles(Role.REFERRER)
@require_GET
def receipt(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The reference, the due day with its proof, the questions the rules have already."""
    referral = drafts.own(request, public_id)
    if referral.status == Referral.Status.DRAFT:
        return redirect("referral-review", referral.public_id)
    now, today = clock.now(), clock.today()
    drafts.seen(request, referral, data="receipt", at=now)
    due = Clock.objects.filter(referral=referral, kind=Clock.Kind.ASSESSMENT).order_by("pk").first()
    context = {
        "referral": referral,
        "clock": panel(due, today=today, calendar=calendar_today(referral.region, today)),
        "law_url": LAW_URL,
        "asked": asked_at_once(referral, language=get_language() or "nb"),
        "attachments": list(referral.attachments.order_by("added_at")),
    }
    return render(request, "referrals/referrer/receipt.html", context)


@roles(Role.REFERRER)
@require_POST
def delete(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Deletes a draft."""
    delete_draft(draft=drafts.own(request, public_id), by=actor_of(request), now=clock.now())
    return redirect("my-referrals")
