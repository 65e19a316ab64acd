"""A column of packed referrals through stages 1 to 5, by the same bit tables as a single one.

The tables decide nearly all of it. Where the outcome hangs on boxes that unknown facts leave open, a
completion that avoids them proves most to be incomplete, and what is then left is weighed like a single case,
once for all referrals that stage 3 cannot tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from deltytelser.rules.column_right import outcomes
from deltytelser.rules.decoded import Column, Columns, Part, Records
from deltytelser.rules.edition import Edition
from deltytelser.rules.errors import NoRuleInForce
from deltytelser.rules.record import EVENT_UNKNOWN
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.sheets import Offer
from deltytelser.rules.tables import WORD, Sheet
from deltytelser.rules.verdict import GRANTED, OUTCOMES, REDIRECTED, REFUSED
from deltytelser.rules.vocabulary import (
    DELYTELSE,
    DELYTELSE_WORDS,
    FOUND_BY,
    INPATIENT,
    LEVEL,
    LOOKUP,
    NO_DELYTELSE,
    SAME_STAY,
    URGENCIES,
    URGENCY,
)

NO_LEVEL: Final = 255
NO_ROW: Final = -1
NO_DAYS: Final = -1
ANSWER: Final = np.dtype(
    [
        ("outcome", "u1"),  # index in OUTCOMES
        ("delytelse", "u1"),  # index in DELYTELSE_WORDS
        ("level", "u1"),  # index in LEVELS, NO_LEVEL for none
        ("lodging", "u1"),
        ("weeks", "u1"),  # 0 for none
        ("stay_min", "u1"),  # guiding stay in days, 0 for none
        ("stay_max", "u1"),
        ("days", "<i2"),  # from receipt to the start deadline, NO_DAYS for none
        ("row", "<i2"),  # index in rules.all_rows() of the row that decided, NO_ROW for none
    ]
)
Answers = npt.NDArray[np.void]
# Small enough for a processor's cache, large enough that Python is not felt.
CHUNK: Final = 131_072
_REFUSED: Final = OUTCOMES.index(REFUSED)
_GRANTED: Final = OUTCOMES.index(GRANTED)
_REDIRECTED: Final = OUTCOMES.index(REDIRECTED)
_DETERIORATING: Final = URGENCIES.index("deteriorating")
_WEEK: Final = 7


def answer_columns(
    records: Records,
    *,
    rules: RuleSet,
    areas: Mapping[str, str | None],
    not_before: date | None = None,
) -> Answers:
    """One ANSWER for each RECORD, in order.

    `areas`: the health trust area of each municipality number. `not_before`: the rules are asked as of this
    day or receipt, whichever is later. Raises NoRuleInForce for a receipt before the first rule.
    """
    answers = np.zeros(len(records), dtype=ANSWER)
    numbers = {id(row): number for number, row in enumerate(rules.all_rows())}
    for edition, which in _by_edition(records["receipt"], rules, not_before):
        for first in range(0, len(which), CHUNK):
            at = which[first : first + CHUNK]
            mine = records.take(at)
            columns = Columns(mine, edition=edition, words=rules.words, areas=areas)
            for name, column in _Chunk(mine, columns, edition, numbers).answer().items():
                answers[name][at] = column
    return answers


def _by_edition(
    receipts: Column, rules: RuleSet, not_before: date | None
) -> Iterator[tuple[Edition, npt.NDArray[np.intp]]]:
    days = np.maximum(receipts, not_before.toordinal()) if not_before else receipts
    breaks = np.array([day.toordinal() for day in rules.breaks])
    editions = np.searchsorted(breaks, days, side="right")
    if len(days) and not editions.min():
        raise NoRuleInForce(date.fromordinal(int(days.min())))
    for number in np.unique(editions):
        yield rules.on(rules.breaks[int(number) - 1]), np.flatnonzero(editions == number)


def first_rows(sheet: Sheet, columns: Mapping[int, Column], length: int) -> npt.NDArray[np.int64]:
    """For each referral the number of the first row that holds, -1 where none does."""
    found = np.full(length, NO_ROW, dtype=np.int64)
    for number, bits in reversed(list(enumerate(sheet.column(columns, length)))):
        owners = np.array([*sheet.owners[number * WORD : (number + 1) * WORD], NO_ROW], dtype=np.int64)
        lowest = np.bitwise_count((bits & (~bits + np.uint64(1))) - np.uint64(1))
        rows = owners.take(np.minimum(lowest, len(owners) - 1))
        found = np.where(rows == NO_ROW, found, rows)
    return found


class _Chunk:
    """Some records, their columns, and what the stages make of them."""

    def __init__(
        self, records: Records, columns: Columns, edition: Edition, numbers: Mapping[int, int]
    ) -> None:
        self.records, self.columns, self.edition, self.numbers = records, columns, edition, numbers
        self.found = {name: np.zeros(len(records), dtype=ANSWER[name]) for name in ANSWER.names or ()}

    def answer(self) -> dict[str, Column]:
        """Stage 2 for all, then the rest for each delytelse by itself: its referrals are brought together."""
        self._find()
        order = np.argsort(self.columns[DELYTELSE], kind="stable")
        self.columns = self.columns.sorted(order, (DELYTELSE, FOUND_BY, SAME_STAY))
        self.records = self.columns.records
        codes = self.columns[DELYTELSE]
        ends = np.searchsorted(codes, np.arange(len(DELYTELSE_WORDS) + 1))
        for code, (first, end) in enumerate(pairwise(ends.tolist())):
            if first < end:
                self._decide(code, slice(first, end))
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return {name: column.take(back) for name, column in self.found.items()}

    def _find(self) -> None:
        edition, columns = self.edition, self.columns
        rows = first_rows(edition.early_sheet, columns, len(self.records))
        lookup = columns[LOOKUP]
        # The last entry is for those that no row finds.
        codes = np.array([*(code for _, code, _ in edition.finders), 0], dtype=np.uint8)
        found_by = np.array([*(by for _, _, by in edition.finders), 0], dtype=np.uint8)
        by_map = np.where(lookup == NO_DELYTELSE, edition.found_none, edition.found_lookup).astype(np.uint8)
        columns[DELYTELSE] = np.where(rows < 0, lookup, codes[rows])
        columns[FOUND_BY] = np.where(rows < 0, by_map, found_by[rows])
        stays = self.records["stays"] >> columns[DELYTELSE].astype(np.uint32)
        columns[SAME_STAY] = ((stays & 1) & (columns[DELYTELSE] != NO_DELYTELSE)).astype(np.uint8)

    def _decide(self, code: int, part: slice) -> None:
        """Stages 1, 3, 4 and 5 of the referrals of one delytelse."""
        edition, length = self.edition, part.stop - part.start
        records = self.records[part]
        columns = Part(self.columns, part)
        found = {name: column[part] for name, column in self.found.items()}
        found["delytelse"][:], found["level"][:], found["days"][:] = code, NO_LEVEL, NO_DAYS
        redirects = first_rows(edition.gate_sheet(code), columns, length)
        outcome, rows = outcomes(edition, code, columns, records)
        kept = redirects < 0
        found["outcome"][:] = np.where(kept, outcome, _REDIRECTED)
        right, gate = self._numbers(edition.right[code]), self._numbers(edition.gate_rows)
        found["row"][:] = np.where(kept, right[rows], gate[redirects])
        offered = kept & (outcome != _REFUSED)
        if offered.any():
            self._offer(found, columns, records["event_days"], edition.offer_sheets(code), offered)

    def _numbers(self, rows: tuple[Row, ...]) -> npt.NDArray[np.int64]:
        """The rows' numbers among all rows; the last entry, found by -1, is for none."""
        return np.array([*(self.numbers[id(row)] for row in rows), NO_ROW], dtype=np.int64)

    def _offer(
        self,
        found: dict[str, Column],
        columns: dict[int, Column],
        events: Column,
        offer: Offer,
        offered: Column,
    ) -> None:
        length = len(events)
        rows = first_rows(offer.level, columns, length)
        offered = offered & (rows >= 0)
        columns[LEVEL] = np.array([*offer.levels, 0], dtype=np.uint8)[rows]
        overnight = np.array([*offer.overnight, False])[rows]
        lodging = overnight | (first_rows(offer.lodging, columns, length) >= 0)
        found["level"][:] = np.where(offered, columns[LEVEL], NO_LEVEL)
        found["lodging"][:] = offered & lodging & (columns[LEVEL] != INPATIENT)
        stay = first_rows(offer.stay, columns, length)
        for number, name in enumerate(("stay_min", "stay_max")):
            days = np.array([*((one or (0, 0))[number] for one in offer.stays), 0])
            found[name][:] = np.where(offered, days[stay], 0)
        self._deadline(found, columns, events, offer, offered & (found["outcome"] == _GRANTED))

    def _deadline(
        self,
        found: dict[str, Column],
        columns: dict[int, Column],
        events: Column,
        offer: Offer,
        granted: Column,
    ) -> None:
        rows = first_rows(offer.deadline, columns, len(events))
        weeks = np.array([*offer.weeks, 0])[rows]
        if self.edition.halves:
            weeks = np.where(columns[URGENCY] == _DETERIORATING, (weeks + 1) // 2, weeks)
        days = self._limited(_WEEK * weeks, columns, events, offer)
        granted = granted & (rows >= 0)
        found["weeks"][:] = np.where(granted, weeks, 0)
        found["days"][:] = np.where(granted, np.maximum(days, self.edition.earliest.days), NO_DAYS)
        found["row"][:] = np.where(granted, self._numbers(offer.deadline_rows)[rows], found["row"])

    def _limited(self, days: Column, columns: dict[int, Column], events: Column, offer: Offer) -> Column:
        """No later than the days after the event that rows of limits say."""
        words = offer.limits.column(columns, len(days))
        known = events != EVENT_UNKNOWN
        for bit, owner in enumerate(offer.limits.owners):
            latest = self.edition.limits[owner].effect.get("latest_days_after_event")
            if isinstance(latest, int):
                holds = (words[bit // WORD] >> np.uint64(bit % WORD) & np.uint64(1)).astype(bool)
                cap = latest - events.astype(np.int64)
                days = np.where(holds & known & (cap < days), cap, days)
        return days
