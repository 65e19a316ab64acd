"""What every part works on: the shipped rule set and world, and made-up referrals."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.rules.referrals import Facts, referrals
from deltytelser.catalogue.read import CATALOGUE, load_world, read_folder
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.record import RECORD, pack
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import World

# The day of the proposals, and a day in the edition that all receipts fall in.
ON = date(2026, 11, 22)
EDITION = date(2026, 1, 1)


@cache
def shipped_files() -> dict[str, Any]:
    """The parsed files of the shipped rule set."""
    return read_folder(CATALOGUE)


@cache
def shipped_rules() -> RuleSet:
    """The shipped rule set, compiled."""
    return compile_rule_set(shipped_files())


@cache
def shipped_world() -> World:
    """The shipped world, without waits."""
    return load_world()


@cache
def made_up(count: int) -> tuple[Facts, ...]:
    """Different referrals, the same ones in every part."""
    return tuple(referrals(count))


@cache
def packed(count: int) -> npt.NDArray[Any]:
    """The same as a column of packed records."""
    return np.frombuffer(b"".join(pack(one, world=shipped_world()) for one in made_up(count)), dtype=RECORD)


def areas() -> dict[str, str | None]:
    """The health trust area of each municipality."""
    return {number: one.area for number, one in shipped_world().municipalities.items()}


def forget(rules: RuleSet, world: World) -> None:
    """Empty the memories of answers, so that every referral is decided anew.

    What remains is no answer: compiled tables, finished sentences of single rows, the calendar, the
    diagnosis map's look-ups.
    """
    edition = rules.on(EDITION)
    edition.verdicts.clear()
    edition.counterfactuals.clear()
    world.routes.clear()
