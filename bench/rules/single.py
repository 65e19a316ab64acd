"""One referral at a time: decided with missing and trace, against zen-engine; and rendered in bokmål."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from bench.figure import AT_LEAST, Figure
from bench.rules.referrals import Facts
from bench.rules.setting import ON, forget, made_up, shipped_rules, shipped_world
from bench.rules.zen_peer import KEY, TRACE, agreement, contexts, zen_engine
from bench.sizes import Sizes
from bench.timing import each, percentile
from deltytelser.rules.assess import assess
from deltytelser.rules.case import Case, open_case
from deltytelser.rules.decide import decide, trace_of
from deltytelser.rules.render import render

MOST_DECIDED, MOST_RENDERED = 20, 200
TIMES_ZEN = 25


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Every run goes through all referrals once, with the memories of answers emptied before it."""
    facts = made_up(sizes.of(5_000))
    ours = _runs(sizes, facts, _decided)
    zens = _runs(sizes, facts, _by_zen)
    note = f"wall, median of {len(ours)} runs over {len(facts)} different referrals, no answer remembered"
    yield _p50("Single, stages 0–5 with missing and trace, p50", ours, MOST_DECIDED, note)
    yield _beside("Single, stages 0–5 with missing and trace", ours, 95)
    yield Figure(
        "Single, zen-engine with trace takes so many times as long",
        _middle(zens, 50) / _middle(ours, 50),
        "×",
        TIMES_ZEN,
        AT_LEAST,
        note="p50 against p50",
    )
    yield _beside("Single, zen-engine with trace", zens, 50)
    yield _beside("Single, zen-engine with trace", zens, 95)
    yield _beside("Single, zen-engine without trace", _runs(sizes, facts, _by_zen_untraced), 50)
    yield Figure("zen-engine agrees where all is known", agreement(sizes.of(2_000)), "%")
    yield from _from_facts(sizes, facts)


def _from_facts(sizes: Sizes, facts: Sequence[Facts]) -> Iterator[Figure]:
    rendered = _runs(sizes, facts, _rendered)
    note = (
        "from facts as received: checked, decided, routed, explained and written; sentences of rows are kept"
    )
    yield _p50("Single, assessed and rendered in nb, p50", rendered, MOST_RENDERED, note)
    yield _beside("Single, assessed and rendered in nb", rendered, 95)
    yield _beside("Single, facts checked and coded", _runs(sizes, facts, _opened), 50)


def _runs(sizes: Sizes, facts: Sequence[Facts], work: object) -> list[list[float]]:
    """Seconds by referral, for each run; a first run warms up and is dropped."""
    runs = []
    for _ in range(sizes.runs + 1):
        forget(shipped_rules(), shipped_world())
        runs.append(work(facts))  # type: ignore[operator]
    return runs[1:]


def _decided(facts: Sequence[Facts]) -> list[float]:
    world = shipped_world()

    def one(case: Case) -> None:
        decision = decide(case, world)
        assert decision.missing is not None
        trace_of(decision, case)

    return each(one, [_case(facts) for facts in facts])


def _by_zen(facts: Sequence[Facts]) -> list[float]:
    engine = zen_engine()
    return each(lambda one: engine.evaluate(KEY, one, TRACE), contexts(facts))


def _by_zen_untraced(facts: Sequence[Facts]) -> list[float]:
    engine = zen_engine()
    return each(lambda one: engine.evaluate(KEY, one), contexts(facts))


def _rendered(facts: Sequence[Facts]) -> list[float]:
    rules, world = shipped_rules(), shipped_world()
    return each(lambda one: render(assess(one, rules=rules, world=world, on=ON), rules=rules), facts)


def _opened(facts: Sequence[Facts]) -> list[float]:
    return each(_case, facts)


def _case(facts: Facts) -> Case:
    return open_case(facts, rules=shipped_rules(), world=shipped_world())


def _microseconds(runs: list[list[float]], percent: int) -> list[float]:
    return [1e6 * percentile(seconds, percent) for seconds in runs]


def _middle(runs: list[list[float]], percent: int) -> float:
    return median(_microseconds(runs, percent))


def _p50(name: str, runs: list[list[float]], most: float, note: str) -> Figure:
    values = _microseconds(runs, 50)
    return Figure(name, median(values), "µs", most, low=min(values), high=max(values), note=note)


def _beside(name: str, runs: list[list[float]], percent: int) -> Figure:
    values = _microseconds(runs, percent)
    return Figure(f"{name}, p{percent}", median(values), "µs", low=min(values), high=max(values))
