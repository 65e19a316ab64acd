"""A PostgreSQL of the bench's own with a million running clocks, made once and kept with the stored rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bench.child import child, environment
from bench.sizes import Sizes
from rve.local.postgres import create_database, start_postgres
from rve.local.supervisor import Supervisor

COUNT = 1_000_000
DUE = 500


@contextmanager
def clocks_stored(sizes: Sizes) -> Iterator[tuple[int, dict[str, str]]]:
    """How many there are, and the environment of a process that works on them."""
    count = sizes.of(COUNT, least=2_000)
    with Supervisor(sizes.data) as supervisor:
        server, name = start_postgres(supervisor), f"clocks{count}"
        create_database(server, name)
        there = environment(f"{server}/{name}")
        child("bench.clocks.stored_rows", count, min(DUE, count // 4), environment=there)
        yield count, there
