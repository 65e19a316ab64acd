"""Taken care of; tried again."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from referrals.messages import by_hand
from referrals.pages.messages.one import message_of
from referrals.policies.messages import READS
from rve.core import clock
from rve.core.errors import Conflict
from rve.core.models import Role
from rve.core.policies import roles


@roles(*READS)
@require_POST
def handled(request: HttpRequest, way: str, public_id: uuid.UUID) -> HttpResponse:
    row, actor = message_of(request, way, public_id), request.actor  # type: ignore[attr-defined]

    def deed() -> None:
        by_hand.take_care_of(message=row, by=actor, now=clock.now())
        messages.success(request, _("Noted: the message is taken care of."))

    return _done(request, deed, to="messages")


@roles(Role.TEAM_LEAD)
@require_POST
def again(request: HttpRequest, way: str, public_id: uuid.UUID) -> HttpResponse:
    row, actor = message_of(request, way, public_id), request.actor  # type: ignore[attr-defined]

    def deed() -> None:
        if by_hand.try_again(message=row, by=actor, now=clock.now()):
            messages.success(request, _("It was tried again."))
        else:
            messages.warning(request, _("It was tried again, and could not be processed."))

    return _done(request, deed, to="message", args=(way, public_id))


def _done(
    request: HttpRequest, deed: Callable[[], None], *, to: str, args: tuple[object, ...] = ()
) -> HttpResponse:
    try:
        deed()
    except Conflict as error:
        messages.warning(request, error.message)
    return redirect(to, *args)
