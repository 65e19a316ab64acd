"""Bars with the number printed at each: lengths are attributes of the drawing, never styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rve.core.templatetags.rve_ui import decimal_no

WIDTH, LABEL, ROOM, STEP, TOP = 460, 205, 60, 27, 10


@dataclass(frozen=True, slots=True)
class Line:
    """One bar: what it is of, how many, its colour, and where a click leads."""

    label: str
    number: int
    tone: str = "fill"
    query: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    line: Line
    y: int
    base: int
    width: str
    end: str

    @property
    def shown(self) -> str:
        return decimal_no(self.line.number)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of `height`; `words` says it whole for those who do not see it."""

    bars: list[Bar]
    height: int
    words: str


def chart(lines: Sequence[Line]) -> Chart:
    """The lines as bars, the longest as wide as there is room."""
    most = max((line.number for line in lines), default=0) or 1
    scale = (WIDTH - LABEL - ROOM) / most
    bars = [_bar(line, place, scale) for place, line in enumerate(lines)]
    return Chart(bars, TOP + STEP * len(lines), ", ".join(f"{line.label}: {line.number}" for line in lines))


def _bar(line: Line, place: int, scale: float) -> Bar:
    width = max(line.number * scale, 1.0) if line.number else 0.0
    y = TOP + STEP * place
    # A point, whatever the language writes: these are coordinates.
    return Bar(line, y, y + 12, f"{width:.1f}", f"{LABEL + width + 6:.1f}")
