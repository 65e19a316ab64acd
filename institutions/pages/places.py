"""All places of the region: how many, what is booked, what is free, who waits, how fresh the figures are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from institutions.models import Institution, Level
from institutions.pages.rows import BAR, GAP, TALL, PoolRow, row_of
from institutions.queries import pools_with_state, queue_suggestions
from rve.core import clock
from rve.core.models import Role
from rve.core.policies import roles
from rve.core.templatetags.addresses import sort_state, sorted_by

WEEKS = 12
READERS = (Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD, Role.PLANNER)
LATEST = dt.date.max
# What a filter looks at: the codes of a row, several for a volume that several letters share.
FACETS: dict[str, Callable[[PoolRow], list[str]]] = {
    "level": lambda row: [row.pool.level],
    "kind": lambda row: [row.institution.kind],
    "delytelse": lambda row: [letter.code for letter in row.letters],
    "queue": lambda row: ["waiting"] * bool(row.state.figures.waiting) + ["free"] * bool(row.offer),
}
ORDERS: dict[str, Callable[[PoolRow], Any]] = {
    "institution": lambda row: row.institution.name.casefold(),
    "delytelse": lambda row: row.state.letters,
    "places": lambda row: row.pool.capacity_tenths or 0,
    "free": lambda row: row.first_free or LATEST,
    "queue": lambda row: row.state.figures.waiting,
    "wait": lambda row: (row.wait_days is None, row.wait_days or 0),
}


@roles(*READERS)
@require_GET
def places(request: HttpRequest) -> HttpResponse:
    region, today = request.actor.region, clock.today()  # type: ignore[attr-defined]
    offers = {one.entry.pool_id: one for one in queue_suggestions(on=today, region=region)}
    states = pools_with_state(on=today, region=region, weeks=WEEKS)
    every = [row_of(state, offers.get(state.pool.pk)) for state in states]
    wanted = {name: set(request.GET.getlist(name)) for name in FACETS}
    rows = [row for row in every if all(_meets(row, name, codes) for name, codes in wanted.items())]
    sort = request.GET.get("sort", "institution")
    context = {
        "rows": _sorted(rows, sort),
        "facets": [_facet(name, every, wanted) for name in FACETS],
        "heads": _heads(request, sort),
        "kept": [("sort", sort)] if "sort" in request.GET else [],
        "filtered": any(wanted.values()),
        "summary": _summary(rows),
        "region": region,
        "drawing": {"width": WEEKS * (BAR + GAP) - GAP, "height": TALL, "bar": BAR},
        "weeks": WEEKS,
    }
    return render(request, "institutions/places.html", context)


def _heads(request: HttpRequest, sort: str) -> list[dict[str, Any]]:
    columns = (
        ("institution", _("Institution"), False),
        ("delytelse", _("Delytelse"), False),
        ("", _("Level"), False),
        ("places", _("Places"), True),
        ("", _("Next weeks"), False),
        ("", _("Booked"), True),
        ("free", _("Free from"), False),
        ("queue", _("Queue"), True),
        ("wait", _("Wait"), True),
        ("", _("Confirmed"), False),
    )
    return [
        {
            "label": label,
            "num": num,
            "query": sorted_by(request.GET, name, "sort") if name else "",
            "sorted": sort_state(sort, name) if name else "",
        }
        for name, label, num in columns
    ]


def _meets(row: PoolRow, name: str, codes: set[str]) -> bool:
    return not codes or bool(codes & set(FACETS[name](row)))


def _sorted(rows: Iterable[PoolRow], sort: str) -> list[PoolRow]:
    order = ORDERS.get(sort.removeprefix("-"), ORDERS["institution"])
    return sorted(rows, key=order, reverse=sort.startswith("-"))


def _facet(name: str, rows: Sequence[PoolRow], wanted: dict[str, set[str]]) -> dict[str, Any]:
    """A filter with counts within the other filters."""
    others = {other: codes for other, codes in wanted.items() if other != name}
    inside = [row for row in rows if all(_meets(row, other, codes) for other, codes in others.items())]
    counts = Counter(code for row in inside for code in FACETS[name](row))
    labels = {"level": _("Level"), "kind": _("Run by"), "delytelse": _("Delytelse"), "queue": _("Queue")}
    values = [
        {"code": code, "label": label, "number": counts[code], "on": code in wanted[name]}
        for code, label in _values(name, rows)
    ]
    return {"name": name, "label": labels[name], "first": values, "rest": []}


def _values(name: str, rows: Sequence[PoolRow]) -> list[tuple[str, str]]:
    if name == "level":
        return [(level.value, str(level.label)) for level in Level]
    if name == "queue":
        return [("waiting", _("Someone waits")), ("free", _("Free for one who waits"))]
    if name == "kind":
        return [(kind.value, str(kind.label)) for kind in Institution.Kind]
    return sorted({(letter.code, f"{letter.code} {letter.name}") for row in rows for letter in row.letters})


def _summary(rows: Sequence[PoolRow]) -> list[dict[str, Any]]:
    def tenths(level: Level) -> float:
        return sum(row.pool.capacity_tenths or 0 for row in rows if row.pool.level == level) / 10

    old = sum(row.old and row.pool.capacity_tenths is not None for row in rows)
    free = sum(row.offer is not None for row in rows)
    return [
        {"number": tenths(Level.INPATIENT), "label": _("inpatient places"), "query": "level=inpatient"},
        {"number": tenths(Level.DAY), "label": _("day places"), "query": "level=day"},
        {"number": tenths(Level.OUTPATIENT), "label": _("outpatient places"), "query": "level=outpatient"},
        {"number": sum(row.pool.capacity_tenths is None for row in rows), "label": _("without a number")},
        {
            "number": sum(row.state.figures.waiting for row in rows),
            "label": _("in queue"),
            "query": "queue=waiting",
        },
        {
            "number": free,
            "label": _("free for one who waits"),
            "query": "queue=free",
            "tone": "warn" if free else "",
        },
        {"number": old, "label": _("not confirmed lately"), "tone": "warn" if old else ""},
    ]
