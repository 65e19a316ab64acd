"""Bit tables: the rows of a table compiled to one bit for each box, and for each fact one word per value.

The boxes that a referral meets are the words of its values, and-ed together. One and the same memory serves
a single referral (read through a memoryview) and a column of a million (numpy's take). In a three-valued
sheet each box has a second bit: `may` says that no known fact fails the box, `met` that it holds whatever the
unknown facts turn out to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from deltytelser.rules.boxes import Box
from deltytelser.rules.vocabulary import (
    DELYTELSE,
    DENIED_BYTES,
    DIAGNOSIS_BYTES,
    GROUND,
    GROUND_OPEN,
    NEW_EVENT,
    SCALAR_DOMAINS,
    TICKED_BYTES,
)

WORD: Final = 64
MOST_JOINED: Final = 1024
_BYTES: Final = np.arange(256, dtype=np.uint8)
_CONDITION_BYTES: Final = DENIED_BYTES - TICKED_BYTES
_DIAGNOSIS_BYTES: Final = 3
Accepts = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]


class Joined(NamedTuple):
    """One array for several positions: its index is their values in mixed radix, the first the highest."""

    positions: tuple[int, ...]
    sizes: tuple[int, ...]
    values: Words

    def take(self, columns: Mapping[int, npt.NDArray[Any]]) -> Words:
        """The words of a column of referrals."""
        index = columns[self.positions[0]]
        if len(self.positions) > 1:
            index = index.astype(np.uint16)
            for position, size in zip(self.positions[1:], self.sizes[1:], strict=True):
                index = index * np.uint16(size) + columns[position]
        return self.values.take(index)


class Word(NamedTuple):
    """Up to 64 bits: where they start from, and for each position that says anything a word per value."""

    start: int
    columns: tuple[tuple[int, Any], ...]  # (position, memoryview of the array)
    arrays: tuple[tuple[int, Words], ...]  # the same memory, for columns of referrals
    joined: tuple[Joined, ...]  # the arrays once more, short ones joined: fewer look-ups for a column


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """Compiled boxes. `owners[bit]`: the number of the row that the box of a bit belongs to."""

    words: tuple[Word, ...]
    owners: tuple[int, ...]
    boxes: tuple[Box, ...]

    def bits(self, coded: Sequence[int]) -> int:
        """The boxes that hold for one coded referral, as bits."""
        found = shift = 0
        for start, columns, _, _ in self.words:
            bits = start
            for position, values in columns:
                bits &= values[coded[position]]
            found |= bits << shift
            shift += WORD
        return found

    def first(self, coded: Sequence[int]) -> int:
        """The number of the first row that holds, -1 where none does."""
        # The loop of `bits` once more: this is asked some six times for every referral.
        before = 0
        for start, columns, _, _ in self.words:
            bits = start
            for position, values in columns:
                bits &= values[coded[position]]
            if bits:
                return self.owners[before + (bits & -bits).bit_length() - 1]
            before += WORD
        return -1

    def every(self, coded: Sequence[int]) -> list[int]:
        """The numbers of all rows that hold, in order."""
        bits, rows = self.bits(coded), []
        while bits:
            lowest = bits & -bits
            row = self.owners[lowest.bit_length() - 1]
            if row not in rows:
                rows.append(row)
            bits ^= lowest
        return rows

    def column(self, columns: Mapping[int, npt.NDArray[Any]], length: int) -> list[Words]:
        """The same for a column of referrals: one array of words for each 64 bits."""
        found = []
        for word in self.words:
            bits = np.full(length, word.start, dtype=np.uint64)
            for joined in word.joined:
                bits &= joined.take(columns)
            found.append(bits)
        return found

    @property
    def positions(self) -> set[int]:
        """The positions that any box reads."""
        return {position for word in self.words for position, _ in word.arrays}

    @property
    def bytes(self) -> int:
        """Memory of the tables, in bytes."""
        alone = sum(values.nbytes for word in self.words for _, values in word.arrays)
        joined = (one for word in self.words for one in word.joined if len(one.positions) > 1)
        return alone + sum(one.values.nbytes for one in joined)


def two_valued(
    groups: Sequence[Sequence[Box]], sizes: Mapping[int, int], unknown: Mapping[int, int]
) -> Sheet:
    """A sheet of rows, each a group of boxes; an unknown cell is not met.

    `sizes`: number of values of each position that is always known. `unknown`: what an unknown fact counts
    as, by position.
    """
    owners, boxes = [], []
    for number, group in enumerate(groups):
        for box in (plain for one in group for plain in plain_boxes(one)):
            owners.append(number)
            boxes.append(box)
    cells = [{position: met for position, _, met in _cells(box, sizes, unknown)} for box in boxes]
    return Sheet(_words(cells, len(boxes)), tuple(owners), tuple(boxes))


def three_valued(boxes: Sequence[Box], sizes: Mapping[int, int]) -> tuple[Sheet, int]:
    """A sheet of boxes without ticked_any, and a shift: bit n of `bits` is `may`, bit n + shift is `met`."""
    shift = len(boxes) if 2 * len(boxes) <= WORD else -(-len(boxes) // WORD) * WORD
    may: list[dict[int, Accepts]] = []
    met: list[dict[int, Accepts]] = []
    for box in boxes:
        of_box = list(_cells(box, sizes, {}, three=True))
        may.append({position: accepts for position, accepts, _ in of_box})
        met.append({position: accepts for position, _, accepts in of_box})
    nothing: list[dict[int, Accepts]] = [{}] * (shift - len(boxes))
    cells = [*may, *nothing, *met]
    return Sheet(_words(cells, len(cells)), (), tuple(boxes)), shift


def plain_boxes(box: Box) -> list[Box]:
    """The box with each `one of these conditions` cell taken apart into a box for each condition."""
    if not box.ticked_any:
        return [box]
    choices = [[1 << bit for bit in range(mask.bit_length()) if mask >> bit & 1] for mask in box.ticked_any]
    return [replace(box, ticked=box.ticked | _all(chosen), ticked_any=()) for chosen in product(*choices)]


def _all(bits: Sequence[int]) -> int:
    together = 0
    for bit in bits:
        together |= bit
    return together


Cell = tuple[int, Accepts, Accepts]  # position, may by value, met by value


def _cells(
    box: Box, sizes: Mapping[int, int], unknown: Mapping[int, int], *, three: bool = False
) -> Iterator[Cell]:
    for position, mask in box.scalars:
        count = len(SCALAR_DOMAINS[position])
        known = _accepted(mask, count)
        # Unknown stands last, where -1 finds it.
        counts_as = unknown.get(position)
        met = bool(known[counts_as]) if counts_as is not None else three and bool(known.all())
        yield position, np.append(known, True), np.append(known, met)
    for position, mask in box.statics:
        if position != DELYTELSE:
            accepts = _accepted(mask, sizes[position])
            yield position, accepts, accepts
    yield from _condition_cells(box)
    for number in range(_DIAGNOSIS_BYTES):
        needed = _all(box.diagnosis) >> 8 * number & 255
        if needed:
            accepts = (_BYTES & needed) == needed
            yield DIAGNOSIS_BYTES + number, accepts, accepts
    if box.grounds is not None:
        holds = np.array([value == box.grounds for value in range(GROUND_OPEN + 1)])
        yield GROUND, holds | (np.arange(GROUND_OPEN + 1) == GROUND_OPEN), holds
    if box.new_event is not None:
        accepts = np.array([value == box.new_event for value in (0, 1)])
        yield NEW_EVENT, accepts, accepts


def _condition_cells(box: Box) -> Iterator[Cell]:
    """Ticked, not ticked and denied, by bytes. Only the denied bytes know what is unknown."""
    for number in range(_CONDITION_BYTES):
        needed, forbidden, denied = (
            mask >> 8 * number & 255 for mask in (box.ticked, box.not_ticked | box.denied, box.denied)
        )
        if needed or forbidden:
            accepts = ((_BYTES & needed) == needed) & ((_BYTES & forbidden) == 0)
            yield TICKED_BYTES + number, accepts, accepts
        if denied:
            yield DENIED_BYTES + number, np.ones(256, dtype=bool), (_BYTES & denied) == denied


def _accepted(mask: int, count: int) -> Accepts:
    return np.array([mask >> value & 1 for value in range(count)], dtype=bool)


def _words(cells: Sequence[Mapping[int, Accepts]], count: int) -> tuple[Word, ...]:
    words = []
    for first in range(0, count, WORD):
        mine = cells[first : first + WORD]
        start = (1 << len(mine)) - 1
        arrays = []
        for position in sorted({position for one in mine for position in one}):
            values = _column(mine, position)
            if int(np.bitwise_and.reduce(values)) != start:
                arrays.append((position, values))
        columns = tuple((position, memoryview(values.data)) for position, values in arrays)
        words.append(Word(start, columns, tuple(arrays), tuple(join(arrays))))
    return tuple(words)


def join(arrays: Sequence[tuple[int, Words]]) -> Iterator[Joined]:
    """Arrays of several positions joined into few, each at most MOST_JOINED long; long ones stay alone."""
    together: list[tuple[int, Words]] = []
    for position, values in sorted(arrays, key=lambda one: len(one[1])):
        length = len(values)
        for _, other in together:
            length *= len(other)
        if length > MOST_JOINED and together:
            yield _joined(together)
            together = []
        together.append((position, values))
    if together:
        yield _joined(together)


def _joined(arrays: Sequence[tuple[int, Words]]) -> Joined:
    values = arrays[0][1]
    for _, others in arrays[1:]:
        values = np.bitwise_and.outer(values, others).reshape(-1)
    return Joined(tuple(at for at, _ in arrays), tuple(len(one) for _, one in arrays), values)


def _column(cells: Sequence[Mapping[int, Accepts]], position: int) -> Words:
    length = next(one[position].size for one in cells if position in one)
    values = np.zeros(length, dtype=np.uint64)
    for bit, one in enumerate(cells):
        accepts = one.get(position)
        values |= (np.uint64(1) << np.uint64(bit)) * (1 if accepts is None else accepts.astype(np.uint64))
    values.flags.writeable = False
    return values
