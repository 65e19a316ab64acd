"""The straightforward way in numpy: for each row of a table a boolean mask, cell by cell, over the columns.

Where a fact is unknown there are two masks: `may`, no known fact fails the row, and `met`, it holds whatever
the unknown facts turn out to be. What the two leave open is incomplete. This asks nothing of several rows
together, so it calls a few referrals incomplete whose completions all agree; see `agree` in `batch`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bench.rules.mask_columns import Column, columns_of
from deltytelser.rules.boxes import Box, Definitions
from deltytelser.rules.edition import Edition
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import (
    AFTER_STAY,
    DELYTELSE,
    DELYTELSER,
    DENIED,
    DIAGNOSIS,
    FOUND_BY,
    FUNCTION_LOSS,
    LEVEL,
    LEVELS,
    LOOKUP,
    NO_DELYTELSE,
    SAME_STAY,
    SCALAR_DOMAINS,
    STAYS,
    TICKED,
    URGENCIES,
    URGENCY,
)

Mask = npt.NDArray[np.bool_]
OUTCOMES = ("granted", "refused", "redirected", "incomplete", "manual")
_GRANTED, _REFUSED, _REDIRECTED, _INCOMPLETE, _MANUAL = range(5)


class Masks(NamedTuple):
    """Answers by referral: numbers in OUTCOMES and of the delytelse, the level (255 none), the weeks."""

    outcome: Column
    delytelse: Column
    level: Column
    weeks: Column


def answer(records: Column, *, rules: RuleSet, edition: Edition, areas: Mapping[str, str | None]) -> Masks:
    """The answers for packed referrals that were all received within one edition."""
    see = _Columns(columns_of(records, rules, edition, areas), edition.definitions)
    _find_delytelse(see, edition, rules)
    redirected = _any(see.met(row) for row in edition.gate_rows)
    outcome = np.where(redirected, _REDIRECTED, _weighed(see, rules, edition)).astype(np.uint8)
    level = _leveled(see, rules, edition)
    weeks = _weeks(see, rules, edition)
    level[(outcome == _REDIRECTED) | (outcome == _REFUSED)] = 255
    weeks[outcome != _GRANTED] = 0
    return Masks(outcome, see.columns[DELYTELSE].astype(np.uint8), level, weeks)


class _Columns:
    """Asks rows of the columns."""

    def __init__(self, columns: dict[int, Column], definitions: Definitions) -> None:
        self.columns = columns
        self.length = len(columns[TICKED])
        self.ground_holds, self.ground_open = self._grounds(definitions)
        after = np.where(columns[AFTER_STAY] == 1, np.uint64(definitions.event_after), np.uint64(0))
        self.new_event = (columns[TICKED] & (after | np.uint64(definitions.event_always))) != 0

    def met(self, row: Row) -> Mask:
        """Two-valued: an unknown cell is not met."""
        return _any(self.box(box)[1] for box in row.boxes)

    def both(self, boxes: Iterable[Box]) -> tuple[Mask, Mask]:
        """`may` and `met` of any of the boxes; of none, never."""
        may, met = np.zeros(self.length, dtype=bool), np.zeros(self.length, dtype=bool)
        for box in boxes:
            one_may, one_met = self.box(box)
            may |= one_may
            met |= one_met
        return may, met

    def box(self, box: Box) -> tuple[Mask, Mask]:
        """`may` and `met`, cell by cell."""
        may = self._fixed(box)
        met = may.copy()
        if box.denied:
            denied = np.uint64(box.denied)
            may &= (self.columns[TICKED] & denied) == 0
            met &= (self.columns[DENIED] & denied) == denied
        for position, mask in box.scalars:
            column = self.columns[position]
            holds, unknown = _accepted(column, mask, len(SCALAR_DOMAINS[position])), column < 0
            may &= holds | unknown
            met &= holds & ~unknown
        if box.grounds is not None:
            holds = self.ground_holds if box.grounds else ~(self.ground_holds | self.ground_open)
            may &= holds | self.ground_open
            met &= holds
        return may, met & may

    def _fixed(self, box: Box) -> Mask:
        ticked = self.columns[TICKED]
        found = np.ones(self.length, dtype=bool)
        if box.ticked:
            found &= (ticked & np.uint64(box.ticked)) == box.ticked
        if box.not_ticked:
            found &= (ticked & np.uint64(box.not_ticked)) == 0
        for mask in box.ticked_any:
            found &= (ticked & np.uint64(mask)) != 0
        for position, mask in box.statics:
            found &= _accepted(self.columns[position], mask, mask.bit_length())
        for mask in box.diagnosis:
            found &= (self.columns[DIAGNOSIS] & mask) != 0
        if box.new_event is not None:
            found &= self.new_event == bool(box.new_event)
        return found

    def _grounds(self, definitions: Definitions) -> tuple[Mask, Mask]:
        holds, still = np.zeros(self.length, dtype=bool), np.zeros(self.length, dtype=bool)
        for positions in definitions.grounds:
            columns = [self.columns[position] for position in positions]
            holds |= np.logical_and.reduce([column == 1 for column in columns])
            still |= np.logical_and.reduce([column != 0 for column in columns])
        return holds, still & ~holds


def _accepted(column: Column, mask: int, count: int) -> Mask:
    values = [value for value in range(count) if mask >> value & 1]
    if len(values) == 1:
        return column == values[0]
    if len(values) == 2:
        return (column == values[0]) | (column == values[1])
    table = np.zeros(256, dtype=bool)
    table[values] = True
    return table[column.astype(np.uint8)]


def _any(masks: Iterable[Mask]) -> Any:
    found: Any = False
    for mask in masks:
        found = found | mask
    return found


def _find_delytelse(see: _Columns, edition: Edition, rules: RuleSet) -> None:
    ids = rules.words.found_by
    lookup = see.columns[LOOKUP]
    letters = lookup.astype(np.int64)
    found_by = np.where(lookup == NO_DELYTELSE, ids.index("none"), ids.index("map.lookup"))
    free = np.ones(see.length, dtype=bool)
    for row in (*edition.map_rows, *edition.work_rows):
        mine = see.met(row) & free
        letters[mine] = DELYTELSER.index(str(row.effect["delytelse"]))
        found_by[mine] = ids.index(row.id)
        free &= ~mine
    see.columns[DELYTELSE], see.columns[FOUND_BY] = letters, found_by
    had = see.columns[STAYS].astype(np.int64) >> letters & 1
    see.columns[SAME_STAY] = np.where(letters == NO_DELYTELSE, 0, had)


def _weighed(see: _Columns, rules: RuleSet, edition: Edition) -> Column:
    tables = [name for name in rules.rows if name.partition(".")[0] == "right"]
    nothing = np.zeros(see.length, dtype=bool)
    may_hold, holds, may_refuse, refuses, stopped = (nothing.copy() for _ in range(5))
    for row in (row for name in tables for row in _in_force(rules, name, edition)):
        may, met = see.both(row.boxes)
        may_hold |= may
        holds |= met
        if row.effect.get("stops_refusals") is True:
            stopped |= met
        refusing = [box for group in row.refusing for box in group]
        if refusing:
            may, met = see.both(refusing)
            may_refuse |= may
            refuses |= met
    refuses &= ~stopped
    may_refuse &= ~stopped
    outcomes = np.full(see.length, _INCOMPLETE, dtype=np.uint8)
    outcomes[holds & ~may_refuse] = _MANUAL
    outcomes[~may_hold] = _GRANTED
    outcomes[refuses] = _REFUSED
    return outcomes


def _in_force(rules: RuleSet, table: str, edition: Edition) -> list[Row]:
    return [row for row in rules.rows[table] if row.in_force(edition.day)]


def _leveled(see: _Columns, rules: RuleSet, edition: Edition) -> Column:
    known = see.columns[0]
    moderate = FUNCTION_LOSS.index(str(edition.settings["unknown_function_loss_level"]))
    see.columns[0] = np.where(known < 0, moderate, known)
    rows = _in_force(rules, "level", edition)
    levels = _first(see, rows, [LEVELS.index(str(row.effect["level"])) for row in rows], 255)
    see.columns[0] = known
    see.columns[LEVEL] = levels
    return levels


def _weeks(see: _Columns, rules: RuleSet, edition: Edition) -> Column:
    rows = _in_force(rules, "deadline", edition)
    weeks = _first(see, rows, [int(str(row.effect["weeks"])) for row in rows], 0)
    if edition.settings["deteriorating_halves_weeks"]:
        worse = see.columns[URGENCY] == URGENCIES.index("deteriorating")
        weeks = np.where(worse, (weeks + 1) // 2, weeks)
    return weeks


def _first(see: _Columns, rows: list[Row], values: list[int], otherwise: int) -> Column:
    found = np.full(see.length, otherwise, dtype=np.int64)
    free = np.ones(see.length, dtype=bool)
    for row, value in zip(rows, values, strict=True):
        mine = see.met(row) & free
        found[mine] = value
        free &= ~mine
    return found
