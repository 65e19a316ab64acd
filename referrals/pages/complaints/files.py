"""The files of a complaint: what came with it, the package sent, Statsforvalteren's answer, as they were."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from referrals.models import ComplaintFile
from referrals.pages.attachments import SHOWN
from referrals.policies.complaints import complaints_visible_to
from referrals.queries import complaint as queries
from rve.core import access_log, clock
from rve.core.errors import NotFound
from rve.core.policies import RVE_ROLES, Actor, roles


@roles(*RVE_ROLES)
@never_cache
@require_GET
def complaint_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Shown by the browser, never run."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = ComplaintFile.objects.filter(complaint__in=complaints_visible_to(actor))
    found: ComplaintFile = get_object_or_404(rows.select_related("complaint__referral"), public_id=public_id)
    return _answer(actor, found, download=found.content_type not in SHOWN)


@roles(*RVE_ROLES)
@never_cache
@require_GET
def complaint_package(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The package as it was sent, the last one; the bytes are kept and never made again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    complaint = queries.find(actor, public_id)
    rows = complaint.files.filter(kind=ComplaintFile.Kind.PACKAGE).select_related("complaint__referral")
    found = rows.order_by("added_at", "pk").last()
    if found is None:
        raise NotFound(_("No package has been sent for this complaint."))
    return _answer(actor, found, download=True)


def _answer(actor: Actor, found: ComplaintFile, *, download: bool) -> HttpResponse:
    referral = found.complaint.referral
    access_log.seen(
        actor=actor,
        data="complaint_file",
        basis="assessment",
        at=clock.now(),
        case_ids=[referral.pk],
        patient_ids=[referral.patient_id],
    )
    response = HttpResponse(bytes(found.data), content_type=found.content_type)
    way = "attachment" if download else "inline"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(found.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
