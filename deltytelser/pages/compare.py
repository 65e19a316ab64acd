"""Two versions, or a version and a draft, side by side: only what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from deltytelser.catalogue.compiled import compiled, compiled_content
from deltytelser.models import RuleDraft, RuleSet
from deltytelser.pages.differences import shown_differences
from deltytelser.pages.reading import READERS, WRITERS, rules_language
from deltytelser.queries import drafts_under_way, versions_of
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.ruleset import RuleSet as Rules
from rve.core.policies import roles


@dataclass(frozen=True, slots=True)
class Side:
    """A version or a draft that can be compared."""

    key: str
    label: str
    thing: RuleSet | RuleDraft

    def rules(self) -> Rules:
        if isinstance(self.thing, RuleSet):
            return compiled(self.thing)
        return compiled_content(self.thing.content)


@roles(*READERS)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    region = actor.region
    drafts = drafts_under_way(region) if actor.at_rve and actor.has(*WRITERS) else []
    sides = [*map(_version, versions_of(region)), *map(_draft, drafts)]
    old, new = _chosen(request, sides)
    context: dict[str, Any] = {"region": region, "sides": sides, "old": old, "new": new}
    if old and new:
        context |= _compared(old, new)
    return render(request, "deltytelser/compare.html", context)


def _compared(old: Side, new: Side) -> dict[str, Any]:
    try:
        return {"tables": shown_differences(old.rules(), new.rules(), rules_language())}
    except CatalogueError as error:
        return {"error": str(error)}


def _version(row: RuleSet) -> Side:
    words = _("Rule book %(version)s") % {"version": row.version}
    return Side(row.hash, f"{words}, {row.title}" if row.title else words, row)


def _draft(draft: RuleDraft) -> Side:
    return Side(str(draft.public_id), _("Draft: %(title)s") % {"title": draft.title}, draft)


def _chosen(request: HttpRequest, sides: list[Side]) -> tuple[Side | None, Side | None]:
    """The two that the address names; without names the newest version and the one before it."""
    versions = [side for side in sides if isinstance(side.thing, RuleSet)]
    asked = [request.GET.get(name, "") for name in ("a", "b")]
    usual = [versions[1] if len(versions) > 1 else None, versions[0] if versions else None]
    found = [_named(sides, key) if key else side for key, side in zip(asked, usual, strict=True)]
    return found[0], found[1]


def _named(sides: list[Side], key: str) -> Side:
    """404 for one that the reader's region has not."""
    side = next((one for one in sides if one.key == key), None)
    if side is None:
        raise Http404(key)
    return side
