"""One answer for the case page: whole, or the part that htmx swaps; the look is logged either way."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals.models import Referral
from referrals.pages.case_context import context
from referrals.queries import case as queries
from rve.core import access_log, clock
from rve.core.errors import DomainError, NotFound, Stale
from rve.core.numbers import whole_number
from rve.core.policies import Actor
from rve.core.templatetags.rve_ui import clock_time, day_month

Act = Callable[[Referral, int], Any]


def is_part(request: HttpRequest) -> bool:
    """Asked by htmx for the part of the page that changes."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def show(
    request: HttpRequest,
    public_id: uuid.UUID,
    *,
    status: int = 200,
    alert: str = "",
    typed: Any = None,
    **more: Any,
) -> HttpResponse:
    """The case as it is now. `typed`: POST data whose texts are kept; `alert`: a sentence on top."""
    actor, now = request.actor, timezone.localtime(clock.now())  # type: ignore[attr-defined]
    referral = queries.find(actor, public_id)
    found = context(request, referral, now=now, typed=typed) | {"alert": alert, **more}
    _log(actor, referral, found["around"].earlier, now)
    part = is_part(request)
    template = "referrals/case/part.html" if part else "referrals/case/page.html"
    return render(request, template, found, status=200 if part else status)


def _log(actor: Actor, referral: Referral, earlier: list[Referral], now: dt.datetime) -> None:
    access_log.seen(
        actor=actor,
        data="case",
        basis="assessment",
        at=now,
        case_ids=[referral.pk, *(one.pk for one in earlier)],
        patient_ids=[referral.patient_id] if referral.patient_id else [],
    )


def act(
    request: HttpRequest, public_id: uuid.UUID, do: Act, *, to: str = "", typed: Any = None
) -> HttpResponse:
    """Does one thing, then shows the case; what cannot be done is said, and nothing typed is lost."""
    actor = request.actor  # type: ignore[attr-defined]
    referral = queries.find(actor, public_id)
    try:
        do(referral, version_of(request))
    except NotFound:
        raise
    except DomainError as error:
        words = stale_words(actor, referral) if isinstance(error, Stale) else error.message
        kept = request.POST if typed is None else typed
        return show(request, public_id, status=error.status, alert=words, typed=kept, wrong=error.field)
    if is_part(request):
        return show(request, public_id, typed=request.POST)
    return redirect(to or address_of(request, public_id))


def address_of(request: HttpRequest, public_id: uuid.UUID) -> str:
    """The case's page within the list that it was opened from."""
    query = request.GET.urlencode()
    return f"/cases/{public_id}" + (f"?{query}" if query else "")


def version_of(request: HttpRequest) -> int:
    """The version the person saw; 0, which never fits, where none was sent."""
    text = request.POST.get("version", "")
    return whole_number(text) or 0


def stale_words(actor: Actor, referral: Referral) -> str:
    """Who changed the case meanwhile, and when."""
    last = next((event for event in queries.events(referral, limit=10) if event.by_id != actor.user.pk), None)
    if last is None or last.by is None:
        return _(
            "The case was changed since you opened it. What you wrote is kept: look it over, and save again."
        )
    at = timezone.localtime(last.at)
    when = clock_time(at) if at.date() == clock.today() else f"{day_month(at)} {clock_time(at)}"
    return _(
        "{name} changed the case at {when}. What you wrote is kept: look it over, and save again."
    ).format(name=last.by.name, when=when)
