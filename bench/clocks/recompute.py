"""All running clocks computed anew after the calendar was changed: days that a law has made days off."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench.child import child
from bench.clocks.stored import clocks_stored
from bench.figure import Figure
from bench.sizes import Sizes

MOST = 60


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Wall time of the one transaction; each run changes the calendar anew."""
    with clocks_stored(sizes) as (count, environment):
        runs = child("bench.clocks.recompute_once", 3 if sizes.scale >= 1 else 1, environment=environment)
    times = [run["seconds"] for run in runs]
    looked_at, moved = runs[0]["clocks"], max(run["changed"] for run in runs)
    assert looked_at == count, f"{looked_at} of {count} computed"
    yield Figure(
        f"{count} running clocks computed anew",
        median(times),
        "s",
        MOST,
        low=min(times),
        high=max(times),
        note=f"wall, median of {len(times)}; {moved} get another due day, with their history",
    )
