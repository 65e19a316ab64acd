"""A rule set asked as of a later day: of one referral as of a column of them."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from deltytelser.catalogue.read import load_rule_set, load_world
from deltytelser.rules.as_of import as_of
from deltytelser.rules.assess import assess
from deltytelser.rules.columns import answer_columns
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.errors import InvalidFacts, NoRuleInForce
from deltytelser.rules.record import RECORD, pack
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.tree import reason_tree
from deltytelser.rules.verdict import OUTCOMES
from deltytelser.rules.vocabulary import DELYTELSE_WORDS
from tests.unit.rules.made_up import referral

LATER = date(2030, 1, 1)
WORLD = load_world()
NUMBER = 150


def halved(rules: RuleSet) -> RuleSet:
    """Every deadline is half as long from a later day on."""
    files: dict[str, Any] = json.loads(rules.content)
    rows = files["deadline.yaml"]["rows"]
    old = [row | {"to": (LATER - timedelta(days=1)).isoformat()} for row in rows]
    new = [row | {"from": LATER.isoformat(), "weeks": (row["weeks"] + 1) // 2} for row in rows]
    files["deadline.yaml"]["rows"] = [row for pair in zip(old, new, strict=True) for row in pair]
    return compile_rule_set(files)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return halved(load_rule_set())


def readable() -> list[dict[str, Any]]:
    rng, found = random.Random(3), []
    while len(found) < NUMBER:
        facts = referral(rng, len(found))
        try:
            pack(facts, world=WORLD)
        except InvalidFacts:
            continue
        found.append(facts)
    return found


def test_one_by_one_it_says_what_the_column_says(rules: RuleSet) -> None:
    referrals = readable()
    records = np.frombuffer(b"".join(pack(one, world=WORLD) for one in referrals), dtype=RECORD)
    areas = {number: one.area for number, one in WORLD.municipalities.items()}
    column = answer_columns(records, rules=rules, areas=areas, not_before=LATER)
    frozen = as_of(rules, LATER)
    found = [assess(one, rules=frozen, world=WORLD, on=date(2026, 4, 1)) for one in referrals]
    assert [
        (OUTCOMES[answer["outcome"]], DELYTELSE_WORDS[answer["delytelse"]], int(answer["weeks"]))
        for answer in column
    ] == [
        (one["outcome"], one["delytelse"] or "none", (one["start_deadline"] or {"weeks": 0})["weeks"])
        for one in found
    ]


def test_the_tree_shows_the_row_of_the_later_day(rules: RuleSet) -> None:
    granted = next(
        one for one in readable() if assess(one, rules=rules, world=WORLD, on=LATER)["start_deadline"]
    )
    tree = reason_tree(granted, rules=as_of(rules, LATER), world=WORLD, on=LATER)
    deadline = next(stage for stage in tree["stages"] if stage["key"] == "deadline")
    decided = [row for table in deadline["tables"] for row in table["rows"] if row["state"] == "decides"]
    assert decided[0]["first"] == LATER.isoformat()


def test_before_the_first_rule_there_is_none(rules: RuleSet) -> None:
    with pytest.raises(NoRuleInForce):
        as_of(rules, date(1999, 1, 1))
