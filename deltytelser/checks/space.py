"""Sets of referrals as boxes over closed words, and exact subtraction of boxes.

A region is a mapping from a fact to the set of values it may have, as bits; a fact that is not named may have
any. `remains(region, taken)` cuts the boxes that are taken out of a region, and gives a region that is left,
or None: an exact answer, not a sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Final

from deltytelser.rules.boxes import Box, Definitions
from deltytelser.rules.vocabulary import (
    AFTER_STAY,
    CONDITIONS,
    DELYTELSE,
    DIAGNOSIS,
    EARLY,
    FOUND_BY,
    LOOKUP,
    SCALAR_DOMAINS,
)

Region = dict[
    int, int
]  # fact -> accepted values; a fact is a position of the vocabulary or FIRST_CONDITION + n
FIRST_CONDITION: Final = 100
TICKED_BIT, DENIED_BIT, UNKNOWN_BIT = 1, 2, 4  # what is said of a condition
_CONDITION_FULL: Final = TICKED_BIT | DENIED_BIT | UNKNOWN_BIT
UNKNOWN: Final = tuple(1 << len(domain) for domain in SCALAR_DOMAINS)  # the bit for not told, by position
# The look-up and the sets that hold the main diagnosis are one fact: which diagnoses the referral has.
DIAGNOSES: Final = LOOKUP
# The delytelse and what found it are one fact: the path.
PATH: Final = FOUND_BY
MET, LEVELLED, MAY = "met", "levelled", "may"  # how a box reads an unknown fact


def remains(region: Region, taken: Iterable[Region], full: Mapping[int, int]) -> Region | None:
    """A region inside `region` and outside all of `taken`; None where they cover it.

    `full`: every value of each fact.
    """
    box = dict(region)
    if 0 in box.values():
        return None
    return _search(box, list(taken), full)


def _search(box: Region, taken: list[Region], full: Mapping[int, int]) -> Region | None:
    living: list[Region] = []
    narrow: list[int] = []
    by: Region = {}
    for other in taken:
        ways = _ways_out(box, other, full)
        if ways is None:
            continue
        if not ways:
            return None
        living.append(other)
        if not narrow or len(ways) < len(narrow):
            narrow, by = ways, other
    if not living:
        return box
    for fact in narrow:
        have = box.get(fact, full[fact])
        outside = {**box, fact: have & ~by[fact]}
        found = _search(outside, living, full)
        if found is not None:
            return found
        box[fact] = have & by[fact]
    return None


def _ways_out(box: Region, other: Region, full: Mapping[int, int]) -> list[int] | None:
    """The facts by which a part of the box lies outside the other; None where they have nothing in common."""
    ways = []
    for fact, mask in other.items():
        have = box.get(fact) or full[fact]
        if not have & mask:
            return None
        if have & ~mask:
            ways.append(fact)
    return ways


def meet(one: Region, other: Region) -> Region | None:
    """Where both hold; None where they exclude each other."""
    both = dict(one)
    for fact, mask in other.items():
        both[fact] = both[fact] & mask if fact in both else mask
        if not both[fact]:
            return None
    return both


class Reader:
    """Turns the boxes of rows into regions."""

    def __init__(
        self,
        definitions: Definitions,
        diagnoses: list[tuple[int, int]],  # for each value of DIAGNOSES its look-up and the sets that hold it
        paths: list[tuple[int, int]],  # delytelse, found_by
        unknown_loss: int,
        full: Mapping[int, int],
    ) -> None:
        self.definitions = definitions
        self.diagnoses = diagnoses
        self.paths = paths
        self.unknown_loss = unknown_loss
        self.full = full

    def regions(self, box: Box, mode: str) -> list[Region]:
        """The regions that together are the box. `mode` says what an unknown fact does: MET fails the cell,
        LEVELLED takes an unknown function loss for the one that the setting names, MAY leaves it open.
        """
        alternatives: list[list[Region]] = [[self._plain(box, mode)]]
        for mask in box.ticked_any:
            alternatives.append([{fact: TICKED_BIT} for fact in _facts(mask)])
        if box.grounds is not None:
            alternatives.append(self._grounds(bool(box.grounds), mode))
        if box.new_event is not None:
            alternatives.append(self._event(bool(box.new_event)))
        if len(alternatives) == 1:
            return [one for one in alternatives[0] if 0 not in one.values()]
        found = []
        for choice in product(*alternatives):
            region: Region | None = {}
            for one in choice:
                region = meet(region, one) if region is not None else None
            if region is not None and 0 not in region.values():
                found.append(region)
        return found

    def _plain(self, box: Box, mode: str) -> Region:
        region: Region = {}
        for position, mask in box.scalars:
            region[position] = self._scalar(position, mask, mode)
        for position, mask in box.statics:
            fact, values = self._static(position, mask)
            region[fact] = region.get(fact, self.full[fact]) & values
        for wanted in box.diagnosis:
            values = sum(1 << at for at, (_, sets) in enumerate(self.diagnoses) if sets & wanted)
            region[DIAGNOSES] = region.get(DIAGNOSES, self.full[DIAGNOSES]) & values
        denied = DENIED_BIT | UNKNOWN_BIT if mode == MAY else DENIED_BIT
        for bits, values in (
            (box.ticked, TICKED_BIT),
            (box.not_ticked, DENIED_BIT | UNKNOWN_BIT),
            (box.denied, denied),
        ):
            for fact in _facts(bits):
                region[fact] = region.get(fact, _CONDITION_FULL) & values
        return region

    def _scalar(self, position: int, mask: int, mode: str) -> int:
        open_too = mode == MAY or (mode == LEVELLED and position == 0 and mask >> self.unknown_loss & 1)
        return mask | UNKNOWN[position] if open_too else mask

    def _static(self, position: int, mask: int) -> tuple[int, int]:
        if position == LOOKUP:
            return DIAGNOSES, sum(1 << at for at, (code, _) in enumerate(self.diagnoses) if mask >> code & 1)
        if position in (DELYTELSE, FOUND_BY):
            which = 0 if position == DELYTELSE else 1
            return PATH, sum(1 << at for at, path in enumerate(self.paths) if mask >> path[which] & 1)
        return position, mask & self.full[position]

    def _grounds(self, hold: bool, mode: str) -> list[Region]:
        grounds = self.definitions.grounds
        if hold:
            return [{need: self._scalar(need, 0b10, mode) for need in needs} for needs in grounds]
        regions = []
        for choice in product(*grounds):
            regions.append({need: self._scalar(need, 0b01, mode) for need in choice})
        return regions

    def _event(self, new: bool) -> list[Region]:
        always = list(_facts(self.definitions.event_always))
        after = list(_facts(self.definitions.event_after))
        if new:
            ticked: list[Region] = [{fact: TICKED_BIT} for fact in always]
            return ticked + [{fact: TICKED_BIT, AFTER_STAY: 0b10} for fact in after]
        rest = DENIED_BIT | UNKNOWN_BIT
        none = dict.fromkeys(always, rest)
        return [none | dict.fromkeys(after, rest), none | {AFTER_STAY: 0b01}]


def _facts(bits: int) -> list[int]:
    return [FIRST_CONDITION + index for index in range(len(CONDITIONS)) if bits >> index & 1]


def sizes_to_full(sizes: Mapping[int, int], diagnoses: int, paths: int) -> dict[int, int]:
    """Every value of each fact as bits. `sizes`: number of values of the facts that are always known."""
    full = {position: (1 << size) - 1 for position, size in sizes.items()}
    full |= {position: (UNKNOWN[position] << 1) - 1 for position in range(EARLY + 1)}
    full |= {FIRST_CONDITION + index: _CONDITION_FULL for index in range(len(CONDITIONS))}
    full |= {AFTER_STAY: 0b11, DIAGNOSES: (1 << diagnoses) - 1, PATH: (1 << paths) - 1}
    full.pop(DIAGNOSIS, None)
    return full
