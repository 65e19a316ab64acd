"""The rows and values in force on a day, arranged for the stages, and compiled to bit tables when asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import product
from operator import itemgetter
from typing import Any, Final

from deltytelser.rules.boxes import Box, Definitions
from deltytelser.rules.rows import Row
from deltytelser.rules.sheets import Offer, RightSheet, offer_sheets, right_sheet, rows_sheet
from deltytelser.rules.tables import Sheet
from deltytelser.rules.verdict import Verdict
from deltytelser.rules.vocabulary import (
    AFTER_STAY,
    AREA,
    DELYTELSE,
    DELYTELSE_WORDS,
    DELYTELSER,
    DENIED,
    DIAGNOSIS,
    EARLY,
    FIRST_NEED,
    FUNCTION_LOSS,
    GROUND,
    GROUND_OPEN,
    LEVEL,
    NEEDS,
    TICKED,
)

LOOKUP_ID: Final = "map.lookup"
_EVERY: Final = (1 << len(DELYTELSE_WORDS)) - 1


@dataclass(frozen=True, eq=False, repr=False)
class Edition:
    """What is in force on one day. Row lists by delytelse hold only the rows that can apply to it."""

    rule_set: str  # its hash
    day: date
    definitions: Definitions
    map_ids: tuple[str, ...]
    map_rows: tuple[Row, ...]
    work_rows: tuple[Row, ...]
    gate_rows: tuple[Row, ...]
    right: tuple[tuple[Row, ...], ...]
    level: tuple[tuple[Row, ...], ...]
    stay: tuple[tuple[Row, ...], ...]
    deadline: tuple[tuple[Row, ...], ...]
    lodging: tuple[Row, ...]
    limits: tuple[Row, ...]
    named: tuple[Row, ...]
    own_hf: tuple[Row, ...]
    by_id: Mapping[str, Row]
    settings: Mapping[str, int | bool | str]
    sizes: Mapping[int, int]  # number of values of each position that is always known
    # What stage 3 of a delytelse, and stages 1 and 2, read: keys of the memories below.
    right_reads: tuple[int, ...]
    early_reads: int
    route_key_of: Any
    route_reads: int
    verdicts: dict[tuple[int, ...], Verdict] = field(default_factory=dict)
    counterfactuals: dict[tuple[int, ...], list[dict[str, object]]] = field(default_factory=dict)
    _gates: dict[int, Sheet] = field(default_factory=dict)
    _rights: dict[int, RightSheet] = field(default_factory=dict)
    _offers: dict[int, Offer] = field(default_factory=dict)

    @cached_property
    def assessment_virkedager(self) -> int:
        """From receipt until the patient is told, stage 0."""
        return int(self.settings["assessment_virkedager"])

    @cached_property
    def saturday_counts(self) -> bool:
        """Whether Saturday is a virkedag."""
        return bool(self.settings["saturday_counts"])

    @cached_property
    def early_days(self) -> int:
        """Days from the event to receipt for which it is early."""
        return int(self.settings["early_days"])

    @cached_property
    def halves(self) -> bool:
        """Whether the weeks are halved when deteriorating."""
        return bool(self.settings["deteriorating_halves_weeks"])

    @cached_property
    def earliest(self) -> timedelta:
        """From receipt to the first day that a deadline may be."""
        return timedelta(int(self.settings["earliest_start_days"]))

    @cached_property
    def finders(self) -> tuple[tuple[Row, int, int], ...]:
        """The rows that find a delytelse, of the map and then of work: row, delytelse, found_by."""
        return tuple(
            (row, DELYTELSER.index(str(row.effect["delytelse"])), self.map_ids.index(row.id))
            for row in (*self.map_rows, *self.work_rows)
        )

    @cached_property
    def found_lookup(self) -> int:
        """The code of found_by where the diagnosis map finds the delytelse."""
        return self.map_ids.index(LOOKUP_ID)

    @cached_property
    def found_none(self) -> int:
        """The code of found_by where nothing does."""
        return self.map_ids.index("none")

    @cached_property
    def grounds(self) -> bytes:
        """Whether a ground holds, by the six needs in base 3."""
        return _grounds(self.definitions)

    @cached_property
    def early_sheet(self) -> Sheet:
        """The rows of `finders` compiled."""
        return rows_sheet([row for row, _, _ in self.finders], self.sizes)

    def gate_sheet(self, code: int) -> Sheet:
        """`gate_rows` compiled for one delytelse."""
        found = self._gates.get(code)
        if found is None:
            found = self._gates[code] = rows_sheet(self.gate_rows, self.sizes, code)
        return found

    def right_sheet(self, code: int) -> RightSheet:
        """Stage 3 of one delytelse compiled."""
        found = self._rights.get(code)
        if found is None:
            found = self._rights[code] = right_sheet(self.right[code], self.sizes, code)
        return found

    def offer_sheets(self, code: int) -> Offer:
        """Stages 4 and 5 of one delytelse compiled."""
        found = self._offers.get(code)
        if found is None:
            found = self._offers[code] = offer_sheets(self, code)
        return found

    def derive(self, coded: list[int]) -> None:
        """Fill in what follows from the other codes. Whoever changes a code calls it again."""
        ticked = coded[TICKED]
        a, b, c, d, e, f = coded[FIRST_NEED:EARLY]
        index = a + 3 * b + 9 * c + 27 * d + 81 * e + 243 * f
        after = self._events if coded[AFTER_STAY] else self.definitions.event_always
        coded[GROUND:] = (
            self.grounds[index + _ALL_UNKNOWN],
            1 if ticked & after else 0,
            *ticked.to_bytes(6, "little"),
            *coded[DENIED].to_bytes(6, "little"),
            *coded[DIAGNOSIS].to_bytes(3, "little"),
        )

    @cached_property
    def _events(self) -> int:
        """Conditions that are a new event when it came after the last stay."""
        return self.definitions.event_always | self.definitions.event_after

    @cached_property
    def unknown_function_loss(self) -> int:
        """What stage 4 takes an unknown function loss for."""
        return FUNCTION_LOSS.index(str(self.settings["unknown_function_loss_level"]))

    def whole_key(self, coded: list[int]) -> tuple[int, ...]:
        """All that stages 1 to 3 can see of it."""
        reads = self.right_reads[coded[DELYTELSE]] | self.early_reads
        return (*coded[:TICKED], *_statics(coded), coded[TICKED] & reads, coded[DENIED] & reads)


_ALL_UNKNOWN: Final = sum(3**number for number in range(len(NEEDS)))
_statics: Final = itemgetter(*(position for position in range(DENIED + 1, GROUND) if position != LEVEL))


def build_edition(
    *,
    rule_set: str,
    day: date,
    rows: Mapping[str, tuple[Row, ...]],
    definitions: Definitions,
    map_ids: tuple[str, ...],
    settings: Mapping[str, int | bool | str],
    sizes: Mapping[int, int],
) -> Edition:
    """Pick the rows in force on a day and arrange them."""

    def table(name: str) -> tuple[Row, ...]:
        return tuple(row for row in rows.get(name, ()) if row.in_force(day))

    right = [row for name in rows if name.partition(".")[0] == "right" for row in table(name)]
    return Edition(
        rule_set=rule_set,
        day=day,
        definitions=definitions,
        map_ids=map_ids,
        map_rows=table("map"),
        work_rows=table("work"),
        gate_rows=table("gate"),
        right=_by_delytelse(tuple(right)),
        level=_by_delytelse(table("level")),
        stay=_by_delytelse(table("stay")),
        deadline=_by_delytelse(table("deadline")),
        lodging=table("lodging"),
        limits=table("deadline_limits"),
        named=table("route_named"),
        own_hf=table("route_own_hf"),
        by_id={row.id: row for name in rows for row in table(name)},
        settings=settings,
        sizes=sizes,
        right_reads=tuple(_conditions_read(of_one, definitions) for of_one in _by_delytelse(tuple(right))),
        early_reads=_conditions_read((*table("map"), *table("work"), *table("gate")), definitions),
        route_key_of=itemgetter(*_positions([*table("route_named"), *table("route_own_hf")])),
        route_reads=_conditions_read((*table("route_named"), *table("route_own_hf")), definitions),
    )


@lru_cache(maxsize=64)
def _grounds(definitions: Definitions) -> bytes:
    """For every way the needs can be known: 0 no ground, 1 a ground holds, 2 open."""
    states = []
    for values in product((-1, 0, 1), repeat=len(NEEDS)):
        # The first need varies fastest in the index.
        holds = definitions.ground_holds([0] * FIRST_NEED + list(reversed(values)))
        states.append(GROUND_OPEN if holds is None else int(holds))
    return bytes(states)


def _by_delytelse(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], ...]:
    masks = [_delytelser_of(row) for row in rows]
    return tuple(
        tuple(row for row, mask in zip(rows, masks, strict=True) if mask >> code & 1)
        for code in range(len(DELYTELSE_WORDS))
    )


def _delytelser_of(row: Row) -> int:
    """The delytelser that a row may be for."""
    found = 0
    for box in row.boxes:
        found |= dict(box.statics).get(DELYTELSE, _EVERY)
    return found


def _boxes(rows: tuple[Row, ...] | list[Row]) -> list[Box]:
    return [box for row in rows for group in (row.boxes, *row.refusing) for box in group]


def _conditions_read(rows: tuple[Row, ...], definitions: Definitions) -> int:
    bits = 0
    for box in _boxes(rows):
        bits |= box.reads_conditions
        if box.new_event is not None:
            bits |= definitions.event_always | definitions.event_after
    return bits


def _positions(rows: list[Row]) -> list[int]:
    boxes = _boxes(rows)
    positions = {position for box in boxes for cells in (box.scalars, box.statics) for position, _ in cells}
    return sorted(
        positions | {DELYTELSE, AREA} | ({DIAGNOSIS} if any(box.diagnosis for box in boxes) else set())
    )
