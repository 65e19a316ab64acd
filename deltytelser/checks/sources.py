"""What the loader cannot see: words in braces that nothing fills in, and places that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from deltytelser.checks.report import Finding
from deltytelser.rules.rows import LAW_PARTS, Row, table_kind
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import World

_BRACES: Final = re.compile(r"\{(\w*)\}")
# The words that are filled in, by kind of table or by row.
_FILLED: Final = {
    "deadline": {"weeks"},
    "deadline_limits": {"limit"},
    "laws": {*LAW_PARTS, "paragraphs"},
    "clock": {"receipt", "due"},
    "map.lookup": {"code", "range", "delytelse"},
    "map.request_differs": {"requested"},
    "right.granted": {"grounds"},
    "right.not_settled": {"sentence"},
    "route.choice": {"institution"},
    "route.choice/late": {"institution"},
    "route.gap": {"delytelse", "level"},
    "remark.choice_unknown": {"institution"},
    "remark.choice_not_serving": {"institution"},
    "remark.level_unconfirmed": {"institution", "delytelse"},
}


def check_sources(rules: RuleSet, world: World) -> list[Finding]:
    """Findings of the check `sources`."""
    return [found for row in rules.all_rows() for found in _of_row(row, rules, world)]


def _of_row(row: Row, rules: RuleSet, world: World) -> Iterator[Finding]:
    place: dict[str, Any] = {"file": row.place.partition(",")[0], "table": row.table, "row": row.id}
    kind = table_kind(row.table)
    filled = _FILLED.get(row.id, set()) | _FILLED.get(kind, set())
    for language, text in (*row.text.items(), *row.short.items()):
        for word in _BRACES.findall(text):
            if word not in filled:
                yield Finding("sources", "sources.braces", **place, cell=language, values={"word": word})
    if not row.sources:
        yield Finding("sources", "sources.missing", **place, cell="source")
    for one in row.sources:
        if one.document != "law" and not one.locator.strip():
            yield Finding("sources", "sources.missing", **place, cell="source")
    institution = row.effect.get("institution")
    if institution is not None and institution not in world.institutions:
        values = {"institution": str(institution)}
        yield Finding("types", "types.institution", **place, cell="institution", values=values)
