"""zen-engine with the same tables, and how far it agrees with us where nothing is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import zen

from bench.rules.jdm import decision
from bench.rules.referrals import Facts, referrals
from bench.rules.setting import EDITION, ON, shipped_rules, shipped_world
from bench.rules.zen_facts import ZenFacts
from deltytelser.rules.assess import assess
from deltytelser.rules.trace import Proposal

KEY: Final = "rules"
TRACE: Final = {"trace": True}


@cache
def zen_engine() -> Any:
    """The engine with the decision read and compiled once."""
    content = decision(shipped_rules(), EDITION)
    return zen.ZenEngine({"loader": {"type": "static", "content": {KEY: content}}})


def contexts(facts: Sequence[Facts]) -> list[Facts]:
    """What zen is handed, all that must be derived derived already."""
    maker = ZenFacts(shipped_rules(), shipped_world(), EDITION)
    return [maker.context(one) for one in facts]


def agreement(count: int) -> float:
    """Percent of referrals without unknowns in which outcome, delytelse, level and weeks are the same."""
    facts = list(referrals(count, seed=2, known=1.0))
    engine = zen_engine()
    same = 0
    for one, context in zip(facts, contexts(facts), strict=True):
        proposal = assess(one, rules=shipped_rules(), world=shipped_world(), on=ON)
        same += _ours(proposal) == _theirs(engine.evaluate(KEY, context)["result"])
    return 100 * same / count


def _ours(proposal: Proposal) -> tuple[object, ...]:
    outcome, letter = proposal["outcome"], proposal["delytelse"] or "none"
    if outcome in ("refused", "redirected"):
        return outcome, letter
    deadline = proposal["start_deadline"]
    weeks = deadline["weeks"] if deadline else None
    return outcome, letter, proposal["level"], proposal["lodging"], weeks


def _theirs(result: dict[str, Any]) -> tuple[object, ...]:
    outcome, letter, level = result["outcome"], result["delytelse"], result.get("level")
    if outcome in ("refused", "redirected"):
        return outcome, letter
    lodging = level not in (None, "inpatient") and bool(result.get("lodging") or result.get("travel"))
    weeks = result.get("weeks_to_start") if outcome == "granted" and level is not None else None
    return outcome, letter, level, lodging, weeks
