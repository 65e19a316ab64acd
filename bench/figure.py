"""A figure: what was measured, and whether it holds its target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

AT_MOST: Final = "≤"
AT_LEAST: Final = "≥"


@dataclass(frozen=True)
class Figure:
    """A measured value; `low` and `high` are its spread over the repeated runs.

    `bound` is None for what is told beside the targets: the peers' own figures, percentiles.
    """

    name: str
    value: float
    unit: str
    bound: float | None = None
    sense: str = AT_MOST
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the value is within its bound; what has no target holds."""
        if self.bound is None:
            return True
        return self.value <= self.bound if self.sense == AT_MOST else self.value >= self.bound

    @property
    def target(self) -> str | None:
        """`≤ 20`, None without a target."""
        return None if self.bound is None else f"{self.sense} {self.bound:g}"

    def as_json(self) -> dict[str, Any]:
        """As `bench/run --json` gives it."""
        told = {"low": self.low, "high": self.high, "note": self.note or None}
        return {
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "target": self.target,
            "holds": self.holds,
        } | {name: _rounded(value) for name, value in told.items() if value is not None}


def _rounded(value: Any) -> Any:
    """Four digits that count: no more are measured."""
    return float(f"{value:.4g}") if isinstance(value, float) else value
