"""What would have to be different for a refusal to become something else.

All sets of the fewest facts whose change to another known value gives another outcome. Changes that move the
delytelse or redirect do not count. Source: the rule book, "Reasons".

The search breaks refusals: while a box refuses whatever the unknown facts turn out to be, any solution
must change one of the facts that the box reads, so only those are tried. Where the changes so far have
moved the delytelse, any solution must also change a fact that stages 1 and 2 read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from deltytelser.rules.boxes import Box
from deltytelser.rules.edition import Edition
from deltytelser.rules.mapping import find_delytelse, find_redirect
from deltytelser.rules.memory import remember
from deltytelser.rules.right import weigh
from deltytelser.rules.verdict import REFUSED
from deltytelser.rules.vocabulary import (
    CONDITIONS,
    DELYTELSE,
    DENIED,
    EARLY,
    SCALAR_DOMAINS,
    SCALARS,
    TICKED,
)

# More facts than this nobody can weigh, and no refusal of version 1 takes more than three.
MOST_CHANGES: Final = 4


class Change(NamedTuple):
    """One fact to another known value:
    a position and code, or a condition (`fact` from EARLY up) ticked or denied.
    """

    fact: int
    value: int


Changes = frozenset[Change]


def counterfactuals(coded: list[int], edition: Edition) -> list[dict[str, object]]:
    """Entries `{"changes": {fact: value}, "outcome":
    …}` for a refused referral, in the order of the schema.
    """
    key = edition.whole_key(coded)
    known = edition.counterfactuals.get(key)
    if known is not None:
        return known
    search = _Search(coded, edition)
    found: list[tuple[Changes, str]] = []
    for size in range(1, MOST_CHANGES + 1):
        found = search.of_size(size)
        if found:
            break
    entries: list[dict[str, object]] = [
        {"changes": {_name(change): _value(change) for change in sorted(changes)}, "outcome": outcome}
        for changes, outcome in sorted(found, key=lambda one: sorted(one[0]))
    ]
    return remember(edition.counterfactuals, key, entries)


class _Search:
    """Depth-first, to a given number of changes; each set of changes is looked at once."""

    def __init__(self, coded: list[int], edition: Edition) -> None:
        self.coded = coded
        self.edition = edition
        self.sheet = edition.right_sheet(coded[DELYTELSE])
        self.map_boxes = [
            box for row in (*edition.map_rows, *edition.work_rows, *edition.gate_rows) for box in row.boxes
        ]
        self.seen: set[Changes] = set()
        self.found: list[tuple[Changes, str]] = []

    def of_size(self, size: int) -> list[tuple[Changes, str]]:
        """All solutions of exactly this size, once smaller ones are known not to exist."""
        self.seen, self.found = set(), []
        self._visit(frozenset(), size)
        return self.found

    def _visit(self, changes: Changes, left: int) -> None:
        if changes in self.seen:
            return
        self.seen.add(changes)
        coded = _changed(self.coded, changes)
        self.edition.derive(coded)
        ways = self._ways_on(coded, changes)
        if ways is None:
            self.found.append((changes, weigh(coded, self.edition).outcome))
        elif left:
            for change in ways:
                self._visit(changes | {change}, left - 1)

    def _ways_on(self, coded: list[int], changes: Changes) -> list[Change] | None:
        """The changes one of which any solution beyond these must hold; None when these are a solution."""
        free = _Free(self.coded, changes)
        refusing = self._refusing(coded)
        if refusing:
            return sorted({change for box in refusing for change in self._breaking(box, coded, free)})
        if find_redirect_or_move(coded, self.coded[DELYTELSE], self.edition):
            return sorted({change for box in self.map_boxes for change in self._touching(box, free)})
        return None

    def _refusing(self, coded: list[int]) -> list[Box]:
        """A box that refuses in every completion;
        else all that refuse in some, where together they leave none.
        """
        both, boxes = self.sheet.sheet.bits(coded), self.sheet.sheet.boxes
        refusing = both & self.sheet.refusing
        settled = both >> self.sheet.shift & refusing
        if settled:
            return [boxes[(settled & -settled).bit_length() - 1]]
        if refusing & refusing - 1 and _all_refuse(coded, self.edition):
            return [box for number, box in enumerate(boxes[: self.sheet.shift]) if refusing >> number & 1]
        return []

    def _breaking(self, box: Box, coded: list[int], free: _Free) -> Iterator[Change]:
        definitions = self.edition.definitions
        for position, mask in box.scalars:
            if coded[position] >= 0:
                yield from (one for one in free.values(position) if not mask >> one.value & 1)
        ticked_cells = box.ticked
        for mask in box.ticked_any:
            ticked_cells |= mask
        to_tick = box.not_ticked | box.denied
        if box.new_event is not None:
            event = definitions.event_always | definitions.event_after
            ticked_cells, to_tick = (
                (ticked_cells | event, to_tick) if box.new_event else (ticked_cells, to_tick | event)
            )
        yield from free.conditions(ticked_cells & coded[TICKED], ticked=False)
        yield from free.conditions(to_tick & ~coded[TICKED], ticked=True)
        if box.grounds is not None:
            for position in {position for needs in definitions.grounds for position in needs}:
                if coded[position] == box.grounds:
                    yield from free.values(position)

    def _touching(self, box: Box, free: _Free) -> Iterator[Change]:
        """Every change of a fact that a box reads, unknown facts too: they may bring the delytelse back."""
        for position, _ in box.scalars:
            if position != EARLY:
                yield from free.values(position)
        yield from free.conditions(box.reads_conditions & self.coded[TICKED], ticked=False)
        yield from free.conditions(box.reads_conditions & ~self.coded[TICKED], ticked=True)


class _Free:
    """The facts that may still be changed: those of the schema's list, each once, to another known value."""

    def __init__(self, coded: list[int], changes: Changes) -> None:
        self.coded = coded
        self.taken = {change.fact for change in changes}

    def values(self, position: int) -> Iterator[Change]:
        if position != EARLY and position not in self.taken:
            for value in range(len(SCALAR_DOMAINS[position])):
                if value != self.coded[position]:
                    yield Change(position, value)

    def conditions(self, bits: int, *, ticked: bool) -> Iterator[Change]:
        for index in range(len(CONDITIONS)):
            if bits >> index & 1 and EARLY + index not in self.taken:
                yield Change(EARLY + index, int(ticked))


def _all_refuse(coded: list[int], edition: Edition) -> bool:
    return weigh(coded, edition).outcome == REFUSED


def find_redirect_or_move(coded: list[int], delytelse: int, edition: Edition) -> bool:
    """Map the changed referral anew; True when it would be redirected or belong to another delytelse."""
    find_delytelse(coded, edition)
    return coded[DELYTELSE] != delytelse or find_redirect(coded, edition) is not None


def _changed(coded: list[int], changes: Changes) -> list[int]:
    """The referral with the changes made; its delytelse still that of the original."""
    new = coded.copy()
    for fact, value in changes:
        if fact < EARLY:
            new[fact] = value
            continue
        bit = 1 << (fact - EARLY)
        new[TICKED] = new[TICKED] | bit if value else new[TICKED] & ~bit
        new[DENIED] = new[DENIED] & ~bit if value else new[DENIED] | bit
    return new


def _name(change: Change) -> str:
    return SCALARS[change.fact] if change.fact < EARLY else f"conditions.{CONDITIONS[change.fact - EARLY]}"


def _value(change: Change) -> object:
    if change.fact < EARLY:
        return SCALAR_DOMAINS[change.fact][change.value]
    return "ticked" if change.value else "denied"
