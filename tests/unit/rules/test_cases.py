"""The cases that clinicians can read, and every row of the catalogue hit by at least one of them."""

from __future__ import annotations

import pytest

from deltytelser.rules.assess import assess
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.render import render
from tests.unit.rules.cases import all_cases

CASES = list(all_cases())
# Not rows of a decision: cited as words around them, or only with waits handed in (see test_route.py).
NOT_BY_CASES = {"right.not_settled", "route.choice/late", "route.gap", "law/2001"}


def _rows(proposal):
    """All rows that decided or were remarked upon."""
    rows = {one["row"] for one in proposal["trace"]} | set(proposal["rows"])
    return rows | {one["id"] for one in proposal["remarks"]}


@pytest.mark.parametrize(("facts", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_case(facts, expected, rules, world, today):
    if "error" in expected:
        with pytest.raises(InvalidFacts) as error:
            assess(facts, rules=rules, world=world, on=today)
        assert error.value.field == expected["error"]
        return
    proposal = render(assess(facts, rules=rules, world=world, on=today), rules=rules)
    assert _seen(proposal, expected) == expected


def _seen(proposal, expected):
    """What the proposal says in the words of `expected`, so that a difference shows all at once."""
    ids = {one["rule"] for one in proposal["reasons"]}
    candidates = proposal["route"]["candidates"]
    special = {
        "redirect_to": lambda _: proposal["route"]["redirect_to"],
        "sector": lambda _: proposal["route"]["sector"],
        "first_candidate": lambda _: candidates[0]["institution"] if candidates else None,
        "candidates": lambda _: [
            f"{one['institution']} {one['level']} {one['reasons'][0]}" for one in candidates
        ],
        "refusals": lambda wanted: [rule for rule in wanted if rule in ids],
        "weighs": lambda wanted: [rule for rule in wanted if rule in ids],
        "has": lambda wanted: [rule for rule in wanted if rule in ids],
        "lacks": lambda wanted: [rule for rule in wanted if rule not in ids],
        "remark": lambda wanted: _remark(proposal["remarks"], wanted),
        "not_before": lambda wanted: _mentioned(proposal["reasons"], wanted),
    }
    return {
        name: special.get(name, lambda _, key=name: proposal[key])(wanted)
        for name, wanted in expected.items()
    }


def _remark(remarks, wanted):
    if wanted is None:
        return remarks or None
    return wanted if any(wanted in remark for remark in remarks) else remarks


def _mentioned(reasons, day):
    texts = [one["text"] for one in reasons if one["rule"].startswith("deadline.")]
    return day if any(f"ikke starte før {day}" in text for text in texts) else texts


def test_every_row_of_the_catalogue_is_hit_by_a_case(rules, world, today):
    hit = set()
    for _, facts, expected in CASES:
        if "error" not in expected:
            hit |= _rows(assess(facts, rules=rules, world=world, on=today))
    assert {row.id for row in rules.all_rows()} - hit - NOT_BY_CASES == set()


def test_every_row_that_maps_redirects_or_weighs_is_also_missed_by_a_case(rules):
    lacked = {rule for _, _, expected in CASES for rule in expected.get("lacks", ())}
    rows = {row.id for row in rules.all_rows() if row.stage in (1, 2, 3) and row.table != "reasons"}
    assert rows - lacked == set()
