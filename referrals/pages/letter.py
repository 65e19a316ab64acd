"""A letter as it was sent: the kept bytes, for those who may see the case."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from referrals.letters.data import Recipient
from referrals.models import Letter
from referrals.policies import visible_letters
from rve.core import access_log, clock
from rve.core.policies import any_role


def addressed(recipients: Sequence[Recipient], role: str) -> Recipient:
    """The recipient with a role, else the first."""
    return next((one for one in recipients if one.role == role), recipients[0])


@any_role
@never_cache
@require_GET
def letter(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    found: Letter = get_object_or_404(visible_letters(actor).select_related("referral"), public_id=public_id)
    access_log.seen(
        actor=actor,
        data="letter",
        basis="assessment" if actor.at_rve else "treatment_relation",
        at=clock.now(),
        case_ids=[found.referral_id],
        patient_ids=[found.referral.patient_id],
    )
    response = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.referral.reference}-{found.kind}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
