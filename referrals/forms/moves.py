"""The buttons beside the chosen diagnoses: add, remove, make it the main one, one up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from referrals.forms.diagnosis import SYSTEMS, dotted, is_code, titled
from rve.core.numbers import whole_number


def moved(rows: list[Any], pressed: Mapping[str, Any]) -> list[Any]:
    """The diagnoses after the pressed button; an answer that could not be read stays as it was."""
    if "add" in pressed:
        return _added(rows, str(pressed["add"]))
    if "remove" in pressed:
        at = _at(rows, pressed["remove"])
        return rows if at is None else [*rows[:at], *rows[at + 1 :]]
    if "first" in pressed:
        at = _at(rows, pressed["first"])
        return rows if at is None else [rows[at], *rows[:at], *rows[at + 1 :]]
    if "up" in pressed:
        at = _at(rows, pressed["up"])
        return rows if not at else [*rows[: at - 1], rows[at], rows[at - 1], *rows[at + 1 :]]
    return rows


def _added(rows: list[Any], key: str) -> list[Any]:
    system, _colon, code = key.partition(":")
    code = dotted(system, code)
    known = [(row.get("system"), row.get("code")) for row in rows if isinstance(row, dict)]
    if system not in SYSTEMS or not is_code(system, code) or (system, code) in known:
        return rows
    return [*rows, *titled([(system, code)])]


def _at(rows: list[Any], text: object) -> int | None:
    """A position in the list, None when it is none."""
    number = whole_number(text)
    return number if number is not None and number < len(rows) else None
