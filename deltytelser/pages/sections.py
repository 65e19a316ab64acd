"""The sections of the rule book as its pages list them: every table, then values, definitions, cases."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from deltytelser.rules.compare_values import FILES
from deltytelser.rules.phrases import table_label
from deltytelser.rules.ruleset import RuleSet

QUESTIONS: Final = "questions"
# Sections that are no table of rows, and the file each is read from.
BESIDE: Final[Mapping[str, str]] = {
    "settings": "settings.yaml",
    "definitions": "definitions.yaml",
    QUESTIONS: "labels.yaml",
    "cases": "cases.yaml",
    "order": "order.yaml",
}
_QUESTIONS: Final = {"nb": "Spørsmål til henviser", "nn": "Spørsmål til tilvisar"}
_GROUPS: Final = ("conditions", "facts")


@dataclass(frozen=True, slots=True)
class Section:
    """A section in the list at the left. `number`: rows in force on the day, or entries."""

    key: str
    label: str
    number: int


def sections_of(rules: RuleSet, *, on: dt.date, everything: bool, lang: str) -> list[Section]:
    """Every section of a version in the order of its tables; the empty ones beside them are left out."""
    tables = [
        Section(name, table_label(rules, name, lang), sum(everything or row.in_force(on) for row in rows))
        for name, rows in rules.rows.items()
    ]
    files = json.loads(rules.content)
    beside = [
        Section(key, beside_label(key, lang), len(entries))
        for key, file in BESIDE.items()
        if (entries := entries_of(key, files.get(file)))
    ]
    return tables + beside


def beside_label(key: str, lang: str) -> str:
    """What a section that is no table of rows is called."""
    return _QUESTIONS[lang] if key == QUESTIONS else FILES[BESIDE[key]][lang]


def entries_of(key: str, content: Any) -> list[tuple[str, Any]]:
    """The entries of a section that is no table, by their ids, as they stand in the file."""
    if not isinstance(content, dict):
        return []
    if key == "settings":
        return list(content["settings"].items())
    if key == QUESTIONS:
        found = [item for group in _GROUPS for item in content.get(group, {}).items()]
        return [(name, entry) for name, entry in found if "nb_question" in entry]
    return [(str(row.get("id", number)), row) for number, row in enumerate(content.get("rows", []), 1)]
