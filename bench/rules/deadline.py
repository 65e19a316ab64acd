"""Stage 5 alone: the deadline of a referral that is coded already."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.figure import Figure
from bench.rules.setting import made_up, shipped_rules, shipped_world
from bench.sizes import Sizes
from bench.timing import repeated
from deltytelser.rules.case import Case, open_case
from deltytelser.rules.mapping import find_delytelse
from deltytelser.rules.offer import decide_deadline, decide_level
from deltytelser.rules.vocabulary import DELYTELSE, NO_DELYTELSE

MOST = 2


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Each case once in a run; CPU time."""
    cases = _cases(sizes.of(20_000))

    def decide() -> None:
        for case in cases:
            decide_deadline(case)

    spread = repeated(decide, runs=sizes.runs, clock=time.process_time)
    values = [1e6 * seconds / len(cases) for seconds in spread]
    note = f"CPU, median of {sizes.runs} runs over {len(cases)} different cases"
    yield Figure(
        "A deadline of a coded case", values[0], "µs", MOST, low=values[1], high=values[2], note=note
    )


def _cases(count: int) -> list[Case]:
    cases = []
    for facts in made_up(count):
        case = open_case(facts, rules=shipped_rules(), world=shipped_world())
        find_delytelse(case.coded, case.edition)
        if case.coded[DELYTELSE] != NO_DELYTELSE:
            decide_level(case)
            cases.append(case)
    return cases
