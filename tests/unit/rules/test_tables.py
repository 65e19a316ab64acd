"""The bit tables say of every box what the box says of itself."""

from __future__ import annotations

import random

import pytest

from deltytelser.rules.boxes import holds
from deltytelser.rules.case import open_case
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.mapping import find_delytelse
from deltytelser.rules.residual import residual
from deltytelser.rules.tables import plain_boxes
from deltytelser.rules.vocabulary import DELYTELSE, DELYTELSE_WORDS
from tests.unit.rules.made_up import referral


@pytest.fixture(scope="module")
def cases(rules, world):
    rng = random.Random(31)
    found = []
    while len(found) < 300:
        try:
            case = open_case(referral(rng, known=rng.choice([0.3, 0.7, 0.95])), rules=rules, world=world)
        except InvalidFacts:
            continue
        find_delytelse(case.coded, case.edition)
        found.append(case)
    return found


def test_a_two_valued_sheet_has_the_bits_of_the_boxes_that_hold(cases):
    for case in cases:
        edition = case.edition
        sheet = edition.gate_sheet(case.coded[DELYTELSE])
        expected = [holds(box, case.coded, edition.definitions) for box in sheet.boxes]
        assert _flags(sheet.bits(case.coded), len(expected)) == expected


def test_a_three_valued_sheet_knows_what_may_hold_and_what_holds_whatever_is_unknown(cases):
    for case in cases:
        edition = case.edition
        definitions, right = edition.definitions, edition.right_sheet(case.coded[DELYTELSE])
        ground = definitions.ground_holds(case.coded)
        left = [residual(box, case.coded, definitions, ground) for box in right.sheet.boxes]
        both, count = right.sheet.bits(case.coded), len(left)
        assert _flags(both, count) == [one is not None for one in left]
        assert _flags(both >> right.shift, count) == [one is not None and one.settled for one in left]


def test_first_is_the_first_row_in_the_order_of_the_table(cases):
    for case in cases:
        edition = case.edition
        found = edition.early_sheet.first(case.coded)
        rows = [row for row, _, _ in edition.finders]
        holding = [
            number
            for number, row in enumerate(rows)
            if any(holds(box, case.coded, edition.definitions) for box in row.boxes)
        ]
        assert found == (holding[0] if holding else -1)


def test_a_cell_that_asks_for_one_of_several_conditions_becomes_a_box_for_each(rules):
    row = rules.on(rules.breaks[-1]).by_id["map.brain"]
    boxes = plain_boxes(row.boxes[0])
    assert [box.ticked.bit_count() for box in boxes] == [1, 1]
    assert not any(box.ticked_any for box in boxes)


def test_the_tables_of_all_editions_are_small(rules):
    editions = [rules.on(day) for day in rules.breaks]
    size = sum(
        edition.right_sheet(code).sheet.bytes + edition.gate_sheet(code).bytes
        for edition in editions
        for code in range(len(DELYTELSE_WORDS))
    )
    assert size < 2_000_000


def _flags(bits, count):
    return [bool(bits >> number & 1) for number in range(count)]
