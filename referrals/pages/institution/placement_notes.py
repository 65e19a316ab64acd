"""The institution asks the assessment unit about a patient."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from referrals.pages.institution.placement import found_placement, placement_page
from referrals.use_cases.placement_notes import ask_unit
from rve.core import clock
from rve.core.errors import DomainError
from rve.core.models import Role
from rve.core.policies import roles


@roles(Role.INSTITUTION)
@require_POST
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One question; what cannot be sent stays in the box, with the fault at it."""
    actor, text = request.actor, request.POST.get("text", "")  # type: ignore[attr-defined]
    found = found_placement(actor, public_id)
    try:
        ask_unit(placement=found, text=text, by=actor, now=clock.now())
    except DomainError as error:
        return placement_page(request, found, {}, error.status, ask_error=error.message, ask_text=text)
    messages.success(request, _("The question is sent. The answer comes here."))
    return redirect("placement", public_id=public_id)
