"""The planner's first page: counts, drawn and in tables, without a patient in them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from referrals.queries import counts
from rve.core import clock
from rve.core.models import Role
from rve.core.policies import roles

# The drawing: one bar a month, inside a view box of 720 x 200.
BASE, TOP, LEFT, STEP, WIDTH = 160, 20, 40, 56, 34


def _bars(months: list[dict[str, Any]]) -> list[dict[str, Any]]:
    most = max((row["received"] for row in months), default=0) or 1
    scale = (BASE - TOP) / most
    return [
        {
            **row,
            "x": LEFT + index * STEP,
            "middle": LEFT + index * STEP + WIDTH // 2,
            "height": round(row["received"] * scale),
            "y": BASE - round(row["received"] * scale),
            "granted_height": round(row["granted"] * scale),
            "granted_y": BASE - round(row["granted"] * scale),
        }
        for index, row in enumerate(months)
    ]


@roles(Role.PLANNER)
@require_GET
def planner(request: HttpRequest) -> HttpResponse:
    region, today = request.actor.region, clock.today()  # type: ignore[attr-defined]
    since = today.replace(day=1).replace(year=today.year - 1)
    context = {
        "bars": _bars(counts.by_month(region=region, today=today)[-12:]),
        "delytelser": counts.by_delytelse(region=region, since=since),
        "areas": counts.by_area(region=region, since=since),
        "placements": counts.placements(region=region),
        "open_cases": counts.open_cases(region=region),
        "since": since,
        "width": WIDTH,
        "base": BASE,
    }
    return render(request, "referrals/lead/planner.html", context)
