"""Letters to protected addresses: a list of their own, and a form for each that is taken care of."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from referrals.pages.sending import words
from referrals.policies.sending import TAKES_CARE
from referrals.policies.sending import letters_by_hand as letters
from referrals.queries import sending as queries
from referrals.queries.worklist_rows import left_until
from referrals.use_cases.clocks import calendar_today
from referrals.use_cases.letters_by_hand import take_care_of
from rve.core import access_log, clock
from rve.core.errors import Conflict, DomainError
from rve.core.models import Message, Role
from rve.core.policies import Actor, roles
from rve.core.virkedager import Calendar

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A letter as it is read; `left`: virkedager until the patient must be told, where that runs."""

    row: queries.ByHand
    role: str
    left: int | None
    how: str
    on: dt.date | None


class TakenCareOf(forms.Form):
    """How and when a letter was brought."""

    how = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=list(words.HOW.items()),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Say how the letter was brought.")
        ),
    )
    on = forms.DateField(
        label=gettext_lazy("Day"),
        help_text=gettext_lazy("For example 27.04.2026"),
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("Give the day, for example 27.04.2026.")
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("Note, without the address"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
    )

    use_required_attribute = False


@roles(*TAKES_CARE)
@require_GET
def letters_by_hand(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: HttpRequest, *, form: TakenCareOf | None = None, status: int = 200, taken: str = ""
) -> HttpResponse:
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    view = "done" if request.GET.get("view") == "done" else "waiting"
    found = queries.done_by_hand(actor) if view == "done" else queries.waiting_by_hand(actor)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = queries.by_hand(list(page.object_list))
    calendar = calendar_today(actor.region, today)
    _log(actor, rows)
    taken = taken or request.GET.get("take", "")
    context = {
        "lines": [_line(row, today, calendar) for row in rows],
        "page": page,
        "view": view,
        "waiting": queries.waiting_by_hand(actor).count(),
        "done": queries.done_by_hand(actor).count(),
        "chosen": next((row for row in rows if str(row.message.public_id) == taken), None),
        "form": form or TakenCareOf(initial={"on": today}),
        "may_see_outbox": actor.has(Role.TEAM_LEAD),
    }
    return render(request, "referrals/sending/by_hand.html", context, status=status)


def _line(row: queries.ByHand, today: dt.date, calendar: Calendar) -> Line:
    said = row.done.changes if row.done else {}
    role = row.letter.recipient_role
    return Line(
        row=row,
        role=str(words.RECIPIENTS.get(role, role)),
        left=left_until(row.due, today, calendar),
        how=str(words.HOW.get(str(said.get("how")), "")),
        on=dt.date.fromisoformat(said["on"]) if said.get("on") else None,
    )


def _log(actor: Actor, rows: list[queries.ByHand]) -> None:
    access_log.seen(
        actor=actor,
        data="letters_by_hand",
        basis="assessment",
        at=clock.now(),
        case_ids=[row.letter.referral_id for row in rows],
        patient_ids=[row.letter.referral.patient_id for row in rows],
    )


@roles(*TAKES_CARE)
@require_POST
def done(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    message: Message = get_object_or_404(letters(actor), public_id=public_id)
    form = TakenCareOf(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422, taken=str(public_id))
    given = form.cleaned_data
    try:
        take_care_of(message=message, how=given["how"], on=given["on"], text=given["text"], by=actor, now=now)
    except Conflict as error:
        messages.warning(request, error.message)
    except DomainError as error:
        form.add_error(error.field, error.message)
        return _page(request, form=form, status=error.status, taken=str(public_id))
    else:
        messages.success(request, _("Noted: the letter is taken care of."))
    return redirect("letters-by-hand")
