"""Every seeded fault is caught by the check that should, and z3 finds the same gaps, overlaps, dead rows."""

from __future__ import annotations

from collections import Counter

import pytest

from deltytelser.checks.cases import check_cases
from deltytelser.checks.dead import check_dead
from deltytelser.checks.gaps import check_gaps
from deltytelser.checks.mutants import check_mutants
from deltytelser.checks.overlaps import check_overlaps
from deltytelser.checks.run import periods_of
from deltytelser.checks.running import types_finding
from deltytelser.checks.second import check_second
from deltytelser.checks.sources import check_sources
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.errors import CatalogueError
from tests.unit.checks.seeds import all_seeds

SEEDS = list(all_seeds())
# A tenth of each kind at every run; all of them with `bin/test --all`.
_EVERY = 10
_PROVED = ("gaps", "overlaps", "dead")


def _marked():
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        often = seed.check in ("types", "sources") or (
            seed.check != "mutants" and seen[seed.check] % _EVERY == 0
        )
        seen[seed.check] += 1
        marks = () if often or seed.name == "no cases of C" else pytest.mark.slow
        yield pytest.param(seed, id=f"{seed.check}: {seed.name}", marks=marks)


def found_by(check, files, world):
    try:
        rules = compile_rule_set(files)
    except CatalogueError as error:
        return [types_finding(error)]
    return {
        "types": list,
        "sources": lambda: check_sources(rules, world),
        "gaps": lambda: check_gaps(periods_of(rules, world), world),
        "overlaps": lambda: check_overlaps(rules, periods_of(rules, world), world),
        "dead": lambda: check_dead(periods_of(rules, world)),
        "cases": lambda: check_cases(rules, world)[0],
        "mutants": lambda: check_mutants(rules, world).findings,
    }[check]()


@pytest.mark.parametrize("seed", list(_marked()))
def test_a_seeded_fault_is_caught(seed, files, world):
    found = found_by(seed.check, seed.change(files), world)
    assert found, "not found"
    assert {one.check for one in found} == {seed.check}
    if seed.row:
        assert seed.row in {one.row for one in found}


def test_there_are_hundreds_of_every_kind_together():
    kinds = Counter(seed.check for seed in SEEDS)
    assert set(kinds) == {"types", "sources", "gaps", "overlaps", "dead", "cases", "mutants"}
    assert sum(kinds.values()) > 500


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(seed, id=seed.name, marks=() if number % 100 == 0 else pytest.mark.slow)
        for number, seed in enumerate(one for one in SEEDS if one.check in _PROVED)
        if number % 5 == 0
    ],
)
def test_the_second_method_finds_the_same_in_a_faulty_rule_set(seed, files, world):
    assert check_second(compile_rule_set(seed.change(files)), world) == []
