"""The team lead's outbox: what waits, what failed and why, and what can be done about it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from referrals.models import Referral
from referrals.pages.sending import words
from referrals.policies.sending import messages_of
from referrals.queries import sending as queries
from referrals.use_cases import resend
from rve.core import clock
from rve.core.errors import DomainError, NotFound
from rve.core.models import Message, Role
from rve.core.policies import roles

PAGE = 50
VIEWS = ("failed", "waiting", "paper")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is read; `next_at` only for what is put off."""

    message: Message
    case: Referral | None
    what: str
    to: str
    channel: str
    why: str
    next_at: dt.datetime | None
    may_go_on_paper: bool


@roles(Role.TEAM_LEAD)
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    counts = queries.counts(actor, now=now)
    view = request.GET.get("view", "")
    if view not in VIEWS:
        view = "failed" if any(one.failed for one in counts) else "waiting"
    channel = request.GET.get("channel", "")
    channel = channel if channel in queries.CHANNELS else ""
    found = queries.outbox(actor, view=view, channel=channel, now=now).select_related("user", "organisation")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = [one for one in counts if not channel or one.channel == channel]
    context = {
        "lines": _lines(page, now),
        "page": page,
        "view": view,
        "channel": channel,
        "channels": [(one.channel, words.CHANNELS[one.channel], getattr(one, view)) for one in counts],
        **{name: sum(getattr(one, name) for one in shown) for name in VIEWS},
        "every": sum(getattr(one, view) for one in counts),
        "by_hand": queries.waiting_by_hand(actor).count(),
        "today": clock.today(),
    }
    return render(request, "referrals/sending/outbox.html", context)


def _lines(page: Page[Message], now: dt.datetime) -> list[Line]:
    rows = list(page.object_list)
    cases, letters = queries.cases_of(rows), queries.letters_of(rows)
    return [
        Line(
            message=row,
            case=cases.get(row.case_id),
            what=words.what(row, letter := letters.get(str(row.context.get("letter")))),
            to=words.to_whom(row, letter),
            channel=str(words.CHANNELS[row.channel]),
            why=words.why(row.error),
            next_at=row.not_before if row.status == Message.Status.PENDING and row.not_before > now else None,
            may_go_on_paper=resend.can_go_on_paper(row),
        )
        for row in rows
    ]


@roles(Role.TEAM_LEAD)
@require_POST
def again(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    message = get_object_or_404(messages_of(actor), public_id=public_id)
    try:
        if request.POST.get("how") == "paper":
            if resend.send_on_paper(message=message, by=actor, now=now):
                messages.success(request, _("The letter goes on paper."))
            else:
                messages.success(request, _("Digital post has the letter after all: nothing goes on paper."))
        else:
            resend.try_again(message=message, by=actor, now=now)
            messages.success(request, _("It is tried again now."))
    except NotFound:
        raise
    except DomainError as error:
        messages.warning(request, error.message)
    return redirect("outbox")
