"""A PostgreSQL of the bench's own with few and with many referrals, made once and kept; and a Redis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from bench.child import child, environment
from bench.sizes import Sizes
from rve.local.postgres import create_database, start_postgres
from rve.local.redis import start_redis
from rve.local.supervisor import Supervisor

FEW, MANY = 20_000, 1_000_000
UNLIMITED = {
    f"RVE_API_{what}_PER_MINUTE": "1000000000" for what in ("READS", "WRITES", "ASSESSMENTS", "OPEN")
}


class Stored(NamedTuple):
    """A database with so many referrals, and the environment of a process that works on it."""

    count: int
    environment: dict[str, str]


@contextmanager
def referrals_stored(sizes: Sizes) -> Iterator[tuple[Supervisor, list[Stored]]]:
    """The database with few, and the one with many."""
    with Supervisor(sizes.data) as supervisor:
        server, redis = start_postgres(supervisor), start_redis(supervisor)
        made = []
        for number, full in enumerate((FEW, MANY)):
            count = sizes.of(full, least=200 * (number + 1))
            name = f"api{count}"
            create_database(server, name)
            there = environment(f"{server}/{name}", f"{redis}/{number}", **UNLIMITED)
            child("bench.api.stored_rows", count, environment=there)
            made.append(Stored(count, there))
        yield supervisor, made
