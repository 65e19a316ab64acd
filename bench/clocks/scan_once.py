"""The scan of due clocks, taken back each time; what it asks is timed and its plan is read."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from bench.clocks.day import NOW  # noqa: E402
from referrals.use_cases.scan import scan_clocks  # noqa: E402

Asked = tuple[str, Any, float]


def main(runs: int) -> None:
    """Prints seconds of the claiming statement and of the whole scan, how many were due, and how many
    steps of its plan read the whole table of clocks.
    """
    claims, whole, due = [], [], 0
    for number in range(runs + 1):
        asked: list[Asked] = []
        with _taken_back(), connection.execute_wrapper(_listener(asked)):
            start = time.perf_counter()
            due = scan_clocks(now=NOW)
            taken = time.perf_counter() - start
        if number:
            claims.append(asked[0][2])
            whole.append(taken)
    told = {"claims": claims, "whole": whole, "due": due, "sequential": _sequential(asked[0])}
    print(json.dumps(told))


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _listener(asked: list[Asked]) -> Callable[..., Any]:
    """Notes each statement that claims clocks, with its values and seconds."""

    def listen(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        answer = execute(sql, values, many, context)
        if "referrals_clock" in sql and "FOR UPDATE" in sql:
            asked.append((sql, values, time.perf_counter() - start))
        return answer

    return listen


def _sequential(asked: Asked) -> int:
    with _taken_back(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {asked[0]}", asked[1])
        found = cursor.fetchone()[0]
    plans = json.loads(found) if isinstance(found, str) else found
    return sum(step == ("Seq Scan", "referrals_clock") for step in _steps(plans[0]["Plan"]))


def _steps(plan: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    yield plan["Node Type"], plan.get("Relation Name")
    for below in plan.get("Plans", ()):
        yield from _steps(below)


if __name__ == "__main__":
    main(int(sys.argv[1]))
