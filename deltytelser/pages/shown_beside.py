"""Sections that are no table of rows: dated values, definitions, questions to the referrer, cases, order."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from deltytelser.pages.sections import BESIDE, QUESTIONS, entries_of
from deltytelser.rules.compare_values import mark_words, raw_sources, setting_words
from deltytelser.rules.labels import label
from deltytelser.rules.phrases import in_sentence
from deltytelser.rules.ruleset import RuleSet
from rve.core.templatetags.rve_ui import short_date


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section: a name, cells under the heads, and whether it is in force on the day."""

    name: str
    cells: list[str]
    state: str = ""
    code: bool = False
    other: str = ""
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownBeside:
    """A plain table: its heads and its lines; `hidden` lines are not in force on the day."""

    heads: list[str]
    lines: list[Line]
    hidden: int = 0


def shown_beside(rules: RuleSet, key: str, *, on: dt.date, everything: bool, lang: str) -> ShownBeside:
    """A section by its key in BESIDE."""
    entries = entries_of(key, json.loads(rules.content).get(BESIDE[key]))
    if key == "settings":
        return _settings(rules, entries, on, everything, lang)
    if key == QUESTIONS:
        return _questions(entries, lang)
    if key == "definitions":
        return _definitions(rules, entries, lang)
    if key == "order":
        heads = [_("Row that comes first"), _("Row after it")]
        return ShownBeside(heads, [Line(one["first"], [one["then"]], code=True) for _id, one in entries])
    heads = [_("Test case"), _("What it is about"), _("Expected answer")]
    lines = [
        Line(id, [row.get(lang, ""), expected_words(rules, row, lang)], code=True) for id, row in entries
    ]
    return ShownBeside(heads, lines)


def _settings(
    rules: RuleSet, entries: Sequence[tuple[str, Any]], on: dt.date, everything: bool, lang: str
) -> ShownBeside:
    lines = []
    for name, values in entries:
        days = [dt.date.fromisoformat(str(one["from"])) for one in values]
        current = max((day for day in days if day <= on), default=None)
        for day, one in zip(days, values, strict=True):
            state = "" if day == current else "later" if day > on else "over"
            cells = [
                setting_words(rules, name, one["value"], lang),
                short_date(day),
                raw_sources(rules, one["source"]),
            ]
            marks = mark_words(rules, one.get("mark", []), lang)
            lines.append(Line(label(rules, "settings", name, lang), cells, state, marks=marks))
    shown = [line for line in lines if everything or not line.state]
    heads = [_("Value"), _("What it is"), _("In force from"), _("Source")]
    return ShownBeside(heads, shown, len(lines) - len(shown))


def _questions(entries: Sequence[tuple[str, Any]], lang: str) -> ShownBeside:
    other = "nb" if lang == "nn" else "nn"
    return ShownBeside(
        [_("Fact"), _("Question")],
        [Line(one[lang], [one[f"{lang}_question"]], other=one[f"{other}_question"]) for _id, one in entries],
    )


def _definitions(rules: RuleSet, entries: Sequence[tuple[str, Any]], lang: str) -> ShownBeside:
    other = "nb" if lang == "nn" else "nn"
    return ShownBeside(
        [_("Word"), _("What it means"), _("In force from"), _("Source")],
        [
            Line(
                label(rules, "definitions", id, lang),
                [
                    row[lang],
                    short_date(dt.date.fromisoformat(str(row["from"]))),
                    raw_sources(rules, row["source"]),
                ],
                other=row[other],
            )
            for id, row in entries
        ],
    )


def expected_words(rules: RuleSet, row: Mapping[str, Any], lang: str) -> str:
    """The answer that a case must give, in words: «Rett til rehabilitering, delytelse J, 26 uker»."""
    expected: Mapping[str, Any] = row.get("expected", {})
    names = sorted(expected, key=lambda name: name != "outcome")
    return ", ".join(one for name in names if (one := _said(rules, name, expected[name], lang)))


def _said(rules: RuleSet, name: str, value: Any, lang: str) -> str:
    if value is None:
        return ""
    if name in _GROUPS:
        said = label(rules, _GROUPS[name], str(value), lang)
        return said if name == "outcome" else in_sentence(said)
    if isinstance(value, dict):
        value = "–".join(str(value[end]) for end in ("min", "max") if end in value)
    if isinstance(value, list):
        value = ", ".join(str(one) for one in value) or "–"
    if name == "lodging":
        return _("with lodging") if value else ""
    return _WORDS[name]() % {"n": value} if name in _WORDS else f"{name}: {value}"


_GROUPS: Final = {"outcome": "outcomes", "level": "levels", "redirect_to": "redirects"}
_WORDS: Final[Mapping[str, Callable[[], str]]] = {
    "delytelse": lambda: _("delytelse %(n)s"),
    "weeks": lambda: _("%(n)s weeks"),
    "missing": lambda: _("missing: %(n)s"),
    "stay": lambda: _("a stay of %(n)s days"),
    "days": lambda: _("start within %(n)s days"),
    "due": lambda: _("assessed by %(n)s"),
    "places": lambda: _("first at %(n)s"),
}
