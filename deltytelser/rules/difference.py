"""Two columns of answers to the same referrals: what changed, counted in cells that can be added up.

A column of answers is an array of `columns.ANSWER`: of a rule set, or of what people decided (`decided`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from deltytelser.rules.verdict import OUTCOMES
from deltytelser.rules.vocabulary import NO_DELYTELSE

Array = npt.NDArray[Any]

# The first that differs names the change; `open`: the rules leave to a person what a person has decided.
KINDS: Final = ("same", "outcome", "delytelse", "level", "deadline", "stay", "open")
SAME, OUTCOME, LETTER, LEVEL_KIND, DEADLINE, STAY, OPEN = range(7)
CHANGED: Final = (OUTCOME, LETTER, LEVEL_KIND, DEADLINE, STAY)
GRANTED, REFUSED, REDIRECTED, INCOMPLETE, MANUAL = (
    OUTCOMES.index(word) for word in ("granted", "refused", "redirected", "incomplete", "manual")
)
# Years of age: each band from its number up to the next.
AGE_BANDS: Final = (0, 18, 40, 60, 70, 80)
# Days that a deadline moves, each bucket from its number up to the next.
SHIFTS: Final = (-32768, -28, -14, -7, 0, 1, 8, 15, 29)
NO_SHIFT: Final = len(SHIFTS)
NO_LEVEL: Final = 3
# What a person decided: none, or one more than the outcome's number.
DECIDED: Final = ("none", "granted", "refused", "redirected")


class Cell(NamedTuple):
    """One kind of change of one group. Rows: numbers in `all_rows()`, -1 none; `shift`: of SHIFTS."""

    kind: int
    area: int
    age: int
    decided: int
    old_outcome: int
    new_outcome: int
    old_delytelse: int
    new_delytelse: int
    old_level: int
    new_level: int
    shift: int
    old_row: int
    new_row: int


_SIZES: Final = (len(KINDS), 64, len(AGE_BANDS), 4, 5, 5, 19, 19, 4, 4, NO_SHIFT + 1, 4096, 4096)


@dataclass(slots=True)
class Difference:
    """Counts of many referrals; chunks are added.

    `cells`: referrals, days that deadlines moved (sum), and half place-days before and after. `places`:
    referrals by municipality number, delytelse and whether changed. `shifts`: referrals by the days that
    their deadline moved. `undecided`: referrals without a signed decision, left out.
    """

    asked: int = 0
    undecided: int = 0
    cells: dict[Cell, list[int]] = field(default_factory=dict)
    places: dict[tuple[int, int, bool], int] = field(default_factory=dict)
    shifts: dict[int, int] = field(default_factory=dict)

    def add(self, other: Difference) -> None:
        """Adds another chunk of the same comparison."""
        self.asked += other.asked
        self.undecided += other.undecided
        for cell, measures in other.cells.items():
            mine = self.cells.get(cell)
            self.cells[cell] = [a + b for a, b in zip(mine, measures, strict=True)] if mine else measures
        for place, number in other.places.items():
            self.places[place] = self.places.get(place, 0) + number
        for days, number in other.shifts.items():
            self.shifts[days] = self.shifts.get(days, 0) + number


def area_numbers(areas: Mapping[str, str | None], order: Iterable[str]) -> Array:
    """By municipality number the area's place in `order` plus one; 0 outside the region."""
    place = {code: number for number, code in enumerate(order, 1)}
    found = np.zeros(10_000, dtype=np.uint8)
    for municipality, area in areas.items():
        found[int(municipality)] = place.get(area or "", 0)
    return found


def age_bands(ages: Array) -> Array:
    """The band of AGE_BANDS that each age is in."""
    return np.searchsorted(AGE_BANDS, ages, side="right") - 1


def kinds_of(old: Array, new: Array, *, against_people: bool = False) -> Array:
    """The kind of change of each referral (KINDS), the gravest that applies."""
    kinds = np.zeros(len(new), dtype=np.uint8)
    kinds[(old["stay_min"] != new["stay_min"]) | (old["stay_max"] != new["stay_max"])] = STAY
    kinds[old["days"] != new["days"]] = DEADLINE
    kinds[(old["level"] != new["level"]) | (old["lodging"] != new["lodging"])] = LEVEL_KIND
    kinds[old["delytelse"] != new["delytelse"]] = LETTER
    kinds[old["outcome"] != new["outcome"]] = OUTCOME
    if against_people:
        kinds[new["outcome"] >= INCOMPLETE] = OPEN
    return kinds


def shifts_of(old: Array, new: Array) -> tuple[Array, Array]:
    """Days later (negative: sooner), and where both grant so that it counts."""
    both = (old["outcome"] == GRANTED) & (new["outcome"] == GRANTED) & (old["days"] >= 0) & (new["days"] >= 0)
    return np.where(both, new["days"].astype(np.int32) - old["days"], 0), both


