"""Stage 3 for a column of referrals of one delytelse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from deltytelser.rules.decoded import Column, Records, coded_of
from deltytelser.rules.edition import Edition
from deltytelser.rules.right import covers, weigh
from deltytelser.rules.sheets import RightSheet
from deltytelser.rules.tables import WORD, Joined, join
from deltytelser.rules.verdict import GRANTED, INCOMPLETE, MANUAL, OUTCOMES, REFUSED
from deltytelser.rules.vocabulary import (
    DELYTELSE,
    DENIED_BYTES,
    DIAGNOSIS_BYTES,
    FIRST_NEED,
    GROUND,
    GROUND_OPEN,
    NEEDS,
    SCALAR_DOMAINS,
    TICKED,
)

_GRANTED, _REFUSED, _INCOMPLETE, _MANUAL = (
    OUTCOMES.index(outcome) for outcome in (GRANTED, REFUSED, INCOMPLETE, MANUAL)
)
_NEEDS_AT: Final = range(FIRST_NEED, FIRST_NEED + len(NEEDS))
_NO_ROW: Final = -1
_ONE: Final = np.uint64(1)
_FULL: Final = 2**WORD - 1
_FULL_WORD: Final = np.uint64(_FULL)
Words = list[npt.NDArray[np.uint64]]


def outcomes(
    edition: Edition, code: int, columns: Mapping[int, Column], records: Records
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """The outcome of each, and the number of the first row that it cites (-1: none)."""
    sheet = edition.right_sheet(code)
    seen = _Seen(sheet, columns, len(records))
    found = np.full(len(records), _GRANTED, dtype=np.uint8)
    found[seen.held & ~seen.may_refuse] = _MANUAL
    found[seen.refused] = _REFUSED
    rows = np.where(seen.refused, seen.first(seen.met, sheet.refusing), seen.first(seen.met, sheet.holding))
    odd = seen.together | seen.doubtful
    differs = _can_differ(seen, columns)
    found[differs] = _INCOMPLETE
    rows = np.where(seen.undecided, seen.first(seen.may, sheet.holding), rows)
    undecided = seen.undecided & ~differs
    read = sorted({*sheet.sheet.positions, *_NEEDS_AT, DELYTELSE})
    for at, those in _alike(read, columns, np.flatnonzero(undecided & ~odd)):
        refusing = bool(seen.may_refuse[at])
        covered = covers(coded_of(records[at], at, columns, read, edition), edition, refusing=refusing)
        found[those] = (_REFUSED if refusing else _MANUAL) if covered else _INCOMPLETE
    between = np.flatnonzero(undecided & (found == _REFUSED))
    rows[between] = seen.first([word[between] for word in seen.may], sheet.refusing)
    for at, those in _alike(read, columns, np.flatnonzero(odd & ~(differs & ~seen.doubtful))):
        verdict = weigh(coded_of(records[at], at, columns, read, edition), edition)
        found[those] = OUTCOMES.index(verdict.outcome)
        rows[those] = verdict.cited[0] if verdict.cited else _NO_ROW
    return found, rows


class _Seen:
    """What the tables say of each referral."""

    def __init__(self, sheet: RightSheet, columns: Mapping[int, Column], length: int) -> None:
        self.sheet, self.length = sheet, length
        self.may, self.met = _split(sheet, sheet.sheet.column(columns, length))
        stopped = self.any(self.met, sheet.stopping)
        self.may_refuse = self.any(self.may, sheet.refusing) & ~stopped
        self.refused = self.any(self.met, sheet.refusing) & ~stopped
        self.may_hold, self.held = self.any(self.may, sheet.holding), self.any(self.met, sheet.holding)
        # The outcome hangs on boxes that are open still.
        self.undecided = ~self.refused & (self.may_refuse | (self.may_hold & ~self.held))
        open_boxes = [may & ~met for may, met in zip(self.may, self.met, strict=True)]
        # Open boxes of one row may together hold, and the row be cited, whatever is unknown.
        self.together = self.any(open_boxes, sheet.full & ~sheet.alone)
        # Open boxes that may be unable to come true: one cell against another.
        self.doubtful = self.any(open_boxes, sheet.full & ~sheet.simple)

    def denied(self, columns: Mapping[int, Column], at: Column) -> Words:
        """The boxes whose denied cells are met, of the referrals at `at`."""
        found = [np.full(len(at), _FULL, dtype=np.uint64) for _ in self.may]
        half = self.sheet.shift // WORD
        for number, word in enumerate(self.sheet.sheet.words[half:]):
            for position, values in word.arrays:
                if DENIED_BYTES <= position < DIAGNOSIS_BYTES:
                    met = values if half else values >> np.uint64(self.sheet.shift)
                    found[number] &= met.take(columns[position][at])
        return found

    def any(self, words: Words, mask: int) -> npt.NDArray[np.bool_]:
        """Whether any bit of a mask is set."""
        found = np.zeros(self.length, dtype=bool)
        for word, part in zip(words, _parts(mask), strict=False):
            found |= (word & part) != 0
        return found

    def first(self, words: Words, mask: int) -> npt.NDArray[np.int64]:
        """The row of the lowest bit of a mask that is set, -1 for none."""
        rows = np.full(len(words[0]) if words else self.length, _NO_ROW, dtype=np.int64)
        for number, (word, part) in reversed(list(enumerate(zip(words, _parts(mask), strict=False)))):
            bits = word & part
            owners = np.array([*self.sheet.owners[number * WORD : (number + 1) * WORD], 0], dtype=np.int64)
            lowest = np.bitwise_count((bits & (~bits + _ONE)) - _ONE)
            rows = np.where(bits != 0, owners.take(np.minimum(lowest, len(owners) - 1)), rows)
        return rows


def _parts(mask: int) -> list[np.uint64]:
    """A mask cut into words."""
    parts = []
    while mask:
        parts.append(np.uint64(mask & _FULL))
        mask >>= WORD
    return parts


def _split(sheet: RightSheet, words: Words) -> tuple[Words, Words]:
    if not words:
        return [], []
    if sheet.shift < WORD:
        full = np.uint64(sheet.full)
        return [words[0] & full], [words[0] >> np.uint64(sheet.shift) & full]
    half = sheet.shift // WORD
    return words[:half], words[half:]


def _can_differ(seen: _Seen, columns: Mapping[int, Column]) -> npt.NDArray[np.bool_]:
    """Whether an open box may come true, and a completion is found in which none of its kind does."""
    differs = np.zeros(seen.length, dtype=bool)
    sheet = seen.sheet
    for mask, kind in ((sheet.refusing, seen.may_refuse), (sheet.holding, ~seen.may_refuse)):
        at = np.flatnonzero(seen.undecided & ~seen.doubtful & kind)
        if len(at):
            differs[at] = _none_left(seen, columns, at, mask)
        for needs in (1, 0):
            left = at[~differs[at]]
            if len(left):
                differs[left] = _Avoiding(seen, columns, left, mask).found(needs)
    return differs


def _none_left(seen: _Seen, columns: Mapping[int, Column], at: Column, mask: int) -> npt.NDArray[np.bool_]:
    """Whether no box of a mask holds when each unknown fact has the value that fewest of them accept."""
    known = seen.sheet.completed.get(mask)
    if known is None:
        known = seen.sheet.completed[mask] = _completed(seen.sheet, mask)
    of_these = {
        position: columns[position][at] for word in known for joined in word for position in joined.positions
    }
    clear = np.ones(len(at), dtype=bool)
    parts = zip(seen.may, _parts(mask), seen.denied(columns, at), known, strict=False)
    for may, part, closed, word in parts:
        bits = may[at] & part & closed
        for joined in word:
            bits &= joined.take(of_these)
        clear &= bits == 0
    return clear


def _completed(sheet: RightSheet, mask: int) -> list[list[Joined]]:
    """The tables of the facts that may be unknown, with one value in the place of unknown."""
    found = []
    for word, part in zip(sheet.sheet.words, _parts(mask), strict=False):
        tables = []
        for position, values in word.arrays:
            if position < TICKED:
                left = [int(one & part).bit_count() for one in values[:-1]]
                best = 1 if position in _NEEDS_AT else left.index(min(left))
                tables.append((position, np.append(values[:-1], values[best])))
            elif position == GROUND:
                tables.append((position, np.append(values[:GROUND_OPEN], values[1])))
        found.append(list(join(tables)))
    return found


class _Avoiding:
    """Seeks a completion of the unknown facts in which no box of a mask holds, choosing fact by fact."""

    def __init__(self, seen: _Seen, columns: Mapping[int, Column], at: Column, mask: int) -> None:
        self.sheet, self.at = seen.sheet, at
        self.columns = columns
        # Conditions that are unknown turn out ticked: a cell that asks for denied is then not met.
        denied = seen.denied(columns, at)
        self.words = [
            word[at] & part & closed
            for word, part, closed in zip(seen.may, _parts(mask), denied, strict=False)
        ]

    def found(self, needs: int) -> npt.NDArray[np.bool_]:
        """Whether there is one, with all unknown needs taken as `needs`."""
        self._take(GROUND, GROUND_OPEN, needs)
        for position in range(TICKED):
            if position in _NEEDS_AT:
                self._take(position, len(SCALAR_DOMAINS[position]), needs)
            else:
                self._choose(position)
        clear = np.ones(len(self.at), dtype=bool)
        for word in self.words:
            clear &= word == 0
        return clear

    def _values(self, position: int) -> list[list[np.uint64]] | None:
        """For each value the boxes that accept it, word by word; None where no box asks."""
        tables = [dict(word.arrays).get(position) for word in self.sheet.sheet.words[: len(self.words)]]
        if all(table is None for table in tables):
            return None
        count = next(len(table) for table in tables if table is not None)
        return [[_FULL_WORD if table is None else table[value] for table in tables] for value in range(count)]

    def _take(self, position: int, unknown: int, value: int) -> None:
        values = self._values(position)
        if values is not None:
            open_still = self.columns[position][self.at] == unknown
            masks = (np.where(open_still, part, _FULL_WORD) for part in values[value])
            self.words = [word & mask for word, mask in zip(self.words, masks, strict=True)]

    def _choose(self, position: int) -> None:
        """The value that leaves the fewest boxes."""
        values = self._values(position)
        if values is None:
            return
        fewest = np.full(len(self.at), WORD * len(self.words) + 1, dtype=np.uint16)
        best = self.words
        for parts in values[:-1]:
            tried = [word & part for word, part in zip(self.words, parts, strict=True)]
            count = _count(tried)
            better = count < fewest
            fewest = np.where(better, count, fewest)
            best = [np.where(better, new, old) for new, old in zip(tried, best, strict=True)]
        open_still = self.columns[position][self.at] == len(SCALAR_DOMAINS[position])
        self.words = [np.where(open_still, new, word) for new, word in zip(best, self.words, strict=True)]


def _count(words: Words) -> npt.NDArray[np.uint16]:
    count = np.zeros(len(words[0]), dtype=np.uint16)
    for word in words:
        count += np.bitwise_count(word)
    return count


def _alike(read: list[int], columns: Mapping[int, Column], left: Column) -> Iterator[tuple[int, Column]]:
    """Those that are left, one of each kind that stage 3 can tell apart, with all of its kind."""
    if not len(left):
        return
    keys = np.stack([columns[position][left] for position in read], axis=1)
    _, firsts, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    which = which.reshape(-1)
    alike = np.split(left[np.argsort(which, kind="stable")], np.cumsum(np.bincount(which))[:-1])
    for first, those in zip(firsts.tolist(), alike, strict=True):
        yield int(left[first]), those
