"""How many queries the database gets for each answer, and how many bytes the answer has."""

from __future__ import annotations

from collections.abc import Iterator

from bench.api.asks import CREATE, LONG, READ, SHORT
from bench.api.stored import referrals_stored
from bench.child import child
from bench.figure import Figure
from bench.sizes import Sizes

MOST = {CREATE: 16, READ: 8, SHORT: 8, LONG: 8}


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Counted in the product itself, with authentication, throttle, idempotency and log; the second time."""
    with referrals_stored(sizes) as (_, (few, _)):
        found = child("bench.api.queries_once", environment=few.environment)
    for what, most in MOST.items():
        yield Figure(f"Queries: {what}", found[what]["queries"], "", most)
        yield Figure(f"Bytes of an answer: {what}", found[what]["bytes"], "B")