def compare(
    old: Array, new: Array, *, records: Array, kinds: Array, area_of: Array, decided: Array
) -> Difference:
    """The counts of one chunk. `area_of` as from `area_numbers`; `decided`: numbers of DECIDED.

    The four arrays and `kinds` have a row per referral, in the same order.
    """
    changed = (kinds != SAME) & (kinds != OPEN)
    days, both = shifts_of(old, new)
    moved = days[both & changed & (days != 0)]
    found, numbers = np.unique(moved, return_counts=True)
    return Difference(
        asked=len(new),
        cells=_cells(old, new, records, kinds, area_of, decided),
        places=_places(records, new, old, changed),
        shifts=dict(zip(found.tolist(), numbers.tolist(), strict=True)),
    )


def _cells(
    old: Array, new: Array, records: Array, kinds: Array, area_of: Array, decided: Array
) -> dict[Cell, list[int]]:
    changed = (kinds != SAME) & (kinds != OPEN)
    days, both = shifts_of(old, new)
    bucket = np.where(both, np.searchsorted(SHIFTS, days, side="right") - 1, NO_SHIFT)
    columns = (
        kinds,
        area_of[records["municipality"]],
        age_bands(records["age"]),
        decided,
        old["outcome"],
        new["outcome"],
        old["delytelse"],
        new["delytelse"],
        # The finer columns only where something changed: elsewhere they would split what is the same.
        np.where(changed, np.minimum(old["level"], NO_LEVEL), NO_LEVEL),
        np.where(changed, np.minimum(new["level"], NO_LEVEL), NO_LEVEL),
        np.where(changed, bucket, NO_SHIFT),
        np.where(changed, old["row"] + 1, 0),
        np.where(changed, new["row"] + 1, 0),
    )
    keys = np.zeros(len(new), dtype=np.int64)
    for column, size in zip(columns, _SIZES, strict=True):
        keys = keys * size + column
    found, place, numbers = np.unique(keys, return_inverse=True, return_counts=True)
    measures = [
        np.bincount(place, weights=weight, minlength=len(found)).astype(np.int64).tolist()
        for weight in (np.where(changed, days, 0), _half_days(old, changed), _half_days(new, changed))
    ]
    return {
        _cell(key): [number, *parts]
        for key, number, *parts in zip(found.tolist(), numbers.tolist(), *measures, strict=True)
    }


def _half_days(answers: Array, changed: Array) -> Array:
    """Twice the middle of the guiding stay, for those who are granted one."""
    stays = answers["stay_min"].astype(np.int32) + answers["stay_max"]
    return np.where(changed & (answers["outcome"] == GRANTED), stays, 0)


def _cell(key: int) -> Cell:
    parts = []
    for size in reversed(_SIZES):
        key, part = divmod(key, size)
        parts.append(part)
    found = Cell(*reversed(parts))
    return found._replace(old_row=found.old_row - 1, new_row=found.new_row - 1)


def _places(records: Array, new: Array, old: Array, changed: Array) -> dict[tuple[int, int, bool], int]:
    letter = np.where(new["delytelse"] == NO_DELYTELSE, old["delytelse"], new["delytelse"])
    keys = (records["municipality"].astype(np.int64) * 32 + letter) * 2 + changed
    found, numbers = np.unique(keys, return_counts=True)
    return {
        (key // 64, key // 2 % 32, bool(key % 2)): number
        for key, number in zip(found.tolist(), numbers.tolist(), strict=True)
    }


def decided_answers(decided: Mapping[str, Array], asked: Array, *, stays: Array) -> Array:
    """What people decided, as answers beside those of the rules.

    `decided` has the columns outcome (of DECIDED), delytelse (NO_DELYTELSE: not said), level (255: not
    said), lodging and days (start deadline, days after receipt; -1 none). What a decision does not say is
    taken as the rules say it; a stay is that of the rules where delytelse and level are theirs, else
    `stays[delytelse, level]` (shortest and longest, 0 none).
    """
    answers = asked.copy()
    answers["row"] = -1
    answers["outcome"] = np.where(decided["outcome"] > 0, decided["outcome"] - 1, asked["outcome"])
    said = decided["delytelse"] < NO_DELYTELSE
    answers["delytelse"] = np.where(said, decided["delytelse"], asked["delytelse"])
    granted = answers["outcome"] == GRANTED
    levelled = granted & (decided["level"] < NO_LEVEL)
    answers["level"] = np.where(levelled, decided["level"], asked["level"])
    answers["lodging"] = np.where(levelled, decided["lodging"], asked["lodging"])
    answers["days"] = np.where(
        granted, decided["days"], np.where(asked["outcome"] == GRANTED, -1, asked["days"])
    )
    other = (answers["delytelse"] != asked["delytelse"]) | (answers["level"] != asked["level"])
    guiding = stays[np.minimum(answers["delytelse"], NO_DELYTELSE), np.minimum(answers["level"], NO_LEVEL)]
    answers["stay_min"] = np.where(granted & other, guiding[:, 0], asked["stay_min"])
    answers["stay_max"] = np.where(granted & other, guiding[:, 1], asked["stay_max"])
    return answers
