"""The checks of a rule set: all of them on publishing, with z3, and the quick ones while typing."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from typing import Any

from bench.figure import Figure
from bench.rules.setting import shipped_files, shipped_rules, shipped_world
from bench.sizes import Sizes
from bench.timing import Spread, repeated
from deltytelser.checks.run import check_quickly, check_rule_set
from deltytelser.checks.second import check_second

MOST_TO_PUBLISH = 10
MOST_WHILE_TYPING = 200


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Wall time, for a person waits for it."""
    rules, world = shipped_rules(), shipped_world()
    whole = repeated(
        lambda: check_rule_set(rules, world, second=check_second),
        runs=3 if sizes.scale >= 1 else 0,
        clock=time.perf_counter,
    )
    yield _figure(
        "Publish check of the shipped rule set", whole, 1, "s", MOST_TO_PUBLISH, "every check and z3"
    )
    changed = _one_cell_changed()
    quick = repeated(
        lambda: check_quickly(changed, base=rules, world=world), runs=sizes.runs, clock=time.perf_counter
    )
    note = "one cell of a row of stage 3 changed"
    yield _figure("Checks while typing", quick, 1000, "ms", MOST_WHILE_TYPING, note)


def _figure(name: str, spread: Spread, factor: int, unit: str, most: float, note: str) -> Figure:
    middle, low, high = (factor * seconds for seconds in spread)
    return Figure(name, middle, unit, most, low=low, high=high, note=f"wall, median; {note}")


def _one_cell_changed() -> dict[str, Any]:
    files = copy.deepcopy(shipped_files())
    row = next(one for one in files["right/J.yaml"]["rows"] if one["id"] == "J.not_tried")
    row["when"]["municipal_measures"] = ["not_tried", "insufficient"]
    return files
