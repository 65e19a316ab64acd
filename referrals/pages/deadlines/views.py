"""The lists of running deadlines, and the same as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from referrals.pages.deadlines.export import as_csv
from referrals.pages.deadlines.frame import PAGE, frame
from referrals.pages.deadlines.words import names_of, proof, what
from referrals.queries import deadlines as queries
from referrals.queries.deadlines import Row
from referrals.queries.deadlines_filter import from_query
from referrals.use_cases.clocks import calendar_today
from rve.core import access_log, clock
from rve.core.policies import RVE_ROLES, Actor, roles


@roles(*RVE_ROLES)
@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    """Over, today, at risk, all: each with its proof, narrowed by kind, holder and place."""
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    wanted, calendar = from_query(request.GET), calendar_today(actor.region, today)
    chosen = queries.chosen(region=actor.region, wanted=wanted, today=today, calendar=calendar)
    page = chosen[(wanted.page - 1) * PAGE : wanted.page * PAGE]
    found = queries.rows(page, today=today, calendar=calendar)
    _log(actor, found, "deadlines")
    tally = queries.tally(region=actor.region, wanted=wanted, today=today, calendar=calendar)
    names = names_of(actor.region, {**tally.holder, **dict.fromkeys(wanted.holder, 0)})
    context = frame(wanted=wanted, tally=tally, names=names) | {
        "rows": [(row, what(row.clock), proof(row.clock)) for row in found],
        "today": today,
    }
    return render(request, "referrals/lead/deadlines.html", context)


@roles(*RVE_ROLES)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The whole list as CSV; what it shows of whom is logged as a look."""
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    wanted, calendar = from_query(request.GET), calendar_today(actor.region, today)
    chosen = queries.chosen(region=actor.region, wanted=wanted, today=today, calendar=calendar)
    found = queries.rows(chosen, today=today, calendar=calendar)
    _log(actor, found, "deadlines_export")
    answer = HttpResponse(as_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="frister-{today.isoformat()}.csv"'
    return answer


def _log(actor: Actor, rows: list[Row], data: str) -> None:
    access_log.seen(
        actor=actor,
        data=data,
        basis="control",
        at=clock.now(),
        case_ids=(row.clock.referral_id for row in rows),
        patient_ids=(row.clock.referral.patient_id for row in rows),
    )
