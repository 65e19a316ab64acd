"""The rows and values in force on a day, arranged for the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, Final

from deltytelser.rules.boxes import Box, Definitions
from deltytelser.rules.rows import Row
from deltytelser.rules.verdict import Verdict
from deltytelser.rules.vocabulary import (
    AFTER_STAY,
    AREA,
    CODED_LENGTH,
    DELYTELSE,
    DELYTELSE_WORDS,
    DENIED,
    DIAGNOSIS,
    FOUND_BY,
    LEVEL,
    SAME_STAY,
    TICKED,
)

_EVERY: Final = (1 << len(DELYTELSE_WORDS)) - 1


@dataclass(frozen=True, eq=False, repr=False)
class Edition:
    """What is in force on one day. Row lists by delytelse hold only the rows that can apply to it."""

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
    # What stage 3 of a delytelse, and stages 1 and 2, read: keys of the memories below.
    right_reads: tuple[int, ...]
    early_reads: int
    key_of: Any
    route_key_of: Any
    route_reads: int
    verdicts: dict[tuple[int, ...], Verdict] = field(default_factory=dict)
    counterfactuals: dict[tuple[int, ...], list[dict[str, object]]] = field(default_factory=dict)

    def right_key(self, coded: list[int]) -> tuple[int, ...]:
        """All that stage 3 can see of a coded referral."""
        reads = self.right_reads[coded[DELYTELSE]]
        return (*self.key_of(coded), coded[TICKED] & reads, coded[DENIED] & reads)

    def whole_key(self, coded: list[int]) -> tuple[int, ...]:
        """All that stages 1 to 3 can see of it."""
        reads = self.right_reads[coded[DELYTELSE]] | self.early_reads
        statics = itemgetter(*_STATICS)(coded)
        return (*coded[:TICKED], *statics, coded[TICKED] & reads, coded[DENIED] & reads)


_STATICS: Final = tuple(position for position in range(DENIED + 1, CODED_LENGTH) if position != LEVEL)


def build_edition(
    *,
    day: date,
    rows: Mapping[str, tuple[Row, ...]],
    definitions: Definitions,
    map_ids: tuple[str, ...],
    settings: Mapping[str, int | bool | str],
) -> Edition:
    """Pick the rows in force on a day and arrange them."""

    def table(name: str) -> tuple[Row, ...]:
        return tuple(row for row in rows.get(name, ()) if row.in_force(day))

    right = [row for name in rows if name.partition(".")[0] == "right" for row in table(name)]
    return Edition(
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
        right_reads=tuple(_conditions_read(of_one, definitions) for of_one in _by_delytelse(tuple(right))),
        early_reads=_conditions_read((*table("map"), *table("work"), *table("gate")), definitions),
        key_of=itemgetter(*_right_positions(right)),
        route_key_of=itemgetter(*_positions([*table("route_named"), *table("route_own_hf")])),
        route_reads=_conditions_read((*table("route_named"), *table("route_own_hf")), definitions),
    )


def _by_delytelse(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], ...]:
    return tuple(tuple(row for row in rows if _may_apply(row, code)) for code in range(len(DELYTELSE_WORDS)))


def _may_apply(row: Row, code: int) -> bool:
    return any(dict(box.statics).get(DELYTELSE, _EVERY) >> code & 1 for box in row.boxes)


def _boxes(rows: tuple[Row, ...] | list[Row]) -> list[Box]:
    return [box for row in rows for group in (row.boxes, *row.refusing) for box in group]


def _conditions_read(rows: tuple[Row, ...], definitions: Definitions) -> int:
    bits = 0
    for box in _boxes(rows):
        bits |= box.reads_conditions
        if box.new_event is not None:
            bits |= definitions.event_always | definitions.event_after
    return bits


def _right_positions(rows: list[Row]) -> list[int]:
    return sorted({FOUND_BY, SAME_STAY, AFTER_STAY, *range(TICKED), *_positions(rows)})


def _positions(rows: list[Row]) -> list[int]:
    boxes = _boxes(rows)
    positions = {position for box in boxes for cells in (box.scalars, box.statics) for position, _ in cells}
    return sorted(
        positions | {DELYTELSE, AREA} | ({DIAGNOSIS} if any(box.diagnosis for box in boxes) else set())
    )
