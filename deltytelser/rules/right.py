"""Stage 3, the right, three-valued: every legal completion of the unknown facts is weighed.

In one completion: refused if a row refuses, else manual if a row holds, else granted. If all agree, that
is the outcome; if not, the proposal is incomplete and names the facts that decide. Source: the rule book,
stage 3.

The bit tables say at once what is certain. Only where the outcome hangs on boxes that are still open are the
completions gone through.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from deltytelser.rules.completions import Completions, asked_by
from deltytelser.rules.edition import Edition
from deltytelser.rules.memory import remember
from deltytelser.rules.residual import Residual, residual
from deltytelser.rules.sheets import RightSheet
from deltytelser.rules.verdict import GRANTED, INCOMPLETE, MANUAL, REFUSED, Verdict
from deltytelser.rules.vocabulary import DELYTELSE, DENIED, EARLY, FIRST_NEED, GROUND, GROUND_OPEN

_GRANTED = Verdict(GRANTED, (), (), (), (), ())


class Bits(NamedTuple):
    """The boxes of stage 3 that a referral leaves: those that may hold, and those that hold whatever is
    unknown. `refusing`: in which of all boxes a row refuses.
    """

    may: int
    met: int
    refusing: int


def weigh(coded: list[int], edition: Edition) -> Verdict:
    """The verdict of stage 3. Needs delytelse, found_by, earlier stay and what is derived filled in."""
    sheet = edition.right_sheet(coded[DELYTELSE])
    bits = _bits(sheet, coded)
    may, met, refusing = bits
    if not may:
        return _GRANTED
    undecided = may & ~met
    if not undecided:
        holds, refuses = _rows(may & sheet.holding, sheet), _rows(may & refusing, sheet)
        return Verdict(REFUSED if refuses else MANUAL, (), holds, holds, refuses, refuses)
    certain = met & refusing or (not may & refusing and met & sheet.holding)
    if certain and not undecided & ~(sheet.alone & sheet.simple):
        return _certain(sheet, bits)
    key = _key(sheet, bits, coded)
    known = edition.verdicts.get(key)
    return known or remember(edition.verdicts, key, _over_completions(sheet, bits, coded, edition))


def _key(sheet: RightSheet, bits: Bits, coded: list[int]) -> tuple[int, ...]:
    """What is left to decide: the boxes, and which of the facts that they read are unknown."""
    unknown = 0
    for position in sheet.scalars:
        if coded[position] < 0:
            unknown |= 1 << position
    needs = coded[FIRST_NEED:EARLY] if coded[GROUND] == GROUND_OPEN else ()
    return (coded[DELYTELSE], *bits, unknown, coded[DENIED] & sheet.denied, *needs)


def _bits(sheet: RightSheet, coded: list[int]) -> Bits:
    both = sheet.sheet.bits(coded)
    may, met = both & sheet.full, both >> sheet.shift & sheet.full
    if met & sheet.stopping:
        # Where one of these rows holds, nobody is refused by a table: every row weighs.
        return Bits(may & sheet.holding, met & sheet.holding, 0)
    return Bits(may, met, sheet.refusing)


def _rows(bits: int, sheet: RightSheet) -> tuple[int, ...]:
    rows: list[int] = []
    while bits:
        lowest = bits & -bits
        row = sheet.owners[lowest.bit_length() - 1]
        if not rows or rows[-1] != row:
            rows.append(row)
        bits ^= lowest
    return tuple(rows)


def _certain(sheet: RightSheet, bits: Bits) -> Verdict:
    """The outcome stands whatever is unknown, and each open box is a row's own and can come true."""
    may, met, refusing = bits
    refuses = _rows(met & refusing, sheet)
    return Verdict(
        outcome=REFUSED if refuses else MANUAL,
        missing=(),
        holds=_rows(met & sheet.holding, sheet),
        may_hold=_rows(may & sheet.holding, sheet),
        refuses=refuses,
        may_refuse=_rows(may & refusing, sheet),
    )


def covers(coded: list[int], edition: Edition, *, refusing: bool) -> bool:
    """Whether in every completion one of the open boxes holds: of those that refuse, or of all."""
    sheet = edition.right_sheet(coded[DELYTELSE])
    bits = _bits(sheet, coded)
    left = _left(bits.may & (bits.refusing if refusing else sheet.holding), sheet, coded, edition)
    space = Completions(left, coded, edition.definitions)
    return _any_of(left, space) == space.tables.full


def unknown_read(coded: list[int], edition: Edition) -> tuple[str, ...]:
    """The unknown facts that rows still in play read, sorted. Asked of a referral that has been weighed."""
    sheet = edition.right_sheet(coded[DELYTELSE])
    may, met, _ = _bits(sheet, coded)
    return asked_by(_left(may & ~met, sheet, coded, edition), coded, edition.definitions)


def _left(bits: int, sheet: RightSheet, coded: list[int], edition: Edition) -> list[Residual]:
    """What is left to ask of the boxes of these bits."""
    found = []
    while bits:
        lowest = bits & -bits
        one = _residual(lowest.bit_length() - 1, sheet, coded, edition)
        if one is not None:
            found.append(one)
        bits ^= lowest
    return found


def _residual(number: int, sheet: RightSheet, coded: list[int], edition: Edition) -> Residual | None:
    ground = coded[GROUND]
    ground_holds = None if ground == GROUND_OPEN else bool(ground)
    return residual(sheet.sheet.boxes[number], coded, edition.definitions, ground_holds)


class LiveRow(NamedTuple):
    """A row that known facts do not fail: when it holds, and when it refuses."""

    number: int
    holds: list[Residual]
    refuses: list[Residual]


def _live(sheet: RightSheet, bits: Bits, coded: list[int], edition: Edition) -> list[LiveRow]:
    may = bits.may
    live: list[LiveRow] = []
    while may:
        lowest = may & -may
        may ^= lowest
        number = lowest.bit_length() - 1
        left = _residual(number, sheet, coded, edition)
        if left is None:
            continue
        if not live or live[-1].number != sheet.owners[number]:
            live.append(LiveRow(sheet.owners[number], [], []))
        if lowest & sheet.holding:
            live[-1].holds.append(left)
        if lowest & bits.refusing:
            live[-1].refuses.append(left)
    return live


def _over_completions(sheet: RightSheet, bits: Bits, coded: list[int], edition: Edition) -> Verdict:
    live = _live(sheet, bits, coded, edition)
    space = Completions(
        [one for row in live for one in (*row.holds, *row.refuses)], coded, edition.definitions
    )
    full = space.tables.full
    holding = {row.number: _any_of(row.holds, space) for row in live}
    refusing = {row.number: _any_of(row.refuses, space) for row in live if row.refuses}
    held = _union(holding.values())
    refused = _union(refusing.values())
    missing: tuple[str, ...] = ()
    if refused == full:
        outcome = REFUSED
    elif not refused and held in (0, full):
        outcome = MANUAL if held else GRANTED
    else:
        outcome = INCOMPLETE
        missing = space.that_decide((held, refused))
    return Verdict(
        outcome=outcome,
        missing=missing,
        holds=tuple(number for number, table in holding.items() if table == full),
        may_hold=tuple(number for number, table in holding.items() if table),
        refuses=tuple(number for number, table in refusing.items() if table == full),
        may_refuse=tuple(number for number, table in refusing.items() if table),
    )


def _any_of(residuals: list[Residual], space: Completions) -> int:
    return _union(space.tables.full if one.settled else space.table(one) for one in residuals)


def _union(tables: Iterable[int]) -> int:
    union = 0
    for table in tables:
        union |= table
    return union
