"""The sheets of one delytelse: stage 3 three-valued, stages 4 and 5 two-valued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Final, NamedTuple, Protocol

from deltytelser.rules.boxes import Box
from deltytelser.rules.rows import Row
from deltytelser.rules.tables import Joined, Sheet, plain_boxes, three_valued, two_valued
from deltytelser.rules.vocabulary import (
    DELYTELSE,
    DELYTELSE_WORDS,
    FIRST_NEED,
    LEVELS,
    NEEDS,
    SCALAR_DOMAINS,
)

_EVERY: Final = (1 << len(DELYTELSE_WORDS)) - 1
_FUNCTION_LOSS_AT: Final = 0
_NEEDS_AT: Final = range(FIRST_NEED, FIRST_NEED + len(NEEDS))


@dataclass(frozen=True, eq=False, slots=True)
class RightSheet:
    """Stage 3 of one delytelse: a bit for each box that holds or refuses, in the order of the rows."""

    sheet: Sheet
    shift: int  # from the bit of a box that may hold to that of one that holds whatever is unknown
    full: int
    holding: int  # bits of boxes in which a row holds
    refusing: int  # bits of boxes in which it refuses
    stopping: int  # bits of boxes of rows that let nobody be refused by a table
    owners: tuple[int, ...]  # the number of the row, by bit
    alone: int  # bits of boxes that are the only one of their row to hold, or to refuse
    simple: int  # bits of boxes that can always come true while they are open
    scalars: tuple[int, ...]  # positions of facts that may be unknown, read by any box
    denied: int  # conditions that any box asks to be denied
    completed: dict[int, list[list[Joined]]] = field(default_factory=dict)  # for columns, by mask


@dataclass(frozen=True, eq=False, slots=True)
class Offer:
    """Stages 4 and 5 of one delytelse, compiled, with their rows."""

    level: Sheet
    level_rows: tuple[Row, ...]
    levels: tuple[int, ...]  # of each level row
    overnight: tuple[bool, ...]  # whether the level row itself gives lodging
    lodging: Sheet
    stay: Sheet
    stay_rows: tuple[Row, ...]
    stays: tuple[tuple[int, int] | None, ...]
    deadline: Sheet
    deadline_rows: tuple[Row, ...]
    weeks: tuple[int, ...]
    limits: Sheet


class HasOffer(Protocol):
    """What `offer_sheets` needs of an edition."""

    @property
    def level(self) -> tuple[tuple[Row, ...], ...]: ...
    @property
    def stay(self) -> tuple[tuple[Row, ...], ...]: ...
    @property
    def deadline(self) -> tuple[tuple[Row, ...], ...]: ...
    @property
    def lodging(self) -> tuple[Row, ...]: ...
    @property
    def limits(self) -> tuple[Row, ...]: ...
    @property
    def sizes(self) -> Mapping[int, int]: ...
    @property
    def unknown_function_loss(self) -> int: ...


def rows_sheet(
    rows: Iterable[Row], sizes: Mapping[int, int], code: int | None = None, unknown: Mapping[int, int] = {}
) -> Sheet:
    """A two-valued sheet of the rows, of the boxes that can hold in a delytelse."""
    groups = [[box for box in row.boxes if code is None or _fits(box, code)] for row in rows]
    return two_valued(groups, sizes, unknown)


def _fits(box: Box, code: int) -> bool:
    return bool(dict(box.statics).get(DELYTELSE, _EVERY) >> code & 1)


def offer_sheets(edition: HasOffer, code: int) -> Offer:
    """Compile stages 4 and 5. An unknown function loss counts as the setting says in stage 4."""
    sizes = edition.sizes
    unknown = {_FUNCTION_LOSS_AT: edition.unknown_function_loss}
    level, stay, deadline = edition.level[code], edition.stay[code], edition.deadline[code]
    return Offer(
        level=rows_sheet(level, sizes, code, unknown),
        level_rows=level,
        levels=tuple(LEVELS.index(str(row.effect["level"])) for row in level),
        overnight=tuple(row.effect.get("lodging") is True for row in level),
        lodging=rows_sheet(edition.lodging, sizes, code, unknown),
        stay=rows_sheet(stay, sizes, code, unknown),
        stay_rows=stay,
        stays=tuple(_days(row.effect["days"]) for row in stay),
        deadline=rows_sheet(deadline, sizes, code),
        deadline_rows=deadline,
        weeks=tuple(int(str(row.effect["weeks"])) for row in deadline),
        limits=rows_sheet(edition.limits, sizes, code),
    )


def _days(days: Any) -> tuple[int, int] | None:
    return (days["min"], days["max"]) if isinstance(days, dict) else None


class _Entry(NamedTuple):
    owner: int
    box: Box
    holds: bool
    refuses: bool
    stops: bool


def right_sheet(rows: tuple[Row, ...], sizes: Mapping[int, int], code: int) -> RightSheet:
    """Compile stage 3 of one delytelse. A box in which a row always refuses has one bit for both."""
    entries = [one for number, row in enumerate(rows) for one in _entries(number, row, code)]
    bits = {name: _bits(getattr(one, name) for one in entries) for name in ("holds", "refuses", "stops")}
    sheet, shift = three_valued([one.box for one in entries], sizes)
    return RightSheet(
        sheet=sheet,
        shift=shift,
        full=(1 << len(entries)) - 1,
        holding=bits["holds"],
        refusing=bits["refuses"],
        stopping=bits["stops"],
        owners=tuple(one.owner for one in entries),
        alone=_bits(_is_alone(one, entries) for one in entries),
        simple=_bits(_is_simple(one.box) for one in entries),
        scalars=tuple(sorted({position for one in entries for position, _ in one.box.scalars})),
        denied=reduce(or_, (one.box.denied for one in entries), 0),
    )


def _entries(number: int, row: Row, code: int) -> list[_Entry]:
    stops = row.effect.get("stops_refusals") is True
    entries = []
    for box, refusing in zip(row.boxes, row.refusing, strict=True):
        if not _fits(box, code):
            continue
        always = refusing == (box,)
        entries += [_Entry(number, plain, True, always, stops) for plain in plain_boxes(box)]
        if not always:
            entries += [
                _Entry(number, plain, False, True, False)
                for one in refusing
                if _fits(one, code)
                for plain in plain_boxes(one)
            ]
    return entries


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << number for number, flag in enumerate(flags) if flag)


def _is_alone(one: _Entry, entries: list[_Entry]) -> bool:
    """Several open boxes of one row may hold between them whatever the unknown facts turn out to be."""
    others = [other for other in entries if other is not one and other.owner == one.owner]
    return not any((one.holds and other.holds) or (one.refuses and other.refuses) for other in others)


def _is_simple(box: Box) -> bool:
    """Whether no cell of the box can contradict another: those on needs and on grounds may."""
    if box.grounds is None:
        return True
    return not any(position in _NEEDS_AT and mask != _whole(position) for position, mask in box.scalars)


def _whole(position: int) -> int:
    return (1 << len(SCALAR_DOMAINS[position])) - 1
