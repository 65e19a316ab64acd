"""Packed records read as one rule set's codes: for every position of a coded referral a column of bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from deltytelser.rules.cells import Words
from deltytelser.rules.edition import Edition
from deltytelser.rules.record import EVENT_UNKNOWN, MOST_YEARS, code_of
from deltytelser.rules.vocabulary import (
    AFTER_STAY,
    AGE,
    AREA,
    CHOSEN_HERE,
    CODED_LENGTH,
    CONSENT,
    DENIED,
    DENIED_BYTES,
    DIAGNOSIS,
    DIAGNOSIS_BYTES,
    EARLY,
    EXISTING,
    FIRST_NEED,
    GROUND,
    LONG_TRAVEL,
    LOOKUP,
    NEEDS,
    NEW_EVENT,
    NIGHT_CARE,
    REFERRER,
    REQUESTED,
    SCALAR_DOMAINS,
    SELF_CARE_AT,
    TICKED,
    TICKED_BYTES,
    URGENCY,
)

Bytes = npt.NDArray[np.uint8]
Records = npt.NDArray[np.void]
Column = npt.NDArray[Any]
_PLAIN: Final = {
    REFERRER: "referrer",
    URGENCY: "urgency",
    NIGHT_CARE: "night_care",
    SELF_CARE_AT: "self_care",
    EXISTING: "existing",
    CONSENT: "consent",
    LONG_TRAVEL: "long_travel",
    CHOSEN_HERE: "chosen_here",
    REQUESTED: "requested",
    LOOKUP: "lookup",
}
_SCALARS: Final = ("function_loss", "goal", "municipal_measures", "significant_change")
_MUNICIPALITIES: Final = 10_000
_POWERS: Final = tuple(3**number for number in range(len(NEEDS)))
_CONDITION_BYTES: Final = DENIED_BYTES - TICKED_BYTES


class Columns(dict[int, Column]):
    """The columns that the sheets read, by position, each decoded when it is first asked for.

    An unknown fact has the code after its last value. What the stages decide is put in beside them.
    """

    def __init__(
        self, records: Records, *, edition: Edition, words: Words, areas: Mapping[str, str | None]
    ) -> None:
        super().__init__()
        self.records, self.edition, self.words, self.areas = records, edition, words, areas

    def __missing__(self, position: int) -> Column:
        if TICKED_BYTES <= position < DIAGNOSIS_BYTES:
            first = TICKED_BYTES if position < DENIED_BYTES else DENIED_BYTES
            self.update(_bytes_of(self.records["ticked" if first == TICKED_BYTES else "denied"], first))
        elif position >= DIAGNOSIS_BYTES:
            self.update(_diagnoses(self.records["code"], self.words))
        else:
            self[position] = self._decoded(position)
        return self[position]

    def _decoded(self, position: int) -> Column:
        records = self.records
        if position in _PLAIN:
            return records[_PLAIN[position]].copy()
        if position < FIRST_NEED:
            return _unknown_last(records[_SCALARS[position]], position)
        if position < EARLY:
            return _unknown_last(records["needs"][:, position - FIRST_NEED], position)
        return _DERIVED[position](self)

    def sorted(self, order: Column, kept: Iterable[int]) -> Columns:
        """The same in another order; `kept`: columns that the stages have put in."""
        found = Columns(self.records.take(order), edition=self.edition, words=self.words, areas=self.areas)
        found.update({position: self[position].take(order) for position in kept})
        return found


class Part(dict[int, Column]):
    """A stretch of columns, each cut out when it is first asked for."""

    def __init__(self, columns: Columns, part: slice) -> None:
        super().__init__()
        self.columns, self.part = columns, part

    def __missing__(self, position: int) -> Column:
        column = self[position] = self.columns[position][self.part]
        return column


def _ground(columns: Columns) -> Column:
    index = np.zeros(len(columns.records), dtype=np.uint16)
    for number, power in enumerate(_POWERS):
        index += columns.records["needs"][:, number] * np.uint16(power)
    return np.frombuffer(columns.edition.grounds, dtype=np.uint8).take(index)


_DERIVED: Final[Mapping[int, Callable[[Columns], Column]]] = {
    GROUND: _ground,
    EARLY: lambda columns: _early(columns.records["event_days"], columns.edition.early_days),
    AGE: lambda columns: _ages(columns.words).take(columns.records["age"]),
    AREA: lambda columns: _areas(columns.words, columns.areas).take(columns.records["municipality"]),
    NEW_EVENT: lambda columns: _new_event(columns.records, columns.edition),
}


def _unknown_last(codes: Column, position: int) -> Bytes:
    """From code + 1 with 0 for unknown, to the code with unknown after the last."""
    count = len(SCALAR_DOMAINS[position])
    return np.array([count, *range(count)], dtype=np.uint8).take(codes)


def _early(days: Column, limit: int) -> Bytes:
    early: Bytes = np.where(days == EVENT_UNKNOWN, np.uint8(2), (days <= limit).astype(np.uint8))
    return early


def _ages(words: Words) -> Bytes:
    return np.array([words.age_class(age) for age in range(MOST_YEARS + 1)], dtype=np.uint8)


def _areas(words: Words, areas: Mapping[str, str | None]) -> Bytes:
    codes = np.full(_MUNICIPALITIES, words.area_code(None), dtype=np.uint8)
    for number, area in areas.items():
        codes[int(number)] = words.area_code(area)
    return codes


def _new_event(records: Records, edition: Edition) -> Bytes:
    events, ticked = edition.definitions, records["ticked"]
    after = (records["after"] >> np.uint32(events.event_delytelse)) & np.uint32(1)
    later = ((ticked & np.uint64(events.event_after)) != 0) & (after != 0)
    new: Bytes = (((ticked & np.uint64(events.event_always)) != 0) | later).astype(np.uint8)
    return new


def _bytes_of(bits: Column, first: int) -> dict[int, Column]:
    cut = np.ascontiguousarray(bits).view(np.uint8).reshape(len(bits), -1)
    return {first + number: cut[:, number].copy() for number in range(_CONDITION_BYTES)}


def _diagnoses(codes: Column, words: Words) -> dict[int, Column]:
    if not words.diagnosis_sets:
        return {}
    different, at = np.unique(codes, return_inverse=True)
    bits = np.array([words.diagnosis_bits(*code_of(int(code))) for code in different], dtype=np.uint32)
    cut = bits.view(np.uint8).reshape(len(bits), -1)
    count = -(-len(words.diagnosis_sets) // 8)
    return {DIAGNOSIS_BYTES + number: cut[:, number].take(at) for number in range(count)}


def coded_of(
    record: np.void, at: int, columns: Mapping[int, Column], read: Iterable[int], edition: Edition
) -> list[int]:
    """One referral as the single case has it, at the positions read, for what the tables leave open."""
    coded = [0] * CODED_LENGTH
    for position in read:
        coded[position] = int(columns[position][at])
    for position, domain in enumerate(SCALAR_DOMAINS):
        if coded[position] == len(domain):
            coded[position] = -1
    coded[TICKED], coded[DENIED] = int(record["ticked"]), int(record["denied"])
    coded[DIAGNOSIS] = int.from_bytes(coded[DIAGNOSIS_BYTES:], "little")
    coded[AFTER_STAY] = int(record["after"]) >> edition.definitions.event_delytelse & 1
    return coded
