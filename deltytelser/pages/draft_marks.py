"""Which rows the drafts under way would change: shown beside the rows of the version they are based on."""

from __future__ import annotations

from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from deltytelser.catalogue.compiled import compiled, compiled_content
from deltytelser.models import RuleDraft, RuleSet
from deltytelser.pages.shown_rows import Tags
from deltytelser.queries import drafts_under_way
from deltytelser.rules.compare import changed_rows
from deltytelser.rules.errors import CatalogueError
from rve.core.models import Region

# A region has one or two; the page reads no more than these.
_MOST: Final = 5


def draft_marks(region: Region, version: RuleSet, *, linked: bool) -> dict[str, Tags]:
    """By table and row, the drafts that change it: words, and the draft's address where it may be opened."""
    marks: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for draft in drafts_under_way(region).filter(based_on=version)[:_MOST]:
        try:
            changed = changed_rows(compiled(version), compiled_content(draft.content))
        except CatalogueError:
            continue
        tag = (_("Changed in the draft “%(title)s”") % {"title": draft.title}, _address(draft, linked))
        for table, rows in changed.items():
            for row in rows:
                marks.setdefault(table, {}).setdefault(row, []).append(tag)
    return {table: dict(rows) for table, rows in marks.items()}


def _address(draft: RuleDraft, linked: bool) -> str:
    try:
        return reverse("rule-draft", args=[draft.public_id]) if linked else ""
    except NoReverseMatch:
        return ""
