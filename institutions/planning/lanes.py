"""Laying stays out side by side, as on a week board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence


def lanes(spans: Sequence[tuple[dt.date, dt.date]]) -> list[int]:
    """The lane (0, 1, …) of each span (first week, week after); no two in a lane overlap.

    Spans are given in the order they start; each takes the first lane that is free, so there are never
    more lanes than spans at once.
    """
    ends: list[dt.date] = []
    chosen = []
    for first, after in spans:
        lane = next((number for number, end in enumerate(ends) if end <= first), len(ends))
        if lane == len(ends):
            ends.append(after)
        ends[lane] = after
        chosen.append(lane)
    return chosen
