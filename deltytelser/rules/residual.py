"""What is left of a box once the known facts are filled in: a question about the unknown ones."""

from __future__ import annotations

from typing import Final, NamedTuple

from deltytelser.rules.boxes import Box, Definitions, fixed_part_holds
from deltytelser.rules.vocabulary import DENIED, SCALAR_DOMAINS, TICKED

# Every value accepted: the cell is met whatever the fact turns out to be.
_WHOLE: Final = tuple((1 << len(domain)) - 1 for domain in SCALAR_DOMAINS)


class Residual(NamedTuple):
    """Holds when the unknown facts named have accepted values and the unknown conditions turn out denied."""

    scalars: tuple[tuple[int, int], ...]
    denied: int
    grounds: int | None

    @property
    def settled(self) -> bool:
        """True when nothing is left to ask: the box holds."""
        return not self.scalars and not self.denied and self.grounds is None


SETTLED: Final = Residual((), 0, None)


def residual(
    box: Box, coded: list[int], definitions: Definitions, ground_holds: bool | None
) -> Residual | None:
    """What is left of a box; None where a known fact fails it. `ground_holds` is None while that is open.

    A ticked cell sees an unknown condition as not ticked; only a denied cell leaves it open.
    """
    left: tuple[tuple[int, int], ...] = ()
    for position, mask in box.scalars:
        value = coded[position]
        if value < 0:
            if mask != _WHOLE[position]:
                left += ((position, mask),)
        elif not mask >> value & 1:
            return None
    if box.denied & coded[TICKED] or not fixed_part_holds(box, coded, definitions):
        return None
    grounds = box.grounds
    if grounds is not None and ground_holds is not None:
        if ground_holds is not bool(grounds):
            return None
        grounds = None
    open_denied = box.denied & ~coded[DENIED]
    if not left and not open_denied and grounds is None:
        return SETTLED
    return Residual(left, open_denied, grounds)
