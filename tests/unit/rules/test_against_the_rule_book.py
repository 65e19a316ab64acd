"""Random referrals: the engine says what a slow reading of the rule book says (oracle.py), key by key."""

from __future__ import annotations

import json
import math
import random

import pytest

from deltytelser.rules.assess import assess
from deltytelser.rules.render import render
from deltytelser.rules.vocabulary import CONDITIONS
from tests.unit.rules import oracle
from tests.unit.rules.cases import facts_of
from tests.unit.rules.made_up import referral

MOST_COMPLETIONS = 600


def _completions(facts):
    ref = oracle.Referral(facts)
    return math.prod(len(values) for values in oracle.unknown_facts(ref, oracle.stage_2(ref)[0]).values())


def _same(facts, rules, world, today):
    proposal = render(assess(facts, rules=rules, world=world, on=today), rules=rules)
    expected = oracle.propose(facts)
    rules_cited = [one["rule"] for one in proposal["reasons"]]
    assert len(rules_cited) == len(set(rules_cited))
    assert set(rules_cited) == expected.pop("rules"), facts
    assert {name: proposal[name] for name in expected} == expected, facts
    return proposal


@pytest.mark.parametrize(("seed", "known"), [(1, 0.95), (2, 0.85), (3, 0.7)])
def test_the_engine_agrees_with_the_rule_book(seed, known, rules, world, today):
    rng = random.Random(seed)
    outcomes = set()
    for number in range(400):
        facts = referral(rng, number, known=known)
        if _completions(facts) <= MOST_COMPLETIONS:
            outcomes.add(_same(facts, rules, world, today)["outcome"])
    assert outcomes == {"granted", "refused", "redirected", "incomplete", "manual"}


@pytest.mark.slow
def test_the_engine_agrees_with_the_rule_book_many_times(rules, world, today):
    rng = random.Random(4)
    for number in range(30_000):
        facts = referral(rng, number, known=rng.choice([0.5, 0.7, 0.9, 0.97]))
        if _completions(facts) <= 4000:
            _same(facts, rules, world, today)


def _in_order(entries):
    return sorted((json.dumps(changes, sort_keys=True), outcome) for changes, outcome in entries)


def _counterfactuals_agree(facts, rules, world, today, most):
    ref = oracle.Referral(facts)
    proposal = assess(facts, rules=rules, world=world, on=today)
    entries = [(one["changes"], one["outcome"]) for one in proposal["counterfactuals"]]
    expected = oracle.counterfactuals(ref, oracle.stage_2(ref)[0], CONDITIONS, most=most)
    if expected is None:
        assert min(len(changes) for changes, _ in entries) > most
    else:
        assert _in_order(entries) == _in_order(expected), facts


def test_counterfactuals_are_all_the_smallest_sets(rules, world, today):
    rng = random.Random(5)
    refused = 0
    while refused < 12:
        facts = referral(rng, known=0.97)
        if (
            _completions(facts) <= 16
            and assess(facts, rules=rules, world=world, on=today)["outcome"] == "refused"
        ):
            refused += 1
            _counterfactuals_agree(facts, rules, world, today, most=1)


TWO_FACTS = {
    "diagnoses": ["icd10 G93.3"],
    "conditions": ["cfs_me_diagnosed"],
    "function_loss": "bedbound",
    "goal": "maintain",
    "municipal_measures": "sufficient",
}


def test_counterfactuals_of_two_facts(rules, world, today):
    _counterfactuals_agree(facts_of("two", TWO_FACTS), rules, world, today, most=2)


@pytest.mark.slow
@pytest.mark.parametrize("delytelse", ["A", "J"])
def test_counterfactuals_of_three_facts(delytelse, rules, world, today):
    facts = facts_of(
        "three",
        {
            "diagnoses": ["icd10 S72.0" if delytelse == "A" else "icd10 M79.7"],
            "conditions_denied": [*oracle.DENIED_CELLS[delytelse], "risk_of_function_loss"],
            "function_loss": "none",
            "needs": {"complexity": False, "multidisciplinary": False},
            "municipal_measures": "not_tried",
            "earlier_stays": [{"delytelse": delytelse, "ended_on": "2025-06-01"}],
            "significant_change": False,
        },
    )
    _counterfactuals_agree(facts, rules, world, today, most=3)


def test_a_known_fact_never_overturns_what_was_certain(rules, world, today):
    """Where the outcome stands whatever the unknown facts are, telling them changes nothing."""
    rng = random.Random(6)
    told = 0
    while told < 200:
        facts = referral(rng, known=0.6)
        before = assess(facts, rules=rules, world=world, on=today)
        if before["outcome"] in ("incomplete", "redirected"):
            continue
        after_facts = _all_told(facts, rng)
        after = assess(after_facts, rules=rules, world=world, on=today)
        same_case = (before["delytelse"], before["trace"][1]["row"]) == (
            after["delytelse"],
            after["trace"][1]["row"],
        )
        if same_case:
            told += 1
            assert after["outcome"] == before["outcome"], (facts, after_facts)


def test_nothing_is_missing_but_unknown_facts(rules, world, today):
    rng = random.Random(7)
    for number in range(300):
        facts = referral(rng, number, known=0.5)
        proposal = assess(facts, rules=rules, world=world, on=today)
        assert bool(proposal["missing"]) == (proposal["outcome"] == "incomplete")
        known = {name for name, value in facts.items() if value is not None}
        known |= {f"needs.{name}" for name, value in facts["needs"].items() if value is not None}
        known |= {f"conditions.{name}" for name in facts["conditions"] + facts["conditions_denied"]}
        assert not known & set(proposal["missing"])
        assert set(proposal["missing"]) <= set(proposal["unknown"])


def _all_told(facts, rng):
    told = {
        **facts,
        "needs": {
            name: value if value is not None else rng.choice([True, False])
            for name, value in facts["needs"].items()
        },
    }
    for name in ("function_loss", "goal", "municipal_measures", "significant_change"):
        if told[name] is None:
            told[name] = rng.choice(oracle.VALUES[name])
    unknown = [name for name in CONDITIONS if name not in facts["conditions"] + facts["conditions_denied"]]
    told["conditions_denied"] = facts["conditions_denied"] + unknown
    return told
