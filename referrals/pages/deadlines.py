"""The team lead's list of deadlines: over, today, soon."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from referrals.queries import deadlines as queries
from rve.core import access_log, clock
from rve.core.models import Role
from rve.core.policies import roles
from rve.core.virkedager import add_virkedager

KINDS = {
    "assessment": _("Patient told of the result"),
    "start": _("Start of rehabilitation"),
    "institution_answer": _("Answer from the institution"),
    "referrer_answer": _("Answer from the referrer"),
    "time_sent": _("Time sent to the patient"),
    "expected_breach": _("Contact Helfo"),
}
PAGE = 50


@roles(Role.TEAM_LEAD)
@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    soon = add_virkedager(today, 2)
    view, kind = request.GET.get("view", "risk"), request.GET.get("kind", "")
    found = queries.running(region=actor.region).order_by("due_on", "pk")
    if kind in KINDS:
        found = found.filter(kind=kind)
    limits = {"over": {"due_on__lt": today}, "today": {"due_on": today}, "risk": {"due_on__lte": soon}}
    found = found.filter(**limits.get(view, {}))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = queries.rows(page.object_list, today=today)  # type: ignore[arg-type]
    access_log.seen(
        actor=actor,
        data="deadlines",
        basis="control",
        at=clock.now(),
        case_ids=(row.case_pk for row in rows),
        patient_ids=(row.patient_pk for row in rows if row.patient_pk),
    )
    context = {
        "rows": [(row, KINDS.get(row.kind, row.kind)) for row in rows],
        "page": page,
        "counts": queries.counts(region=actor.region, today=today, soon=soon),
        "kinds": [
            (one["kind"], KINDS.get(str(one["kind"]), one["kind"]), one)
            for one in queries.by_kind(region=actor.region, today=today)
        ],
        "view": view,
        "kind": kind,
        "today": today,
    }
    return render(request, "referrals/lead/deadlines.html", context)
