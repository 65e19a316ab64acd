"""Reads the cells of a difference: chosen by group, and summed by what a person asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from deltytelser.rules.difference import CHANGED, GRANTED, NO_LEVEL, NO_SHIFT, OPEN, Cell, Difference
from deltytelser.rules.vocabulary import NO_DELYTELSE

Cells = Mapping[Cell, list[int]]


@dataclass(frozen=True, slots=True)
class Group:
    """Which referrals: numbers of delytelse, area and age band, a pair of rows; an empty set means all."""

    delytelser: frozenset[int] = frozenset()
    areas: frozenset[int] = frozenset()
    ages: frozenset[int] = frozenset()
    rows: tuple[int, int] | None = None

    def holds(self, cell: Cell) -> bool:
        """Whether the cell is of the group; a pair of rows asks for changed ones alone."""
        return (
            (not self.delytelser or bool(self.delytelser & {cell.old_delytelse, cell.new_delytelse}))
            and (not self.areas or cell.area in self.areas)
            and (not self.ages or cell.age in self.ages)
            and (self.rows is None or ((cell.old_row, cell.new_row) == self.rows and cell.kind in CHANGED))
        )


class PlaceDays(NamedTuple):
    """Days of stay, by the guiding stay's middle, of those who change."""

    before: float
    after: float

    @property
    def extra(self) -> float:
        return self.after - self.before


def chosen(cells: Cells, group: Group) -> dict[Cell, list[int]]:
    """The cells of a group."""
    return {cell: measures for cell, measures in cells.items() if group.holds(cell)}


def counted(cells: Cells, key: Callable[[Cell], int], *, changed: bool = False) -> Counter[int]:
    """Referrals by a key of the cell; only the changed ones where asked."""
    found: Counter[int] = Counter()
    for cell, measures in cells.items():
        if not changed or cell.kind in CHANGED:
            found[key(cell)] += measures[0]
    return found


def letter_of(cell: Cell) -> int:
    """The delytelse a referral is counted under: the new one, the old where there is none now."""
    return cell.old_delytelse if cell.new_delytelse == NO_DELYTELSE else cell.new_delytelse


def number_of(cells: Cells, *, changed: bool = False) -> int:
    """Referrals, or those with another answer."""
    return sum(measures[0] for cell, measures in cells.items() if not changed or cell.kind in CHANGED)


def left_to_people(cells: Cells) -> int:
    """Referrals that people have decided and the rules leave to a person."""
    return sum(measures[0] for cell, measures in cells.items() if cell.kind == OPEN)


def outcome_pairs(cells: Cells) -> Counter[tuple[int, int]]:
    """Referrals by outcome before and after."""
    found: Counter[tuple[int, int]] = Counter()
    for cell, measures in cells.items():
        found[cell.old_outcome, cell.new_outcome] += measures[0]
    return found


def row_pairs(cells: Cells) -> Counter[tuple[int, int]]:
    """Changed referrals by the rows that decided before and after."""
    found: Counter[tuple[int, int]] = Counter()
    for cell, measures in _changed(cells):
        found[cell.old_row, cell.new_row] += measures[0]
    return found


def shift_buckets(cells: Cells) -> tuple[list[int], int]:
    """Changed referrals by how far their deadline moved (buckets of SHIFTS), and the sum of days."""
    buckets, days = [0] * NO_SHIFT, 0
    for cell, measures in _changed(cells):
        if cell.shift < NO_SHIFT:
            buckets[cell.shift] += measures[0]
            days += measures[1]
    return buckets, days


def place_days(cells: Cells) -> dict[tuple[int, int], PlaceDays]:
    """By delytelse and level: the days of those who change, before and after; only where they differ."""
    before: Counter[tuple[int, int]] = Counter()
    after: Counter[tuple[int, int]] = Counter()
    for cell, (_number, _days, old, new) in _changed(cells):
        if cell.old_outcome == GRANTED and cell.old_level < NO_LEVEL:
            before[cell.old_delytelse, cell.old_level] += old
        if cell.new_outcome == GRANTED and cell.new_level < NO_LEVEL:
            after[cell.new_delytelse, cell.new_level] += new
    both = sorted(before.keys() | after.keys())
    return {key: PlaceDays(before[key] / 2, after[key] / 2) for key in both if before[key] != after[key]}


def by_municipality(difference: Difference, delytelser: Iterable[int] = ()) -> dict[int, tuple[int, int]]:
    """By municipality number: referrals, and those changed; of these delytelser, of all without any."""
    wanted = frozenset(delytelser)
    found: dict[int, tuple[int, int]] = {}
    for (municipality, letter, changed), number in difference.places.items():
        if not wanted or letter in wanted:
            total, moved = found.get(municipality, (0, 0))
            found[municipality] = (total + number, moved + (number if changed else 0))
    return found


def _changed(cells: Cells) -> Iterator[tuple[Cell, list[int]]]:
    return ((cell, measures) for cell, measures in cells.items() if cell.kind in CHANGED)
