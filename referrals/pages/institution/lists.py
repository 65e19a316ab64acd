"""Incoming cases and stays: the institution's two lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from referrals.models import Placement
from referrals.pages.institution.words import PRACTICAL_SHORT
from referrals.queries import institution as queries
from referrals.use_cases.clocks import calendar_today
from referrals.words import LEVELS, PLACEMENT
from rve.core import access_log, clock
from rve.core.models import Role
from rve.core.policies import Actor, roles

PAGE = 50
FOLLOW_UP = "follow_up"
STATUSES = ("accepted", "scheduled", "started", "interrupted", "completed")


@roles(Role.INSTITUTION)
@require_GET
def incoming(request: HttpRequest) -> HttpResponse:
    """Cases that wait for an answer, the one whose answer is due first on top."""
    found = queries.placements(request.actor).filter(status="forwarded")  # type: ignore[attr-defined]
    context = _listed(request, found.order_by("forwarded_at", "pk"))
    context["several"] = len({row["line"].placement.institution_id for row in context["rows"]}) > 1
    context["counts"] = queries.counts(request.actor, today=clock.today())  # type: ignore[attr-defined]
    return render(request, "referrals/institution/incoming.html", context)


@roles(Role.INSTITUTION)
@require_GET
def stays(request: HttpRequest) -> HttpResponse:
    """Accepted, with a time, in the house, ended: the choice stands in the address."""
    actor, chosen = request.actor, request.GET.get("status", "")  # type: ignore[attr-defined]
    every = queries.placements(actor).exclude(status="forwarded")
    following, after = chosen == FOLLOW_UP, queries.to_follow_up(every)
    found = every.filter(status=chosen) if chosen in STATUSES else every.filter(status__in=Placement.LIVE)
    context = _listed(request, after if following else found.order_by("planned_week", "pk"))
    numbers: dict[str, int] = {}
    for status in every.values_list("status", flat=True):
        numbers[status] = numbers.get(status, 0) + 1
    live = sum(number for status, number in numbers.items() if status in Placement.LIVE)
    context |= {
        "chosen": chosen if chosen in (*STATUSES, FOLLOW_UP) else "",
        "following": following,
        "statuses": [
            *((code, PLACEMENT[code], numbers.get(code, 0)) for code in STATUSES),
            (FOLLOW_UP, _("to follow up"), after.count()),
        ],
        "live": live,
    }
    return render(request, "referrals/institution/stays.html", context)


def _listed(request: HttpRequest, found: QuerySet[Placement]) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    lines = queries.rows(
        page.object_list,  # type: ignore[arg-type]
        today=today,
        calendar=calendar_today(actor.region, today),
    )
    access_log.seen(
        actor=actor,
        data="worklist",
        basis="placement",
        at=clock.now(),
        case_ids=[line.placement.referral_id for line in lines],
        patient_ids=[line.placement.referral.patient_id for line in lines],
    )
    return {"rows": in_words(actor, lines), "page": page}


def in_words(actor: Actor, lines: Sequence[queries.Row]) -> list[dict[str, Any]]:
    """The lines with delytelse, level, status and what to prepare for, as they are read."""
    names = queries.short_names(actor)
    return [
        {
            "line": line,
            "delytelse": names.get(line.delytelse),
            "level": LEVELS.get(line.placement.level, line.placement.level),
            "status": PLACEMENT[line.placement.status],
            "over": over_words(line.days_over),
            "practical": [
                PRACTICAL_SHORT[key] for key in line.practical.split(", ") if key in PRACTICAL_SHORT
            ],
        }
        for line in lines
    ]


def over_words(days: int | None) -> str:
    """«i dag», «3 d. etter»; nothing before the deadline."""
    if days is None:
        return ""
    return _("{days} d. after").format(days=days) if days else _("today")
