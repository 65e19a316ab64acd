"""The scan for due clocks: 500 of them among a million that run."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench.child import child
from bench.clocks.stored import clocks_stored
from bench.figure import Figure
from bench.sizes import Sizes

MOST = 10


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Wall time of the statement that finds and locks what is due, as the scan sends it."""
    with clocks_stored(sizes) as (count, environment):
        found = child("bench.clocks.scan_once", sizes.runs, environment=environment)
    times = [1000 * seconds for seconds in found["claims"]]
    note = f"wall, median of {len(times)}; {found['due']} due, found and locked with their cases"
    yield Figure(
        f"Scan for due clocks among {count}",
        median(times),
        "ms",
        MOST,
        low=min(times),
        high=max(times),
        note=note,
    )
    yield Figure("Sequential scans of the clocks in its plan", found["sequential"], "", 0)
    whole = [1000 * seconds for seconds in found["whole"]]
    yield Figure("The whole scan, with reminders and history written", median(whole), "ms")
