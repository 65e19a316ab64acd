"""100 000 packed referrals: outcome, delytelse, level and weeks, against zen-engine and masks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from bench.figure import AT_LEAST, Figure
from bench.rules import masks
from bench.rules.more_rows import enlarged, rows_asked
from bench.rules.setting import EDITION, areas, made_up, packed, shipped_files, shipped_rules
from bench.rules.zen_peer import KEY, contexts, zen_engine
from bench.sizes import Sizes
from bench.timing import Spread, repeated
from deltytelser.rules.columns import answer_columns
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.verdict import OUTCOMES

COUNT, ZEN_SAMPLE = 100_000, 5_000
MANY_ROWS = 300
MOST_SECONDS = 0.1
TIMES_ZEN, TIMES_MASKS, TIMES_MASKS_OF_MANY = 50, 1, 5


class Pair(NamedTuple):
    """Our time and that of the masks, for one rule set, and percent of referrals answered alike."""

    ours: Spread
    theirs: Spread
    alike: float
    only_undecided: bool


def measure(sizes: Sizes) -> Iterator[Figure]:
    """CPU time throughout: what runs on several processors is added up."""
    records, rules = packed(sizes.of(COUNT)), shipped_rules()
    shipped = _against_masks(records, rules, sizes)
    note = f"CPU, median of {sizes.runs} runs over {len(records)} different referrals"
    yield _seconds("Batch, outcome, delytelse, level and weeks", shipped.ours, note, MOST_SECONDS)
    yield from _against_zen(shipped.ours, len(records), sizes)
    yield from _times(shipped, rules, TIMES_MASKS)
    many = enlarged(shipped_files(), MANY_ROWS)
    of_many = _against_masks(records, many, sizes)
    yield _seconds(f"Batch at {rows_asked(many)} rows", of_many.ours, note)
    yield from _times(of_many, many, TIMES_MASKS_OF_MANY)


def _against_masks(records: Any, rules: RuleSet, sizes: Sizes) -> Pair:
    where, edition = areas(), rules.on(EDITION)

    def ours() -> Any:
        return answer_columns(records, rules=rules, areas=where)

    def theirs() -> masks.Masks:
        return masks.answer(records, rules=rules, edition=edition, areas=where)

    alike, only_undecided = _compare(ours(), theirs())
    clock = time.process_time
    mine = repeated(ours, runs=sizes.runs, before=edition.verdicts.clear, clock=clock)
    return Pair(mine, repeated(theirs, runs=sizes.runs, clock=clock), alike, only_undecided)


def _compare(ours: Any, theirs: masks.Masks) -> tuple[float, bool]:
    """Percent alike; and whether the masks only ever say incomplete where every completion agrees."""
    same = (ours["outcome"] == theirs.outcome) & (ours["delytelse"] == theirs.delytelse)
    same &= (ours["level"] == theirs.level) & (ours["weeks"] == theirs.weeks)
    left = theirs.outcome[~same] == OUTCOMES.index("incomplete")
    return 100 * float(np.mean(same)), bool(left.all())


def _times(pair: Pair, rules: RuleSet, least: float) -> Iterator[Figure]:
    rows = rows_asked(rules)
    rest = "the rest are incomplete by masks, decided by us" if pair.only_undecided else "SOME DIFFER"
    yield Figure(
        f"Batch, a mask per rule takes so many times as long at {rows} rows",
        pair.theirs.middle / pair.ours.middle,
        "×",
        least,
        AT_LEAST,
        note=f"{pair.alike:.2f} % answered alike, {rest}",
    )
    yield _seconds(f"Batch, a mask per rule at {rows} rows", pair.theirs, "CPU")


def _against_zen(ours: Spread, count: int, sizes: Sizes) -> Iterator[Figure]:
    requests = [{"key": KEY, "context": one} for one in contexts(made_up(sizes.of(ZEN_SAMPLE)))]
    engine = zen_engine()
    runs = 3 if sizes.scale >= 1 else 1
    zens = repeated(lambda: engine.evaluate_batch(requests), runs=runs, clock=time.process_time)
    scaled = Spread(*(seconds * count / len(requests) for seconds in zens))
    yield Figure(
        "Batch, zen-engine's evaluate_batch takes so many times as long",
        scaled.middle / ours.middle,
        "×",
        TIMES_ZEN,
        AT_LEAST,
        note=f"measured on {len(requests)} and scaled; without trace; unknown is null to it",
    )
    yield _seconds("Batch, zen-engine's evaluate_batch, scaled", scaled, "CPU")


def _seconds(name: str, spread: Spread, note: str, most: float | None = None) -> Figure:
    return Figure(name, spread.middle, "s", most, low=spread.low, high=spread.high, note=note)
