"""The worklist: the most urgent case on top, every count a link, everything in the address bar."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from deltytelser.models import Delytelse
from institutions.models import HealthTrust
from referrals.pages import worklist_frame
from referrals.pages.worklist_lines import lines
from referrals.queries import worklist as queries
from referrals.queries.worklist_counts import counts
from referrals.queries.worklist_filter import Filter, from_query
from referrals.queries.worklist_rows import rows
from referrals.use_cases.clocks import calendar_today
from rve.core import access_log, clock
from rve.core.policies import RVE_ROLES, Actor, roles


@roles(*RVE_ROLES)
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """One page of cases; the page is one row in the access log with the cases in an array."""
    actor, now = request.actor, timezone.localtime(clock.now())  # type: ignore[attr-defined]
    wanted, days = from_query(request.GET), _days(actor, now)
    found = rows(actor, wanted=wanted, days=days)
    access_log.seen(
        actor=actor,
        data="worklist",
        basis="assessment",
        at=now,
        case_ids=[row.pk for row in found],
        patient_ids=[row.patient_pk for row in found],
    )
    tally = counts(queries.cube(actor, days=days), wanted=wanted, user_id=actor.user.pk)
    names = short_names(actor.region.pk, request.LANGUAGE_CODE)
    frame = worklist_frame.frame(
        wanted=wanted, tally=tally, days=days, now=now, short_names=names, trusts=trust_names(actor.region.pk)
    )
    shown = lines(found, actor=actor, short_names=names, query=wanted.query(page=1))
    return render(request, "referrals/worklist/page.html", frame | {"wanted": wanted, "lines": shown})


@roles(*RVE_ROLES)
@require_GET
def next_case(request: HttpRequest) -> HttpResponse:
    """To the case that is due first of those that wait for the actor or for nobody yet."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.most_urgent(actor, days=_days(actor, timezone.localtime(clock.now())))
    return (
        redirect("case", found.public_id) if found else redirect(f"{reverse('worklist')}?{Filter().query()}")
    )


def _days(actor: Actor, now: dt.datetime) -> queries.Days:
    return queries.days_of(now, calendar_today(actor.region, timezone.localdate(now)))


def short_names(region_id: int, language: str) -> dict[str, str]:
    """The one-word name of each delytelse of the region."""
    return {row.code: row.short_in(language) for row in Delytelse.objects.filter(region=region_id)}


def trust_names(region_id: int) -> dict[str, str]:
    """The area of each health trust, without the words that all of them share."""
    rows = HealthTrust.objects.filter(region=region_id).values_list("code", "name")
    return {code: name.removeprefix("Helse ").removesuffix(" hospital") for code, name in rows}
