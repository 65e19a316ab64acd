"""Times of repeated runs: medians and spread, never the best of many."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from typing import Any, NamedTuple


class Spread(NamedTuple):
    """Seconds: the median over the runs, the lowest and the highest."""

    middle: float
    low: float
    high: float


def repeated(
    work: Callable[[], Any], *, runs: int, before: Callable[[], Any] | None = None, clock: Callable[[], float]
) -> Spread:
    """Run `work` once to warm up and then `runs` times; `before` prepares each run and is not counted."""
    seconds = []
    for number in range(runs + 1):
        if before:
            before()
        gc.collect()
        start = clock()
        work()
        taken = clock() - start
        if number or not runs:
            seconds.append(taken)
    return Spread(median(seconds), min(seconds), max(seconds))


def each(work: Callable[[Any], Any], items: Sequence[Any]) -> list[float]:
    """Seconds of wall time for each item, one after the other. An item's result is dropped at once."""
    seconds = []
    now = time.perf_counter
    for item in items:
        start = now()
        work(item)
        seconds.append(now() - start)
    return seconds


def percentile(seconds: Sequence[float], percent: int) -> float:
    """The percentile of a list of seconds."""
    return quantiles(seconds, n=100, method="inclusive")[percent - 1]
