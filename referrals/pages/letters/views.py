"""Writing a letter: the unit picks, words and orders paragraphs, and sees the letter as it will be."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from referrals.pages.letters import frame
from referrals.pages.letters.target import Target, target_of
from referrals.pages.letters.typed import done, typed_paragraphs
from referrals.use_cases.letter_texts import latest_text, paragraphs_of, save_text
from rve.core import access_log, clock
from rve.core.errors import DomainError
from rve.core.numbers import whole_number
from rve.core.policies import RVE_ROLES, roles


@roles(*RVE_ROLES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page; a POST saves a version, or does what a button says to the paragraphs on it."""
    target = target_of(request.actor, public_id, request.GET)  # type: ignore[attr-defined]
    if request.method == "POST":
        return _posted(request, target)
    return _read(request, target)


def _read(request: HttpRequest, target: Target) -> HttpResponse:
    """As it was saved last; with what a step of the complaint has posted along."""
    text = latest_text(**target.keys)
    return _page(request, target, paragraphs_of(text), version=text.version if text else 0)


def _posted(request: HttpRequest, target: Target) -> HttpResponse:
    if request.POST.get("do") == "look" and "reader" not in request.POST:
        return _read(request, target)
    paragraphs, do = typed_paragraphs(request.POST), request.POST.get("do", "save")
    version = whole_number(request.POST.get("version", "")) or 0
    if do != "save":
        library = frame.library_for(request, target)
        changed = done(paragraphs, do, library)
        return _page(request, target, changed, version=version, focus=frame.focus_after(do, len(changed)))
    try:
        save_text(
            **target.keys,
            paragraphs=paragraphs,
            by=request.actor,  # type: ignore[attr-defined]
            now=clock.now(),
            version=version,
        )
    except DomainError as error:
        return _page(request, target, paragraphs, version=version, error=error)
    messages.success(request, _("Saved. This is what is sent."))
    return redirect(f"{reverse('letter-write', args=[target.referral.public_id])}?{target.query}")


def _page(
    request: HttpRequest,
    target: Target,
    paragraphs: Any,
    *,
    version: int,
    error: DomainError | None = None,
    focus: str = "",
) -> HttpResponse:
    _log(request, target)
    context = frame.page(request, target, paragraphs, error=error) | {"version": version, "focus": focus}
    return render(
        request, "referrals/letters/write.html", context, status=error.status if error is not None else 200
    )


@roles(*RVE_ROLES)
@never_cache
@require_POST
def look(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The letter beside the form, with the words as they stand in it."""
    target = target_of(request.actor, public_id, request.GET)  # type: ignore[attr-defined]
    _log(request, target)
    context = frame.look(request, target, typed_paragraphs(request.POST))
    return render(request, "referrals/letters/_look.html", context)


@roles(*RVE_ROLES)
@never_cache
@require_GET
def library(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The paragraphs to pick from, those with the words first."""
    target = target_of(request.actor, public_id, request.GET)  # type: ignore[attr-defined]
    found = frame.library_context(request, target, request.GET.get("q", ""))
    return render(request, "referrals/letters/_library.html", found)


def _log(request: HttpRequest, target: Target) -> None:
    access_log.seen(
        actor=request.actor,  # type: ignore[attr-defined]
        data="letter",
        basis="assessment",
        at=clock.now(),
        case_ids=[target.referral.pk],
        patient_ids=[target.referral.patient_id] if target.referral.patient_id else [],
    )
