"""One scan of the stored referrals with two rule sets, in a process of its own."""

from __future__ import annotations

import copy
import json
import resource
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import django
from django.db import connection

from bench.rules.setting import areas, shipped_files, shipped_rules
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.difference import Difference
from deltytelser.rules.ruleset import RuleSet


def main(count: int) -> None:
    """Prints seconds, CPU seconds, the peak in megabytes, and how many referrals get another answer."""
    django.setup()
    # Models can be imported only now.
    from referrals.backtest.scan import Question, scan  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM core_region WHERE code = 'HMN'")
        region = cursor.fetchone()[0]
    where = areas()
    order = tuple(sorted({area for area in where.values() if area}))
    question = Question(region, changed_rules(), shipped_rules(), date(2026, 1, 1), where, order)
    start, cpu = time.perf_counter(), time.process_time()
    read = changed = 0
    counted = Difference()
    for chunk in scan(question):
        read += chunk.read
        changed += len(chunk.flips)
        counted.add(chunk.difference)
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    assert read == count, f"{read} of {count} read"
    print(json.dumps({"seconds": seconds, "cpu": used, "megabytes": _peak(), "changed": changed}))


def changed_rules() -> RuleSet:
    """What a draft might change: a deadline from 12 to 10 weeks, and one cell of a row that refuses."""
    files = copy.deepcopy(shipped_files())
    _row(files, "deadline.yaml", "deadline.H")["weeks"] = 10
    _row(files, "right/J.yaml", "J.not_tried")["when"]["municipal_measures"] = ["not_tried", "insufficient"]
    return compile_rule_set(files)


def _row(files: dict[str, Any], file: str, row: str) -> Any:
    return next(one for one in files[file]["rows"] if one["id"] == row)


def _peak() -> float:
    """The highest memory of this process; what the process that started it used is not counted."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main(int(sys.argv[1]))
