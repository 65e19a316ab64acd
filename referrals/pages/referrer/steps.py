"""The steps of a new referral: shown as the draft stands, saved at every step, never a gate."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deltytelser.diagnoses import search as search_diagnoses
from referrals.forms.build import STEPS, step_form
from referrals.forms.diagnosis import DiagnosisForm
from referrals.forms.moves import moved
from referrals.forms.step import StepForm
from referrals.models import Referral
from referrals.pages.once import new_token, once
from referrals.pages.referrer import drafts, open_case, uploads
from referrals.pages.referrer.diagnoses import as_typed
from referrals.pages.referrer.drafts import actor_of
from referrals.pages.referrer.frame import frame
from referrals.use_cases.drafts import save_step, start_draft
from rve.core import clock
from rve.core.errors import DomainError, Stale
from rve.core.models import Role
from rve.core.pages.preferences import YEAR
from rve.core.policies import roles

MOVES = ("add", "remove", "first", "up")
DROP = "drop"


@roles(Role.REFERRER)
def new(request: HttpRequest) -> HttpResponse:
    """An empty first step; the draft is made when something is saved, once for each opened page."""
    if request.method != "POST":
        form = _form(request, "patient", draft=None)
        return _page(request, None, form, token=new_token())
    made = once(request, token=request.POST.get("token") or new_token(), make=lambda: _started(request))
    draft = drafts.own(request, made)
    return _save(request, draft, _form(request, "patient", draft=draft), version=draft.version)


def _started(request: HttpRequest) -> uuid.UUID:
    return start_draft(by=actor_of(request), now=clock.now()).public_id


@roles(Role.REFERRER)
def step(request: HttpRequest, public_id: uuid.UUID, step: str) -> HttpResponse:
    """One step of a draft."""
    if step not in STEPS:
        raise Http404
    draft = drafts.own(request, public_id)
    if draft.status != Referral.Status.DRAFT:
        return redirect("my-referral", draft.public_id)
    form = _form(request, step, draft=draft)
    if request.method == "POST":
        return _save(request, draft, form, version=drafts.version_of(request))
    return _page(request, draft, form)


def _form(request: HttpRequest, name: str, *, draft: Referral | None) -> StepForm:
    actor = actor_of(request)
    return step_form(
        name,
        form=draft.form if draft else {},
        region=actor.region,
        today=clock.today(),
        language=get_language() or "nb",
        data=request.POST if request.method == "POST" else None,
        contact=drafts.contact_of(draft) if draft else {},
        kind=actor.organisation.kind,
    )


def _save(request: HttpRequest, draft: Referral, form: StepForm, *, version: int) -> HttpResponse:
    """Everything typed is saved, right or wrong; then where the pressed button leads."""
    now, answers = clock.now(), form.answers()
    if isinstance(form, DiagnosisForm):
        answers["diagnoses"] = moved(answers["diagnoses"], request.POST)
    try:
        draft = save_step(
            draft=draft, step=form.name, answers=answers, by=actor_of(request), now=now, version=version
        )
    except Stale as error:
        if _in_background(request):
            return JsonResponse({"error": error.message}, status=409)
        fresh = drafts.own(request, draft.public_id)
        note = _(
            "The draft was changed in another window. What you typed stands here: save once more to keep it."
        )
        return _page(request, fresh, form, note=note)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _page(request, drafts.own(request, draft.public_id), form)
    if form.name == "patient" and not _in_background(request):
        open_case.look(request, draft, form, now=now)
    return _after(request, draft, form)


def _after(request: HttpRequest, draft: Referral, form: StepForm) -> HttpResponse:
    action = _action(request)
    if _in_background(request):
        return JsonResponse(
            {"saved_at": f"{timezone.localtime(draft.updated_at):%H.%M}", "version": draft.version}
        )
    wrong = uploads.take(request, draft) if form.name == "practical" else []
    if dropped := request.POST.get(DROP):
        uploads.drop(request, draft, dropped)
    if wrong or (action == "next" and not form.is_valid()):
        fresh = drafts.own(request, draft.public_id)
        return _page(request, fresh, form, file_errors=wrong)
    if action == "search" and isinstance(form, DiagnosisForm):
        text = (form["search"].data or "").strip()
        return _page(
            request, draft, form, hits=search_diagnoses(text=text), as_typed=as_typed(text), searched=True
        )
    response = redirect(_target(draft, form.name, action, request))
    language = request.POST.get("switch", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
        user = actor_of(request).user
        user.language = language
        user.save(update_fields=["language"])
    return response


def _action(request: HttpRequest) -> str:
    """The pressed button; one that changes a list, or the language, stays on the page.

    Enter in a field goes on, and in the search field searches.
    """
    if any(key in request.POST for key in (*MOVES, DROP, "switch")):
        return "stay"
    go = request.POST.get("go") or "next"
    if go == "enter":
        return "search" if request.POST.get("search", "").strip() else "next"
    return go


def _target(draft: Referral, name: str, action: str, request: HttpRequest) -> str:
    """Where the button leads: on, back, another step, or the same place in this one."""
    at = STEPS.index(name)
    if action == "later":
        return reverse("my-referrals")
    if action == "back":
        return _url(draft, STEPS[at - 1]) if at else reverse("my-referrals")
    if action == "review" or (action == "next" and at + 1 == len(STEPS)):
        return reverse("referral-review", args=[draft.public_id])
    if action == "next":
        return _url(draft, STEPS[at + 1])
    if action in STEPS:
        return _url(draft, action)
    here = "#attachments" if action == "upload" or DROP in request.POST else ""
    moved_one = any(key in request.POST for key in MOVES)
    return _url(draft, name) + ("#id_diagnoses" if moved_one else here)


def _url(draft: Referral, name: str) -> str:
    return reverse("referral-step", args=[draft.public_id, name])


def _in_background(request: HttpRequest) -> bool:
    """A save by the page itself, while typing."""
    return request.headers.get("X-Autosave") == "1"


def _page(request: HttpRequest, draft: Referral | None, form: StepForm, **more: Any) -> HttpResponse:
    if draft is not None:
        drafts.seen(request, draft, data="draft", at=clock.now())
    context = frame(draft, form.name, actor=actor_of(request), today=clock.today())
    context |= {
        "form": form,
        "action": _url(draft, form.name) if draft else reverse("referral-new"),
        "open_since": open_case.open_since(request, draft),
        **more,
    }
    return render(request, f"referrals/referrer/{form.name}.html", context)
