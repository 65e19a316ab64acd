"""The first page of each role, and the choice of organisation for those who act for several."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from rve.core import clock
from rve.core.menu import menu_for
from rve.core.models import RoleAssignment
from rve.core.numbers import whole_number
from rve.core.policies import any_role, public


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the first page of the actor's menu; a person without a role in force is told so."""
    if not request.user.is_authenticated:
        return redirect("login")
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return render(request, "core/no_role.html", status=403)
    return redirect(reverse(menu_for(actor)[0].url_name))


@any_role
def choose_organisation(request: HttpRequest) -> HttpResponse:
    """The organisations a person has a role in: one of them is acted for at a time."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = (
        RoleAssignment.objects.in_force(clock.today())
        .filter(user=actor.user)
        .select_related("organisation")
        .order_by("organisation__name", "role")
    )
    organisations = {row.organisation_id: row.organisation for row in rows}
    if request.method == "POST":
        chosen = request.POST.get("organisation", "")
        if whole_number(chosen) in organisations:
            request.session["organisation"] = whole_number(chosen)
            return redirect("home")
    return render(request, "core/choose_organisation.html", {"organisations": list(organisations.values())})


@any_role
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Single-letter shortcuts on or off, for this person (WCAG 2.1.4)."""
    user = request.actor.user  # type: ignore[attr-defined]
    user.single_keys = not user.single_keys
    user.save(update_fields=["single_keys"])
    return redirect(request.headers.get("Referer") or "home")
