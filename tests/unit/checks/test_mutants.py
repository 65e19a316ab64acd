"""Mutants: what the panel says of one without the engine is what the engine says with the slip in it."""

from __future__ import annotations

import pytest

from deltytelser.checks.answers import answer
from deltytelser.checks.mutants import Court, all_mutants, check_mutants
from deltytelser.checks.mutated import Mutator, finely
from deltytelser.checks.panel import Panel, alone
from deltytelser.rules.errors import InvalidFacts


@pytest.fixture(scope="module")
def fine(rules):
    return finely(rules)


@pytest.fixture(scope="module")
def mutants(fine, world):
    return list(all_mutants(Mutator(fine, sorted(world.institutions))))


def _noticed(mutant, panel, world):
    """By assessing every case anew."""
    for seat in panel.seats:
        try:
            found = answer(seat.facts, mutant.rules, alone(world))
        except InvalidFacts:
            return True
        if any(found[name] != seat.answer[name] for name in seat.case.expected):
            return True
    return False


@pytest.mark.parametrize(
    ("begin", "step"), [(0, 101), pytest.param(3, 5, marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_the_panel_notices_what_the_engine_notices(begin, step, fine, mutants, world):
    few = Panel(fine, alone(world), fine.cases[::3])
    for mutant in mutants[begin::step]:
        assert (few.notices(mutant) is not None) == _noticed(mutant, few, world), mutant.change


def test_a_slip_in_each_kind_of_table_is_made(mutants):
    assert {one.kind for one in mutants} == {
        "map",
        "work",
        "gate",
        "right",
        "level",
        "lodging",
        "stay",
        "deadline",
        "deadline_limits",
        "route_named",
        "route_own_hf",
        "settings",
        "definitions",
    }
    assert len(mutants) > 900


def test_every_slip_in_the_shipped_rules_is_noticed_by_a_case(rules, world):
    tally = check_mutants(rules, world)
    assert tally.findings == []
    assert tally.caught > 900


@pytest.mark.slow
def test_what_is_called_alike_is_not_told_apart_by_any_case(fine, mutants, world):
    court, panel = Court(fine, alone(world)), Panel(fine, alone(world), fine.cases)
    for mutant in mutants:
        if court.shows(mutant) is None:
            assert panel.notices(mutant) is None
