"""bench/run answers at a small scale too, so that it cannot rot."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.__main__ import BENCHES
from bench.figure import AT_LEAST, Figure
from tests.house.tree import CHECKOUT

SLOW = {"stored", "checks", "scan", "recompute", "reminders", "queries", "speed"}
PARTS = [
    pytest.param(name, part, marks=pytest.mark.slow if part in SLOW else (), id=f"{name}-{part}")
    for name, bench in BENCHES.items()
    for part in bench.PARTS
]


def _bench(*arguments):
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bench", *arguments],
        cwd=CHECKOUT,
        env={"PYTHONPATH": str(CHECKOUT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_benches_are_listed():
    assert _bench("--list").split() == ["rules", "clocks", "api"]


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_every_part_gives_figures(name, part, tmp_path):
    found = json.loads(_bench(name, "--json", "--scale", "0.001", "--only", part, "--data", str(tmp_path)))
    assert found["bench"] == name
    assert found["machine"]["processors"] >= 1
    assert found["figures"]
    for figure in found["figures"]:
        assert figure.keys() >= {"name", "value", "unit", "target", "holds"}
        assert figure["value"] >= 0
        assert figure["target"]


def test_a_figure_holds_up_to_its_bound():
    assert Figure("a", 20, "µs", 20).holds
    assert not Figure("a", 20.1, "µs", 20).holds
    assert Figure("a", 5, "×", 5, AT_LEAST).target == "≥ 5"
    assert not Figure("a", 4.9, "×", 5, AT_LEAST).holds


def test_a_figure_without_a_bound_has_no_target():
    assert Figure("a", 1, "s").target is None
