"""Diagnoses found while typing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deltytelser.diagnoses import plain, search
from deltytelser.models import DiagnosisCode
from referrals.forms.diagnosis import dotted, is_code
from rve.core.models import Role
from rve.core.policies import roles

SHORTEST = 2


@roles(Role.REFERRER, Role.ASSESSOR, Role.TEAM_LEAD)
@require_GET
def hits(request: HttpRequest) -> HttpResponse:
    """The codes that fit what is typed; nothing of a patient is asked or answered."""
    text = request.GET.get("search", "")[:60].strip()
    context = {
        "hits": search(text=text) if len(text) >= SHORTEST else [],
        "text": text,
        "as_typed": as_typed(text),
    }
    return render(request, "referrals/referrer/_hits.html", context | {"searched": len(text) >= SHORTEST})


def as_typed(text: str) -> list[tuple[str, str]]:
    """System and code where the text is a code that no list holds: it may be used as it is."""
    code = plain(text)
    systems = [system for system in ("icd10", "icpc2") if is_code(system, dotted(system, code))]
    known = (
        set(DiagnosisCode.objects.filter(code=code).values_list("system", flat=True)) if systems else set()
    )
    return [(system, dotted(system, code)) for system in systems if system not in known and not known]
