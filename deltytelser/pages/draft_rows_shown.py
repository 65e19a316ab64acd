"""The rows of one table of a draft, as they stand from its first day on, with what can be done to each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from deltytelser.models import RuleDraft
from deltytelser.pages.draft_reading import ORDERED, base_rules, rules_of
from deltytelser.pages.sections import BESIDE, Section, sections_of
from deltytelser.pages.shown_rows import ShownRow, shown_table
from deltytelser.rules.compare import changed_rows
from deltytelser.rules.rows import table_kind
from deltytelser.rules.ruleset import RuleSet

_DAY = dt.timedelta(days=1)
# Sections that are edited on pages of their own, and those that are only read.
OWN_PAGES: Mapping[str, str] = {"settings": "rule-draft-values", "cases": "rule-draft-cases"}


@dataclass(frozen=True, slots=True)
class DraftRow:
    """`change`: empty, changed, new, ended or moved. `up` and `down`: the row it would stand before, None
    where it cannot move; «» for last.
    """

    row: ShownRow
    change: str
    words: str
    up: str | None = None
    down: str | None = None


@dataclass(frozen=True, slots=True)
class DraftTable:
    key: str
    label: str
    rows: list[DraftRow]
    ordered: bool
    tests: bool
    kind: str


def views_of(draft: RuleDraft, chosen: str, lang: str, here: str) -> list[dict[str, object]]:
    """The list at the left: the draft as a whole, then every table with its number of rows."""
    rules, changed = rules_of(draft), changed_rows(base_rules(draft), rules_of(draft))
    whole: dict[str, object] = {
        "label": _("The whole draft"),
        "number": None,
        "url": here,
        "current": not chosen,
    }
    sections = sections_of(rules, on=draft.first_day, everything=False, lang=lang)
    return [whole, *(_view(one, chosen, here, changed) for one in sections if _listed(one))]


def _listed(section: Section) -> bool:
    return section.key not in BESIDE or section.key in OWN_PAGES


def _view(section: Section, chosen: str, here: str, changed: Mapping[str, set[str]]) -> dict[str, object]:
    return {
        "label": section.label,
        "number": section.number,
        "url": f"{here}?table={section.key}",
        "current": section.key == chosen,
        "changes": len(changed.get(section.key, ())),
    }


def draft_table(draft: RuleDraft, key: str, lang: str) -> DraftTable | None:
    """A table of the draft; None for one that it has not."""
    rules, base = rules_of(draft), base_rules(draft)
    if key not in rules.rows:
        return None
    first = draft.first_day
    shown = shown_table(rules, key, on=first, everything=True, lang=lang, tags={})
    living = [one for one in shown.rows if one.state != "over"]
    ids = {one.id for one in living}
    rows = [one for one in shown.rows if one in living or (one.last == first - _DAY and one.id not in ids)]
    order = [one.id for one in living]
    changed = changed_rows(base, rules).get(key, set())
    section = next(one for one in sections_of(rules, on=first, everything=False, lang=lang) if one.key == key)
    ordered = table_kind(key) in ORDERED
    return DraftTable(
        key=key,
        label=section.label,
        rows=[_row(one, base, key, changed, order if ordered else []) for one in rows],
        ordered=ordered,
        tests=shown.tests,
        kind=table_kind(key),
    )


def _row(row: ShownRow, base: RuleSet, table: str, changed: set[str], order: list[str]) -> DraftRow:
    change = _change(row, base, table) if row.id in changed else ""
    up, down = _neighbours(row.id, order) if row.state != "over" else (None, None)
    return DraftRow(row, change, _WORDS[change]() if change else "", up, down)


def _change(row: ShownRow, base: RuleSet, table: str) -> str:
    if row.state == "over":
        return "ended"
    return "changed" if any(one.id == row.id for one in base.rows.get(table, ())) else "new"


_WORDS = {"changed": lambda: _("Changed"), "new": lambda: _("New"), "ended": lambda: _("Ends")}


def _neighbours(row: str, order: list[str]) -> tuple[str | None, str | None]:
    """What it stands before when it moves one up, and one down («» is last)."""
    if row not in order:
        return None, None
    at = order.index(row)
    up = order[at - 1] if at else None
    if at == len(order) - 1:
        return up, None
    return up, order[at + 2] if at + 2 < len(order) else ""
