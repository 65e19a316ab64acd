"""All published versions of a region's rule book, one of them, and its files."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deltytelser.catalogue.write import zip_of
from deltytelser.models import RuleSet
from deltytelser.pages.catalogue import section_context
from deltytelser.pages.checks_shown import Count, counts_of
from deltytelser.pages.reading import READERS, day_of
from deltytelser.queries import version_in_force, versions_of
from rve.core import clock
from rve.core.models import Region
from rve.core.policies import roles

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """A version in the list. `state`: in_force, over or later; `before`: the one that it replaced."""

    row: RuleSet
    state: str
    last: dt.date | None
    before: RuleSet | None
    counts: list[Count]

    @property
    def bad(self) -> list[Count]:
        return [count for count in self.counts if count.bad]


@roles(*READERS)
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    rows = list(versions_of(actor.region))
    current = version_in_force(region=actor.region, on=today)
    older = [*rows[1:], None]
    context = {
        "versions": [
            Version(row, _state(row, current, today), last_day(row), before, counts_of(row.report))
            for row, before in zip(rows, older, strict=False)
        ],
        "region": actor.region,
    }
    return render(request, "deltytelser/versions.html", context)


@roles(*READERS)
@require_GET
def version(request: HttpRequest, hash: str) -> HttpResponse:
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    row = _of(actor.region, hash)
    on = day_of(request.GET.get("on"), _day_within(row, today))
    everything = request.GET.get("all") == "1"

    def address(key: str, *, everything: bool = everything) -> str:
        asked = [("table", key), *([("on", request.GET["on"])] if "on" in request.GET else [])]
        return f"{here}?{urlencode(asked + ([('all', '1')] if everything else []))}"

    here = reverse("rules-version", args=[row.hash])
    context: dict[str, Any] = {
        "version": row,
        "on": on,
        "today": today,
        "region": actor.region,
        "state": _state(row, version_in_force(region=actor.region, on=today), today),
        "last": last_day(row),
        "counts": counts_of(row.report),
        "alone": True,
    }
    table = request.GET.get("table", "")
    shown = section_context(row, table, on=on, everything=everything, address=address)
    return render(request, "deltytelser/rules.html", context | shown)


@roles(*READERS)
@require_GET
def download(request: HttpRequest, hash: str) -> HttpResponse:
    """The version's YAML files in a zip: the same bytes each time."""
    row = _of(request.actor.region, hash)  # type: ignore[attr-defined]
    answer = HttpResponse(zip_of(json.loads(row.content)), content_type="application/zip")
    name = f"regelverk-{row.name}-{row.version}-{row.hash[:8]}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def last_day(row: RuleSet) -> dt.date | None:
    """The last day in force, that day included; None while it is open-ended."""
    return row.valid_to - _DAY if row.valid_to else None


def _of(region: Region, hash: str) -> RuleSet:
    return get_object_or_404(versions_of(region), hash=hash)


def _state(row: RuleSet, current: RuleSet | None, today: dt.date) -> str:
    if current is not None and row.pk == current.pk:
        return "in_force"
    return "later" if row.valid_from > today else "over"


def _day_within(row: RuleSet, today: dt.date) -> dt.date:
    """Today where the version is in force today; else its first day, or its last."""
    if row.valid_from > today:
        return row.valid_from
    last = last_day(row)
    return last if last and last < today else today
