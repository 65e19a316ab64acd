"""`manage.py assess` on 100 000 different lines, as a person runs it: a process of its own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figure
from bench.rules.referrals import lines
from bench.rules.setting import ON
from bench.sizes import CHECKOUT, Sizes

MOST = 15


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Wall time with start-up, reading and writing, on the processors that the process may use."""
    count = sizes.of(100_000)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "facts.jsonl")
        with source.open("wb") as file:
            file.writelines(lines(count))
        runs = sorted(_run(source, count) for _ in range(3 if sizes.scale >= 1 else 1))
    wall, cpu = runs[len(runs) // 2]
    note = f"wall, {count} lines, median of {len(runs)}; {cpu:.1f} s of CPU in all"
    yield Figure("manage.py assess", wall, "s", MOST, low=runs[0][0], high=runs[-1][0], note=note)


def _run(source: Path, count: int) -> tuple[float, float]:
    target = source.with_suffix(".out")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RVE_")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", "assess", str(source), "--out", str(target), "--on", ON.isoformat()],
        check=True,
        cwd=CHECKOUT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with target.open("rb") as file:
        assert sum(1 for _ in file) == count
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
