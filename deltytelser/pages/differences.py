"""The differences between two rule sets with the words that the page puts around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from deltytelser.rules.compare import Aspect, RowDifference, TableDifference, compare
from deltytelser.rules.compare_cases import PARTS
from deltytelser.rules.compare_values import ValueDifference
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.word_differences import Segment
from rve.core.templatetags.rve_ui import short_date

_ASPECTS: Final[Mapping[str, Callable[[], str]]] = {
    "row": lambda: "",
    "nb": lambda: _("Sentence in bokmål"),
    "nn": lambda: _("Sentence in nynorsk"),
    "nb_short": lambda: _("Short in bokmål"),
    "nn_short": lambda: _("Short in nynorsk"),
    "test": lambda: _("Test"),
    "mark": lambda: _("Mark"),
    "source": lambda: _("Source"),
    "period": lambda: _("In force"),
    "place": lambda: _("Stands after"),
}


@dataclass(frozen=True, slots=True)
class ShownSide:
    """What one aspect says on one side; `label` is empty for the row itself."""

    label: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A row or an entry that is not as it was: what happened, and both sides."""

    id: str
    title: str
    tag: str
    tone: str
    when: str
    effect_old: str
    effect_new: str
    old: list[ShownSide]
    new: list[ShownSide]


@dataclass(frozen=True, slots=True)
class ShownDifferences:
    """A table with its differences; `folded` ones are opened by the reader, who sees how many there are."""

    key: str
    label: str
    rows: list[ShownDifference]
    folded: bool = False


def shown_differences(old: RuleSet, new: RuleSet, lang: str) -> list[ShownDifferences]:
    """Every table that differs, ready for `deltytelser/_differences.html`."""
    return [shown for one in compare(old, new, lang) for shown in _tables(one)]


def _tables(one: TableDifference) -> list[ShownDifferences]:
    """The table; the test cases as a panel for each kind of change."""
    if one.table != "cases":
        return [_table(one)]
    parts = {part: [value for value in one.values if value.part == part] for part in ("", *PARTS)}
    return [
        ShownDifferences(f"cases-{part}", _CASES[part](), [_value(value) for value in values], folded=True)
        for part, values in parts.items()
        if values
    ]


def _table(one: TableDifference) -> ShownDifferences:
    rows = [_row(row) for row in one.rows] + [_value(value) for value in one.values]
    return ShownDifferences(one.table, one.label, rows)


def _row(row: RowDifference) -> ShownDifference:
    both = row.effect_old and row.effect_new and row.effect_old != row.effect_new
    return ShownDifference(
        id=row.id,
        title="",
        tag=_tag(row.kind),
        tone=_TONES[row.kind],
        when=_when(row),
        effect_old=row.effect_old if both else "",
        effect_new=row.effect_new if both else "",
        old=[_side(one, one.old) for one in row.aspects if one.old],
        new=[_side(one, one.new) for one in row.aspects if one.new],
    )


def _value(value: ValueDifference) -> ShownDifference:
    first = short_date(dt.date.fromisoformat(value.first)) if value.first else ""
    return ShownDifference(
        id="",
        title=value.title,
        tag=_tag(value.kind),
        tone=_TONES[value.kind],
        when=_("from %(day)s") % {"day": first} if first else "",
        effect_old="",
        effect_new="",
        old=[ShownSide("", value.old)] if value.old else [],
        new=[ShownSide("", value.new)] if value.new else [],
    )


def _side(aspect: Aspect, segments: tuple[Segment, ...]) -> ShownSide:
    return ShownSide(_ASPECTS[aspect.name](), segments)


def _when(row: RowDifference) -> str:
    if row.kind == "ended" and row.last:
        return _("last day %(day)s") % {"day": short_date(row.last)}
    if row.kind in ("changed", "added") and row.first:
        return _("from %(day)s") % {"day": short_date(row.first)}
    return ""


_CASES: Final[Mapping[str, Callable[[], str]]] = {
    "": lambda: _("Test cases written in another way"),
    "base": lambda: _("Facts that all test cases share"),
    "removed": lambda: _("Test cases taken out"),
    "added": lambda: _("New test cases"),
    "facts": lambda: _("Test cases with other facts"),
    "expected": lambda: _("Test cases with a new answer"),
    "words": lambda: _("Test cases with another sentence"),
}
_TONES: Final = {"changed": "warn", "added": "good", "ended": "line", "removed": "line", "moved": "line"}


def _tag(kind: str) -> str:
    return {
        "changed": _("Changed"),
        "added": _("New"),
        "ended": _("Ends"),
        "removed": _("Taken out"),
        "moved": _("Moved"),
    }[kind]
