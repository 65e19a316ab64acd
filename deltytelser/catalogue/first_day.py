"""Moving the day from which a draft's changes are in force."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from deltytelser.catalogue.edits import Files, Raw, cells_of
from deltytelser.catalogue.whole import table_files


def move_first_day(files: Files, base: Files, *, old: date, new: date) -> None:
    """What began on the old first day begins on the new, what ended the day before ends the day before it."""
    for file in table_files(files):
        known = {(raw["id"], raw["from"]): raw for raw in base.get(file, {}).get("rows", ())}
        files[file]["rows"] = _moved(files[file]["rows"], known, old, new)
    for name, values in files["settings.yaml"]["settings"].items():
        kept = {one["from"] for one in base["settings.yaml"]["settings"].get(name, ())}
        values[:] = _values(values, kept, old.isoformat(), new.isoformat())


def _moved(rows: list[Raw], known: dict[tuple[str, str], Raw], old: date, new: date) -> list[Raw]:
    moved: list[Raw] = []
    begins: dict[str, str] = {}
    for raw in rows:
        before = known.get((raw["id"], raw["from"]))
        if before is None and raw["from"] == old.isoformat():
            moved.append(raw | {"from": begins.get(raw["id"], new.isoformat())})
        elif before is not None and raw.get("to") == _before(old) != before.get("to"):
            if raw["from"] < new.isoformat():
                moved.append(raw | {"to": _before(new)})
            else:
                # It begins after the new day: its successor takes its place.
                begins[raw["id"]] = raw["from"]
        elif _rewritten(raw, before, old) and new > old:
            moved += [before | {"to": _before(new)}, raw | {"from": new.isoformat()}] if before else []
        else:
            moved.append(raw)
    return moved


def _rewritten(raw: Raw, before: Raw | None, old: date) -> bool:
    """A row that began on the old first day itself, and so was changed in place."""
    return before is not None and raw["from"] == old.isoformat() and cells_of(raw) != cells_of(before)


def _values(values: list[dict[str, Any]], kept: set[str], old: str, new: str) -> list[dict[str, Any]]:
    changed = [one for one in values if one["from"] == old and old not in kept]
    if not changed:
        return list(values)
    others = [one for one in values if one["from"] not in (old, new)]
    return sorted([*others, changed[0] | {"from": new}], key=lambda one: str(one["from"]))


def _before(day: date) -> str:
    return (day - timedelta(days=1)).isoformat()
