"""Memory of a compiled rule set with its content, rows, sentences and bit tables."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Iterator

from bench.figure import Figure
from bench.rules.setting import ON, areas, forget, made_up, packed, shipped_rules, shipped_world
from bench.sizes import Sizes
from deltytelser.rules.assess import assess
from deltytelser.rules.columns import answer_columns
from deltytelser.rules.compile import compile_rule_set

MOST = 5


def measure(sizes: Sizes) -> Iterator[Figure]:
    """What is held once every table is built and used, the memories of answers emptied."""
    content, world = shipped_rules().content, shipped_world()
    facts, records, where = made_up(500), packed(500), areas()
    gc.collect()
    tracemalloc.start()
    try:
        rules = compile_rule_set(json.loads(content))
        answer_columns(records, rules=rules, areas=where)
        for one in facts:
            assess(one, rules=rules, world=world, on=ON)
        forget(rules, world)
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    yield Figure("Memory of a compiled rule set", held / 1e6, "MB", MOST, note="tracemalloc, numpy included")
