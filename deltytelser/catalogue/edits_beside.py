"""Changes beside the tables: settings, cases that must be answered so, orders that are meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from deltytelser.catalogue.edits import Files
from deltytelser.rules.errors import CatalogueError

CASES: Final = "cases.yaml"
ORDER: Final = "order.yaml"


def change_value(
    files: Files, *, setting: str, value: object, source: object, mark: object, first_day: date
) -> None:
    """The setting has this value from the first day on; a value that begins later stays."""
    values = files["settings.yaml"]["settings"].get(setting)
    if values is None:
        raise CatalogueError(f"settings.yaml, row {setting}: no such row")
    day = first_day.isoformat()
    new = {"from": day, "value": value, "source": source} | ({"mark": mark} if mark else {})
    earlier = [one for one in values if one["from"] < day]
    same = bool(earlier) and earlier[-1] | {"from": day} == new
    values[:] = [*earlier, *([] if same else [new]), *(one for one in values if one["from"] > day)]


def add_case(
    files: Files, *, case: str, nb: str, facts: Mapping[str, Any], expected: Mapping[str, Any]
) -> None:
    """One more referral with the answer it must have."""
    rows = _rows(files, CASES, "cases")
    if any(row["id"] == case for row in rows):
        raise CatalogueError(f"{CASES}, row {case}, cell id: the id is in use")
    rows.append({"id": case, "nb": nb, "facts": dict(facts), "expected": dict(expected)})


def accept_case(files: Files, *, case: str, expected: Mapping[str, Any]) -> None:
    """The answer that a case must have from now on."""
    for row in _rows(files, CASES, "cases"):
        if row["id"] == case:
            row["expected"] = dict(expected)
            return
    raise CatalogueError(f"{CASES}, row {case}: no such row")


def confirm_order(files: Files, *, first: str, then: str) -> None:
    """Two rows that overlap and disagree are meant to stand in this order."""
    rows = _rows(files, ORDER, "order")
    rows[:] = [row for row in rows if {row["first"], row["then"]} != {first, then}]
    rows.append({"first": first, "then": then})


def _rows(files: Files, file: str, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = files.setdefault(file, {"table": table, "rows": []})["rows"]
    return rows
