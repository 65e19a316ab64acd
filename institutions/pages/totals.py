"""The printed totals against what was loaded, with the places where the source disagrees with itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from institutions.models import Level, Statistic
from institutions.pages.places import READERS
from institutions.queries import reference_totals
from institutions.reference.checks import checks
from rve.core.policies import roles


@roles(*READERS)
@require_GET
def totals(request: HttpRequest) -> HttpResponse:
    region = request.actor.region  # type: ignore[attr-defined]
    institutions = reference_totals(region=region)
    # A region whose printed figures are not loaded has nothing to check against.
    loaded = Statistic.objects.filter(region=region).exists()
    found, notes = checks(region=region, language=get_language() or "nb") if loaded else ([], [])
    compared = [one.holds for one in institutions if one.holds is not None]
    context = {
        "region": region,
        "institutions": institutions,
        "compared": len(compared),
        "equal": sum(compared),
        "levels": list(Level),
        "checks": sorted(found, key=lambda check: check.holds),
        "differing": sum(not check.holds for check in found),
        "notes": notes,
    }
    return render(request, "institutions/totals.html", context)
