"""One period of a rule set, in which the same rows are in force, and which referrals can reach each table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from deltytelser.checks.diagnoses import Diagnoses
from deltytelser.checks.space import (
    DIAGNOSES,
    LEVELLED,
    MAY,
    MET,
    PATH,
    UNKNOWN,
    Reader,
    Region,
    meet,
    remains,
    sizes_to_full,
)
from deltytelser.rules.boxes import Box
from deltytelser.rules.rows import Row, table_kind
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import (
    AFTER_STAY,
    DELYTELSE_WORDS,
    EARLY,
    FUNCTION_LOSS,
    LEVEL,
    LEVELS,
    NO_DELYTELSE,
    SAME_STAY,
)

LOOKUP_ID = "map.lookup"
# Kinds of table that read an unknown function loss as the setting says.
_LEVELLED = ("level", "lodging", "stay")
Rows = dict[str, list[Row]]


class Way(NamedTuple):
    """One way to a delytelse: the region that takes it, and what is taken out before."""

    path: int
    region: Region
    taken: tuple[Region, ...]


class Period:
    """The rows by kind of table from `first` on, and the referrals that reach them, exactly."""

    def __init__(
        self, rules: RuleSet, first: date, diagnoses: Sequence[Diagnoses], rows: Rows | None = None
    ) -> None:
        self.rules, self.first, self.diagnoses = rules, first, list(diagnoses)
        self.rows: Rows = rows if rows is not None else rows_in_force(rules, first)
        self.settings = {
            name: [value.value for value in values if value.first <= first][-1]
            for name, values in rules.settings.items()
        }
        self.paths = self._paths()
        self.full = sizes_to_full(rules.words.sizes, len(self.diagnoses), len(self.paths))
        self.reader = Reader(
            rules.definitions,
            [(one.lookup, one.sets) for one in self.diagnoses],
            self.paths,
            FUNCTION_LOSS.index(str(self.settings["unknown_function_loss_level"])),
            self.full,
        )
        self._regions: dict[tuple[Box, str], list[Region]] = {}
        self._before_gate = list(self._ways())
        gate = self.of_kind("gate")
        self._after_gate = [
            way._replace(taken=self._near(way.region, [*way.taken, *gate])) for way in self._before_gate
        ]
        self.may_hold = [one for row in self.kind("right") for one in self.of_row(row, MAY)]

    def kind(self, kind: str) -> list[Row]:
        """The rows of a kind of table, in order."""
        return self.rows.get(kind, [])

    def of_row(self, row: Row, mode: str | None = None) -> list[Region]:
        """The regions in which a row holds."""
        return [one for box in row.boxes for one in self.of_box(box, row, mode)]

    def of_box(self, box: Box, row: Row, mode: str | None = None) -> list[Region]:
        """The regions in which one alternative of a row holds, read as its table reads unknown facts."""
        mode = mode or (LEVELLED if table_kind(row.table) in _LEVELLED else MET)
        known = self._regions.get((box, mode))
        if known is None:
            known = self._regions[box, mode] = self.reader.regions(box, mode)
        return known

    def of_kind(self, kind: str) -> list[Region]:
        """The regions in which some row of a kind of table holds."""
        return [one for row in self.kind(kind) for one in self.of_row(row)]

    def find(self, wanted: Iterable[Region], taken: Sequence[Region], kind: str) -> Region | None:
        """A region of referrals that reach a kind of table, in one of `wanted` and outside all of `taken`.

        None where there is no such referral.
        """
        for region in wanted:
            found = self._find(region, taken, kind)
            if found is not None:
                return found
        return None

    def _find(self, wanted: Region, taken: Sequence[Region], kind: str) -> Region | None:
        if kind == "map":
            return remains(wanted, [*self._impossible(NO_DELYTELSE), *taken], self.full)
        if kind == "work":
            before = [*self._impossible(NO_DELYTELSE), *self.of_kind("map")]
            return remains(wanted, [*before, *taken], self.full)
        if LEVEL in wanted or any(LEVEL in one for one in taken):
            return self._find_levelled(wanted, taken, kind)
        return self._find_on_ways(wanted, taken, kind)

    def _find_on_ways(self, wanted: Region, taken: Sequence[Region], kind: str) -> Region | None:
        for way in self._before_gate if kind == "gate" else self._after_gate:
            both = meet(way.region, wanted)
            if both is not None:
                found = remains(both, [*way.taken, *taken], self.full)
                if found is not None:
                    return found
        return None

    def _find_levelled(self, wanted: Region, taken: Sequence[Region], kind: str) -> Region | None:
        earlier: list[Region] = []
        for row in self.kind("level"):
            level = {LEVEL: 1 << LEVELS.index(str(row.effect["level"]))}
            for region in self.of_row(row):
                both = meet(meet(region, level) or {LEVEL: 0}, wanted)
                found = self._find_on_ways(both, [*earlier, *taken], kind) if both is not None else None
                if found is not None:
                    return found
            earlier += self.of_row(row)
        return None

    def letters(self) -> list[int]:
        """The delytelser, by code, that a referral past the gate can have."""
        found = []
        for code in range(NO_DELYTELSE):
            if any(self.paths[way.path][0] == code for way in self._after_gate) and self.find(
                [{PATH: self.path_mask(code)}], [], "level"
            ):
                found.append(code)
        return found

    def path_mask(self, code: int) -> int:
        """The paths to a delytelse."""
        return sum(1 << at for at, (letter, _) in enumerate(self.paths) if letter == code)

    def _paths(self) -> list[tuple[int, int]]:
        found_by = self.rules.words.found_by
        paths = [
            (DELYTELSE_WORDS.index(str(row.effect["delytelse"])), found_by.index(row.id))
            for row in (*self.kind("map"), *self.kind("work"))
        ]
        letters = sorted({one.lookup for one in self.diagnoses})
        looked_up = found_by.index(LOOKUP_ID)
        nothing = found_by.index("none")
        return paths + [(code, nothing if code == NO_DELYTELSE else looked_up) for code in letters]

    def _ways(self) -> Iterator[Way]:
        taken: list[Region] = []
        for number, row in enumerate((*self.kind("map"), *self.kind("work"))):
            for region in self.of_row(row):
                yield self._way(number, region, taken)
            taken = [*taken, *self.of_row(row)]
        for number in range(len(self.kind("map")) + len(self.kind("work")), len(self.paths)):
            code = self.paths[number][0]
            values = sum(1 << at for at, one in enumerate(self.diagnoses) if one.lookup == code)
            yield self._way(number, {DIAGNOSES: values}, taken)

    def _way(self, path: int, region: Region, taken: list[Region]) -> Way:
        region = {**region, PATH: 1 << path}
        return Way(path, region, self._near(region, [*self._impossible(self.paths[path][0]), *taken]))

    def _near(self, region: Region, taken: Iterable[Region]) -> tuple[Region, ...]:
        """Those of `taken` that have anything in common with the region."""
        return tuple(one for one in taken if meet(region, one) is not None)

    def _impossible(self, code: int) -> list[Region]:
        """What no referral can be: an event before a stay without the event, or without the stay."""
        impossible: list[Region] = [{AFTER_STAY: 0b01, EARLY: UNKNOWN[EARLY]}]
        if code == self.rules.definitions.event_delytelse:
            impossible.append({AFTER_STAY: 0b01, SAME_STAY: 0b01})
        if code == NO_DELYTELSE:
            impossible.append({SAME_STAY: 0b10})
        return impossible


def rows_in_force(rules: RuleSet, day: date) -> Rows:
    """The rows in force on a day, by kind of table."""
    rows: Rows = {}
    for name, table in rules.rows.items():
        rows.setdefault(table_kind(name), []).extend(row for row in table if row.in_force(day))
    return rows
