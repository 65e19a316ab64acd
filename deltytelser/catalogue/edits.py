"""Changes of a rule set's files from a first day on. What was in force before that day stays as it was:
a changed row ends the day before, and its successor with the same id stands right behind it.

All take parsed files with days as text (as they are stored), and change them in place. They raise
CatalogueError naming file and row for what is not there; whether the result is a rule set is the compiler's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from deltytelser.catalogue.whole import table_files
from deltytelser.rules.errors import CatalogueError

Files = dict[str, Any]
Raw = dict[str, Any]
DEFINITIONS: Final = "definitions.yaml"
FIXED: Final = ("id", "from", "to")


def cells_of(raw: Mapping[str, Any]) -> Raw:
    """What a row says, without its id and days."""
    return {name: value for name, value in raw.items() if name not in FIXED}


def rows_of(files: Files, file: str) -> list[Raw]:
    """The rows of a table."""
    if file not in table_files(files):
        raise CatalogueError(f"{file}: not a known table")
    rows: list[Raw] = files[file]["rows"]
    return rows


def row_on(rows: list[Raw], row: str, day: date) -> int | None:
    """Where the row with this id stands that is in force on a day, or else is the first to begin later."""
    text, later = day.isoformat(), []
    for index, raw in enumerate(rows):
        if raw["id"] == row and raw["from"] > text:
            later.append((raw["from"], index))
        elif raw["id"] == row and (raw.get("to") or text) >= text:
            return index
    return min(later)[1] if later else None


def change_row(files: Files, *, file: str, row: str, cells: Mapping[str, Any], first_day: date) -> None:
    """The row says `cells` from the first day on."""
    if file == DEFINITIONS:
        return _change_definition(files, row, cells)
    rows = rows_of(files, file)
    index = _found(rows, file, row, first_day)
    changed = _begun(rows, index, first_day)
    rows[changed] = {name: rows[changed][name] for name in FIXED if name in rows[changed]} | dict(cells)
    _join(rows, changed, first_day)
    return None


def add_row(
    files: Files, *, file: str, row: str, cells: Mapping[str, Any], before: str | None, first_day: date
) -> None:
    """A new row from the first day on, before another or at the end."""
    rows = rows_of(files, file)
    place = len(rows) if before is None else _found(rows, file, before, first_day)
    rows.insert(place, {"id": row, "from": first_day.isoformat(), **cells})


def end_row(files: Files, *, file: str, row: str, first_day: date) -> None:
    """The row is not in force from the first day on."""
    rows = rows_of(files, file)
    index = _found(rows, file, row, first_day)
    if rows[index]["from"] >= first_day.isoformat():
        del rows[index]
    else:
        rows[index]["to"] = _before(first_day)


def move_row(files: Files, *, file: str, row: str, before: str | None, first_day: date) -> None:
    """The row stands before another (or last) from the first day on."""
    rows = rows_of(files, file)
    moving = _begun(rows, _found(rows, file, row, first_day), first_day)
    raw = rows.pop(moving)
    place = len(rows) if before is None else _found(rows, file, before, first_day)
    rows.insert(place, raw)
    _join(rows, place, first_day)


def restore_row(files: Files, base: Files, *, file: str, row: str) -> None:
    """The row as it was in the version that the draft is based on; a row of the draft's own goes."""
    rows, old = rows_of(files, file), rows_of(base, file)
    known = {raw["from"]: raw for raw in old if raw["id"] == row}
    rows[:] = [
        known.get(raw["from"], {}) if raw["id"] == row else raw
        for raw in rows
        if raw["id"] != row or raw["from"] in known
    ]
    present = {raw["from"] for raw in rows if raw["id"] == row}
    for index, raw in enumerate(old):
        if raw["id"] == row and raw["from"] not in present:
            rows.insert(_behind(rows, old[:index]), dict(raw))


def _behind(rows: list[Raw], earlier: list[Raw]) -> int:
    """Right behind the last of the earlier rows that is still there."""
    places = {(raw["id"], raw["from"]): index + 1 for index, raw in enumerate(rows)}
    found = [places[key] for raw in earlier if (key := (raw["id"], raw["from"])) in places]
    return found[-1] if found else 0


def _change_definition(files: Files, row: str, cells: Mapping[str, Any]) -> None:
    # A definition has one wording for all days: earlier receipts read theirs in the earlier version.
    rows = files[DEFINITIONS]["rows"]
    index = next((index for index, raw in enumerate(rows) if raw["id"] == row), None)
    if index is None:
        raise CatalogueError(f"{DEFINITIONS}, row {row}: no such row")
    rows[index] = {name: rows[index][name] for name in FIXED if name in rows[index]} | dict(cells)


def _found(rows: list[Raw], file: str, row: str, day: date) -> int:
    index = row_on(rows, row, day)
    if index is None:
        raise CatalogueError(f"{file}, row {row}: no such row in force")
    return index


def _begun(rows: list[Raw], index: int, first_day: date) -> int:
    """Where the row stands that may be written in: itself, or the successor made for it."""
    raw = rows[index]
    if raw["from"] >= first_day.isoformat():
        return index
    successor = raw | {"from": first_day.isoformat()}
    rows[index : index + 1] = [raw | {"to": _before(first_day)}, successor]
    return index + 1


def _join(rows: list[Raw], index: int, first_day: date) -> None:
    """A successor that says the same as the row right before it is no change."""
    if index == 0 or rows[index]["from"] != first_day.isoformat():
        return
    earlier, raw = rows[index - 1], rows[index]
    follows = earlier["id"] == raw["id"] and earlier.get("to") == _before(first_day)
    if follows and cells_of(earlier) == cells_of(raw):
        joined = {name: value for name, value in earlier.items() if name != "to"}
        rows[index - 1 : index + 1] = [joined | ({"to": raw["to"]} if raw.get("to") else {})]


def _before(day: date) -> str:
    return (day - timedelta(days=1)).isoformat()
