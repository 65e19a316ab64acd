"""A box: what one alternative of a row asks for, as bit masks over a coded referral.

Closed cells make every row a set of boxes: sets of accepted values per fact, and sets of conditions
ticked, not ticked and denied. The same masks serve a single referral and a column of many.
"""

from __future__ import annotations

from dataclasses import dataclass

from deltytelser.rules.vocabulary import AFTER_STAY, DENIED, DIAGNOSIS, TICKED


@dataclass(frozen=True, slots=True)
class Box:
    """All of it must hold. Masks: bit v set means that the value with code v is accepted."""

    scalars: tuple[tuple[int, int], ...] = ()  # (position, mask): facts that may be unknown
    statics: tuple[tuple[int, int], ...] = ()  # (position, mask): facts that are always known
    ticked: int = 0
    ticked_any: tuple[int, ...] = ()
    not_ticked: int = 0
    denied: int = 0
    diagnosis: tuple[int, ...] = ()  # sets of ranges, one of each must hold the main diagnosis
    grounds: int | None = None  # 1: a ground holds, 0: none does
    new_event: int | None = None  # 1: a new event since the last stay, 0: none

    @property
    def reads_conditions(self) -> int:
        """The conditions that any cell reads."""
        bits = self.ticked | self.not_ticked | self.denied
        for mask in self.ticked_any:
            bits |= mask
        return bits

    def both(self, other: Box) -> Box | None:
        """The box where this one and the other hold; None where they exclude each other by known words."""
        scalars = _both(self.scalars, other.scalars)
        statics = _both(self.statics, other.statics)
        if scalars is None or statics is None or _differ(self.grounds, other.grounds):
            return None
        if _differ(self.new_event, other.new_event):
            return None
        return Box(
            scalars=scalars,
            statics=statics,
            ticked=self.ticked | other.ticked,
            ticked_any=self.ticked_any + other.ticked_any,
            not_ticked=self.not_ticked | other.not_ticked,
            denied=self.denied | other.denied,
            diagnosis=self.diagnosis + other.diagnosis,
            grounds=other.grounds if self.grounds is None else self.grounds,
            new_event=other.new_event if self.new_event is None else self.new_event,
        )


def _differ(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one != other


def _both(
    one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...] | None:
    masks = dict(one)
    for position, mask in other:
        masks[position] = masks.get(position, mask) & mask
    return None if 0 in masks.values() else tuple(masks.items())


@dataclass(frozen=True, slots=True)
class Definitions:
    """The words that boxes use in one cell."""

    grounds: tuple[tuple[int, ...], ...]  # each a set of positions of needs that make one ground together
    event_always: int  # conditions that are a new event whenever ticked
    event_after: (
        int  # conditions that are one when the event is after the last stay, or its date is not known
    )
    event_delytelse: int

    def new_event(self, coded: list[int]) -> bool:
        """Whether a new event since the last stay is ticked."""
        ticked = coded[TICKED]
        return bool(ticked & self.event_always or (coded[AFTER_STAY] and ticked & self.event_after))

    def ground_holds(self, coded: list[int]) -> bool | None:
        """True when a ground holds, False when none can, None while it is open."""
        open_still = False
        for positions in self.grounds:
            values = [coded[position] for position in positions]
            if 0 in values:
                continue
            if -1 not in values:
                return True
            open_still = True
        return None if open_still else False


def fixed_part_holds(box: Box, coded: list[int], definitions: Definitions) -> bool:
    """Whether the cells that are always known hold:
    conditions ticked and not ticked, statics, diagnosis, event.
    """
    ticked = coded[TICKED]
    if ticked & box.ticked != box.ticked or ticked & box.not_ticked:
        return False
    for mask in box.ticked_any:
        if not ticked & mask:
            return False
    for position, mask in box.statics:
        if not mask >> coded[position] & 1:
            return False
    for mask in box.diagnosis:
        if not coded[DIAGNOSIS] & mask:
            return False
    return box.new_event is None or definitions.new_event(coded) == bool(box.new_event)


def holds(box: Box, coded: list[int], definitions: Definitions) -> bool:
    """Two-valued, as in stages 1, 2, 4, 5 and 6: an unknown cell is not met."""
    if not fixed_part_holds(box, coded, definitions) or box.denied & ~coded[DENIED]:
        return False
    for position, mask in box.scalars:
        value = coded[position]
        if value < 0 or not mask >> value & 1:
            return False
    return box.grounds is None or definitions.ground_holds(coded) is bool(box.grounds)
