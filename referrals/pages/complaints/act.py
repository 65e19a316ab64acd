"""What is done with a complaint: one form each, with the version that was seen."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from referrals.forms.fields import Day
from referrals.models import Complaint
from referrals.pages.complaints.page import show
from referrals.policies.complaints import without_decision
from referrals.queries import complaint as queries
from referrals.use_cases import complaints as use_cases
from referrals.use_cases.attachments import FileInput
from rve.core import clock
from rve.core.errors import DomainError, NotFound, Stale
from rve.core.models import User
from rve.core.numbers import whole_number
from rve.core.policies import RVE_ROLES, Actor, roles

Taken = dict[str, Any]
DONE: dict[str, str | Promise] = {
    "ask_formalities": gettext_lazy("The letter that asks for what is missing is on its way."),
    "mend": gettext_lazy("Noted."),
    "judge_lateness": gettext_lazy("Noted."),
    "assign": gettext_lazy("The complaint has somebody who handles it."),
    "plan_outcome": gettext_lazy("Noted. Prepare the new decision now."),
    "uphold": gettext_lazy("The statement waits for the physician's signature."),
    "sign_statement": gettext_lazy("Signed and sent."),
    "send_back_statement": gettext_lazy("Sent back to the one who handles the complaint."),
    "preliminary_answer": gettext_lazy("The preliminary answer is on its way."),
    "dismiss": gettext_lazy("The complaint is dismissed, and the letter is on its way."),
    "withdraw": gettext_lazy("The complaint is withdrawn."),
    "record_answer": gettext_lazy("Statsforvalteren's answer is noted, and told on."),
    "review_again": gettext_lazy("The complaint is in review again."),
}


@roles(*RVE_ROLES)
@require_POST
def complaint_act(request: HttpRequest, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """Does one thing; what cannot be done is said at its field, and nothing typed is lost."""
    if verb not in DONE:
        raise Http404
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.find(actor, public_id)
    try:
        taken = _TAKE.get(verb, _nothing)(request)
        _done(verb, found, taken, request)
    except NotFound:
        raise
    except DomainError as error:
        return _refused(request, found, verb, error)
    messages.success(request, str(DONE[verb]))
    if verb == "plan_outcome" and not without_decision(found):
        return redirect(f"{reverse('case', args=[found.referral.public_id])}#decide")
    return redirect("complaint", public_id)


def _done(verb: str, found: Complaint, taken: Taken, request: HttpRequest) -> None:
    do: Callable[..., Complaint] = getattr(use_cases, verb)
    version = whole_number(request.POST.get("version", "")) or 0
    do(
        complaint=found,
        by=request.actor,  # type: ignore[attr-defined]
        now=clock.now(),
        version=version,
        **taken,
    )


def _refused(request: HttpRequest, found: Complaint, verb: str, error: DomainError) -> HttpResponse:
    message = error.message
    if isinstance(error, Stale):
        message = _("The complaint was changed since you opened it. Look it over, and do it again.")
    return show(
        request,
        found.public_id,
        status=error.status,
        alert=message,
        wrong=f"{verb}.{error.field or ''}",
        typed=request.POST,
    )


def _nothing(request: HttpRequest) -> Taken:
    return {}


def _text(name: str, *, field: str = "") -> Callable[[HttpRequest], Taken]:
    return lambda request: {name: request.POST.get(field or name, "")}


def _mended(request: HttpRequest) -> Taken:
    return {
        "signed": "signed" in request.POST,
        "authority_shown": "authority_shown" in request.POST,
        "files": _files(request),
    }


def _judged(request: HttpRequest) -> Taken:
    take = request.POST.get("take", "")
    if take not in ("yes", "no"):
        raise DomainError(_("Choose whether the complaint is taken."), field="take")
    return {"take": take == "yes", "reason": request.POST.get("reason", "")}


def _to(request: HttpRequest) -> Taken:
    """The person chosen; without a choice the actor takes it."""
    asked = request.POST.get("to", "me")
    if asked == "me":
        return {"to": request.actor.user}  # type: ignore[attr-defined]
    try:
        found = User.objects.filter(public_id=uuid.UUID(asked)).first()
    except ValueError:
        found = None
    if found is None:
        raise DomainError(_("Choose one from the list."), field="to")
    return {"to": found}


def _planned(request: HttpRequest) -> Taken:
    names = ("outcome", "cause", "cause_text", "caught_by")
    return {name: request.POST.get(name, "") for name in names}


def _answered(request: HttpRequest) -> Taken:
    return {
        "answer": request.POST.get("answer", ""),
        "answered_on": _day(request, "answered_on"),
        "reference": request.POST.get("reference", ""),
        "text": request.POST.get("text", ""),
        "files": _files(request),
    }


def _day(request: HttpRequest, name: str) -> dt.date:
    try:
        found = Day().to_python(request.POST.get(name, "").strip())
    except ValidationError as error:
        raise DomainError(error.messages[0], field=name) from None
    if found is None:
        raise DomainError(_("Write the day of the answer."), field=name)
    return found


def _files(request: HttpRequest) -> list[FileInput]:
    most = settings.ATTACHMENT_MAX_BYTES + 1
    return [FileInput(file.name or "", file.read(most)) for file in request.FILES.getlist("files")]


_TAKE: dict[str, Callable[[HttpRequest], Taken]] = {
    "ask_formalities": _text("text", field="said"),
    "mend": _mended,
    "judge_lateness": _judged,
    "assign": _to,
    "plan_outcome": _planned,
    "uphold": _text("statement"),
    "send_back_statement": _text("note"),
    "dismiss": _text("reason", field="said"),
    "withdraw": _text("reason"),
    "record_answer": _answered,
    "review_again": _to,
}
