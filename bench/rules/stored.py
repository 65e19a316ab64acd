"""Two rule sets over a million stored referrals, read from a PostgreSQL of the bench's own.

The rows are made once and kept in `.bench-local/`; the scan runs in a process of its own, so that the peak of
memory is its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench.child import child, environment
from bench.figure import Figure
from bench.sizes import Sizes
from rve.local.postgres import create_database, start_postgres
from rve.local.supervisor import Supervisor

COUNT = 1_000_000
MOST_SECONDS, MOST_MEGABYTES = 15, 500


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Wall time from the first row read to the difference counted."""
    count = sizes.of(COUNT)
    with Supervisor(sizes.data) as supervisor:
        server, name = start_postgres(supervisor, durable=False), f"bench{count}"
        create_database(server, name)
        there = environment(f"{server}/{name}")
        child("bench.rules.stored_rows", count, environment=there)
        scanned = range(3 if sizes.scale >= 1 else 1)
        runs = [child("bench.rules.stored_scan", count, environment=there) for _ in scanned]
    seconds = [run["seconds"] for run in runs]
    note = (
        f"wall, median of {len(runs)}; {count} referrals with signed decisions, "
        f"{runs[0]['changed']} get another answer; CPU {median(run['cpu'] for run in runs):.1f} s"
    )
    yield Figure(
        "Two rule sets over stored referrals, with the difference",
        median(seconds),
        "s",
        MOST_SECONDS,
        low=min(seconds),
        high=max(seconds),
        note=note,
    )
    peak = max(run["megabytes"] for run in runs)
    yield Figure("Memory of that process at its peak", peak, "MB", MOST_MEGABYTES, note="without the server")
