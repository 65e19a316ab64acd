"""The rule book as readable pages: the tables in force on a day, one at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deltytelser.catalogue.compiled import compiled
from deltytelser.models import RuleSet
from deltytelser.pages.draft_marks import draft_marks
from deltytelser.pages.reading import READERS, WRITERS, day_of, rules_language
from deltytelser.pages.sections import BESIDE, Section, sections_of
from deltytelser.pages.shown_beside import shown_beside
from deltytelser.pages.shown_rows import Tags, shown_table
from deltytelser.queries import version_in_force, versions_of
from deltytelser.rules.rows import table_kind
from deltytelser.rules.ruleset import RuleSet as Rules
from rve.core import clock
from rve.core.policies import roles

Address = Callable[..., str]


@roles(*READERS)
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    return _of_the_day(request, "")


@roles(*READERS)
@require_GET
def rules_table(request: HttpRequest, table: str) -> HttpResponse:
    return _of_the_day(request, table)


def _of_the_day(request: HttpRequest, table: str) -> HttpResponse:
    """The version in force on the day that is asked for, else today's."""
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    on = day_of(request.GET.get("on"), today)
    version = version_in_force(region=actor.region, on=on)
    context: dict[str, Any] = {"on": on, "today": today, "region": actor.region, "version": version}
    if version is None:
        context["first"] = versions_of(actor.region).order_by("valid_from").first()
        return render(request, "deltytelser/no_rules.html", context)
    everything = request.GET.get("all") == "1"

    def address(key: str, *, everything: bool = everything) -> str:
        kept = [("on", on.isoformat())] if on != today else []
        query = urlencode(kept + ([("all", "1")] if everything else []))
        return reverse("rules-table", args=[key]) + (f"?{query}" if query else "")

    writes = actor.at_rve and actor.has(*WRITERS)
    marks = draft_marks(actor.region, version, linked=writes)
    shown = section_context(version, table, on=on, everything=everything, address=address, marks=marks)
    return render(request, "deltytelser/rules.html", context | shown | {"writes": writes})


def section_context(
    version: RuleSet,
    table: str,
    *,
    on: dt.date,
    everything: bool,
    address: Address,
    marks: dict[str, Tags] | None = None,
) -> dict[str, Any]:
    """One section of a version (the first where none is named) with the list of all; 404 for one unknown."""
    compiled_rules, lang = compiled(version), rules_language()
    sections = sections_of(compiled_rules, on=on, everything=everything, lang=lang)
    chosen = next((one for one in sections if one.key == table), None) if table else sections[0]
    if chosen is None:
        raise Http404(table)
    return {
        "section": chosen,
        "views": [_view(one, chosen, address) for one in sections],
        "everything": everything,
        "toggle": address(chosen.key, everything=not everything),
        "lang": lang,
        **_content(compiled_rules, chosen.key, on, everything, lang, (marks or {}).get(chosen.key, {})),
    }


def _view(section: Section, chosen: Section, address: Address) -> dict[str, Any]:
    return {
        "label": section.label,
        "number": section.number,
        "url": address(section.key),
        "current": section is chosen,
    }


def _content(rules: Rules, key: str, on: dt.date, everything: bool, lang: str, tags: Tags) -> dict[str, Any]:
    if key in BESIDE:
        return {"beside": shown_beside(rules, key, on=on, everything=everything, lang=lang)}
    shown = shown_table(rules, key, on=on, everything=everything, lang=lang, tags=tags)
    return {"table": shown, "kind": table_kind(key)}
