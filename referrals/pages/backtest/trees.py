"""The rows that count in one of two reason trees and not in the same way in the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

Json = dict[str, Any]
COUNTS = ("decides", "holds", "may_hold")
# Stage 0 follows the calendar and stage 6 the places of the day, not the rules that are tried.
COMPARED = (1, 2, 3, 4, 5)
WORDS: dict[str, str | Promise] = {
    "decides": gettext_lazy("decides"),
    "holds": gettext_lazy("applies"),
    "may_hold": gettext_lazy("may apply"),
    "behind": gettext_lazy("behind an earlier row"),
    "nearly": gettext_lazy("does not apply"),
    "fails": gettext_lazy("does not apply"),
    "": gettext_lazy("is not there"),
}


@dataclass(frozen=True, slots=True)
class Half:
    """What a row does on one side: its effect, its state in words, and the cell that failed."""

    effect: str
    state: str
    failed: str


@dataclass(frozen=True, slots=True)
class Differing:
    """One row that does not count in the same way on both sides."""

    stage: str
    row: str
    before: Half
    after: Half

    @property
    def halves(self) -> tuple[Half, Half]:
        return self.before, self.after


def differing(before: Json, after: Json) -> list[Differing]:
    """The rows in the order of the stages, those of the new tree first in each."""
    found = []
    for old, new in zip(before["stages"], after["stages"], strict=True):
        if new["stage"] not in COMPARED:
            continue
        left, right = _rows(old), _rows(new)
        for name in dict.fromkeys((*right, *left)):
            one, other = left.get(name), right.get(name)
            if _signature(one) != _signature(other) and (_counts(one) or _counts(other)):
                found.append(Differing(new["name"], name, _half(one), _half(other)))
    return found


def _rows(stage: Json) -> dict[str, Json]:
    return {row["id"]: row for table in stage["tables"] for row in table["rows"]}


def _counts(row: Json | None) -> bool:
    return row is not None and row["state"] in COUNTS


def _signature(row: Json | None) -> tuple[object, ...]:
    return (row["state"] if _counts(row) else "", row["effect"]) if row else ()


def _half(row: Json | None) -> Half:
    if row is None:
        return Half("", str(WORDS[""]), "")
    failed = row["failed"]["words"] if row["failed"] else ""
    return Half(row["effect"], str(WORDS[row["state"]]), failed)
