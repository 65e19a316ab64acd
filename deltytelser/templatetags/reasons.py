"""What the template of a reason tree needs: rows by state, days of JSON, where a source stands."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import template

from rve.core.templatetags.rve_ui import short_date

register = template.Library()

# The shape of the mark beside an outcome (static/rve/style.css).
MARKS: Final = {
    "granted": "rett",
    "refused": "nei",
    "redirected": "videre",
    "incomplete": "mangler",
    "manual": "skjonn",
}
_LINES: Final = "linje "


@register.filter
def rows_that(stage: dict[str, Any], states: str) -> list[dict[str, Any]]:
    """The rows of a stage with one of the states, in the order of its tables: `stage|rows_that:"nearly"`."""
    wanted = states.split()
    return [row for table in stage["tables"] for row in table["rows"] if row["state"] in wanted]


@register.filter
def json_day(value: str | None) -> str:
    """«15. apr. 2026» of a day as JSON has it; empty for none."""
    return short_date(dt.date.fromisoformat(value)) if value else ""


@register.filter
def locator(value: str) -> str:
    """«l. 378–389» for lines of a document; anything else as it is."""
    return "l. " + value.removeprefix(_LINES).replace("-", "–") if value.startswith(_LINES) else value


@register.filter
def outcome_mark(outcome: str) -> str:
    """The mark of an outcome: `rett` for granted."""
    return MARKS.get(outcome, "")
