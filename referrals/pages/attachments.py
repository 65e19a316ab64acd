"""A file that came with a referral, for those who may see the case: shown by the browser, never run."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from referrals.models import Attachment
from referrals.policies import visible_to
from rve.core import access_log, clock
from rve.core.policies import any_role

# Types that a browser shows without running anything; the rest is downloaded.
SHOWN = ("application/pdf", "image/png", "image/jpeg")


@any_role
@never_cache
@require_GET
def attachment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    rows = Attachment.objects.filter(referral__in=visible_to(actor)).select_related("referral", "content")
    found: Attachment = get_object_or_404(rows, public_id=public_id)
    referral = found.referral
    access_log.seen(
        actor=actor,
        data="attachment",
        basis="assessment" if actor.at_rve else "treatment_relation",
        at=clock.now(),
        case_ids=[referral.pk],
        patient_ids=[referral.patient_id] if referral.patient_id else [],
    )
    response = HttpResponse(bytes(found.content.data), content_type=found.content_type)
    way = "inline" if found.content_type in SHOWN else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(found.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
