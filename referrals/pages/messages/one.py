"""One message: what it says and what became of it; the original for a team lead. Both are logged."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from referrals.messages.shown import Shown, shown
from referrals.models import MessageIn, MessageOut
from referrals.pages.case_read import number_words
from referrals.pages.messages import words
from referrals.pages.messages.listing import lines
from referrals.policies.messages import READS, check_can_open_original, received_by, sent_by
from referrals.use_cases.patients import find_by_number
from rve.core import access_log, clock, events
from rve.core.models import Role
from rve.core.policies import Actor, roles


def message_of(request: HttpRequest, way: str, public_id: uuid.UUID) -> MessageIn | MessageOut:
    actor = request.actor  # type: ignore[attr-defined]
    rows: Any = received_by(actor) if way == "in" else sent_by(actor)
    found: MessageIn | MessageOut = get_object_or_404(
        rows.select_related("referral", "handled_by"), public_id=public_id
    )
    return found


@roles(*READS)
@require_GET
def message(request: HttpRequest, way: str, public_id: uuid.UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = message_of(request, way, public_id)
    said = shown(row)
    _log(actor, row, said, data="message")
    answers = list(row.answered_by.defer("content")) if isinstance(row, MessageIn) else []
    context = {
        "line": lines([row])[0],
        "said": said,
        "number": number_words(said.patient.number),
        "transport": words.TRANSPORTS.get(row.transport, row.transport),
        "answers": lines(answers),
        "may_handle": bool(row.flag) and row.handled_at is None,
        "may_try_again": row.status == "failed" and actor.has(Role.TEAM_LEAD),
        "leads": actor.has(Role.TEAM_LEAD),
    }
    return render(request, "referrals/messages/one.html", context)


@roles(Role.TEAM_LEAD)
@require_GET
def original(request: HttpRequest, way: str, public_id: uuid.UUID) -> HttpResponse:
    """The bytes as they came or left: downloaded, never opened in the browser."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = message_of(request, way, public_id)
    check_can_open_original(actor, row)
    if not row.content:
        raise Http404
    _log(actor, row, shown(row), data="message_original")
    events.record(
        kind=f"message_{way}",
        case_id=row.pk,
        verb="original_opened",
        by=actor.user,
        organisation=actor.organisation,
        at=now,
    )
    response = HttpResponse(bytes(row.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{row.public_id}.xml"'
    return response


def _log(actor: Actor, row: MessageIn | MessageOut, said: Shown, *, data: str) -> None:
    """Under the case; one without a case under the patient it names, where that patient is known here."""
    patients = [row.referral.patient_id] if row.referral else []
    if not patients and said.patient.number:
        known = find_by_number(region=row.region, number="".join(said.patient.number.split()))
        patients = [known.pk] if known else []
    access_log.seen(
        actor=actor,
        data=data,
        basis="assessment",
        at=clock.now(),
        case_ids=[row.referral_id],
        patient_ids=patients,
    )
