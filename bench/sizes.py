"""How much work each part does; `--scale` makes it less, for a try. And where stored rows are kept."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]


class Sizes(NamedTuple):
    """The full sizes are those of the targets."""

    scale: float = 1.0
    data: Path = CHECKOUT / ".bench-local"

    def of(self, full: int, least: int = 20) -> int:
        """A full size, scaled down, but enough to compute a percentile of."""
        return full if self.scale >= 1 else max(least, int(full * self.scale))

    @property
    def runs(self) -> int:
        """How many times a measurement is repeated."""
        return 7 if self.scale >= 1 else 1
