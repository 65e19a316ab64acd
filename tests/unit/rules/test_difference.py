"""The counts of a difference against a plain loop over the same answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deltytelser.rules import difference
from deltytelser.rules.columns import ANSWER
from deltytelser.rules.difference import Difference
from deltytelser.rules.record import RECORD
from deltytelser.rules.tally import (
    Group,
    by_municipality,
    chosen,
    left_to_people,
    number_of,
    outcome_pairs,
    place_days,
    row_pairs,
    shift_buckets,
)

AREAS = {"5001": "STO", "5038": "HNT", "0301": None}
AREA_OF = difference.area_numbers(AREAS, ("HNT", "STO"))
GRANTED, REFUSED, REDIRECTED, INCOMPLETE, MANUAL = range(5)

an_answer = st.fixed_dictionaries(
    {
        "outcome": st.integers(0, 4),
        "delytelse": st.sampled_from((1, 9, 18)),
        "level": st.sampled_from((0, 2, 255)),
        "lodging": st.integers(0, 1),
        "days": st.sampled_from((-1, 56, 70, 84)),
        "stay_min": st.sampled_from((0, 7)),
        "stay_max": st.sampled_from((0, 14, 21)),
        "row": st.integers(-1, 3),
    }
)
a_record = st.fixed_dictionaries(
    {
        "municipality": st.sampled_from((5001, 5038, 301)),
        "age": st.sampled_from((4, 17, 18, 66, 79, 80, 101)),
    }
)
referrals = st.lists(st.tuples(an_answer, an_answer, a_record, st.integers(0, 3)), min_size=1, max_size=40)


def an_array(dtype: np.dtype[Any], rows: list[dict[str, int]]) -> Any:
    made = np.zeros(len(rows), dtype=dtype)
    for at, row in enumerate(rows):
        for name, value in row.items():
            made[name][at] = value
    return made


def granted(**changed: int) -> dict[str, int]:
    base = {
        "outcome": GRANTED,
        "delytelse": 1,
        "level": 2,
        "days": 84,
        "stay_min": 7,
        "stay_max": 21,
        "row": 5,
    }
    return base | changed


def compared(
    old: list[dict[str, int]],
    new: list[dict[str, int]],
    records: list[dict[str, int]] | None = None,
    decided: list[int] | None = None,
    *,
    people: bool = False,
) -> Difference:
    before, after = an_array(ANSWER, old), an_array(ANSWER, new)
    return difference.compare(
        before,
        after,
        records=an_array(RECORD, records or [{"municipality": 5038, "age": 50}] * len(old)),
        kinds=difference.kinds_of(before, after, against_people=people),
        area_of=AREA_OF,
        decided=np.array(decided or [0] * len(old), dtype=np.uint8),
    )


def naive_kind(old: dict[str, int], new: dict[str, int]) -> str:
    for kind, names in (
        ("outcome", ("outcome",)),
        ("delytelse", ("delytelse",)),
        ("level", ("level", "lodging")),
        ("deadline", ("days",)),
        ("stay", ("stay_min", "stay_max")),
    ):
        if any(old[name] != new[name] for name in names):
            return kind
    return "same"


@given(referrals)
def test_the_counts_are_those_of_a_plain_loop(rows: list[Any]) -> None:
    old, new, records, decided = (list(column) for column in zip(*rows, strict=True))
    found = compared(old, new, records, decided)
    kinds = [naive_kind(*pair) for pair in zip(old, new, strict=True)]
    assert found.asked == len(rows)
    assert number_of(found.cells) == len(rows)
    assert number_of(found.cells, changed=True) == sum(kind != "same" for kind in kinds)
    assert outcome_pairs(found.cells) == Counter(
        (one["outcome"], other["outcome"]) for one, other in zip(old, new, strict=True)
    )
    assert row_pairs(found.cells) == Counter(
        (one["row"], other["row"]) for one, other, kind in zip(old, new, kinds, strict=True) if kind != "same"
    )
    moved = [
        other["days"] - one["days"]
        for one, other in zip(old, new, strict=True)
        if one["outcome"] == other["outcome"] == GRANTED and min(one["days"], other["days"]) >= 0
    ]
    assert found.shifts == Counter(days for days in moved if days)
    assert shift_buckets(found.cells)[1] == sum(moved)


@given(referrals)
def test_place_days_are_the_middles_of_the_stays_of_those_who_change(rows: list[Any]) -> None:
    old, new, records, decided = (list(column) for column in zip(*rows, strict=True))
    naive: Counter[tuple[int, int]] = Counter()
    for one, other in zip(old, new, strict=True):
        if naive_kind(one, other) != "same":
            for answer, sign in ((one, -1), (other, 1)):
                if answer["outcome"] == GRANTED and answer["level"] < 3:
                    middle = (answer["stay_min"] + answer["stay_max"]) / 2
                    naive[answer["delytelse"], answer["level"]] += sign * middle
    found = place_days(compared(old, new, records, decided).cells)
    assert {key: one.extra for key, one in found.items()} == {key: n for key, n in naive.items() if n}


@given(referrals, st.integers(0, 40))
def test_chunks_add_up_to_the_whole(rows: list[Any], cut: int) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    whole = compared(*columns)
    parts = Difference()
    for part in (slice(0, cut), slice(cut, None)):
        if columns[0][part]:
            parts.add(compared(*(column[part] for column in columns)))
    assert (parts.asked, parts.cells, parts.places, parts.shifts) == (
        whole.asked,
        whole.cells,
        whole.places,
        whole.shifts,
    )


@given(referrals)
def test_a_group_holds_the_referrals_that_a_plain_filter_finds(rows: list[Any]) -> None:
    old, new, records, decided = (list(column) for column in zip(*rows, strict=True))
    cells = compared(old, new, records, decided).cells
    group = Group(delytelser=frozenset({9}), areas=frozenset({1}), ages=frozenset({1, 5}))
    naive = sum(
        9 in (one["delytelse"], other["delytelse"])
        and record["municipality"] == 5038
        and (18 <= record["age"] < 40 or record["age"] >= 80)
        for one, other, record in zip(old, new, records, strict=True)
    )
    assert number_of(chosen(cells, group)) == naive


def test_municipalities_are_counted_by_their_number() -> None:
    records = [
        {"municipality": 5001, "age": 50},
        {"municipality": 5001, "age": 50},
        {"municipality": 301, "age": 9},
    ]
    found = compared([granted()] * 3, [granted(), granted(days=70), granted()], records)
    assert by_municipality(found) == {5001: (2, 1), 301: (1, 0)}


def test_a_pair_of_rows_asks_for_changed_ones_alone() -> None:
    cells = compared([granted(), granted()], [granted(), granted(days=70, row=6)]).cells
    assert number_of(chosen(cells, Group(rows=(5, 6)))) == 1
    assert number_of(chosen(cells, Group(rows=(-1, -1)))) == 0


def test_a_deadline_two_weeks_sooner_is_counted_in_its_bucket() -> None:
    buckets, days = shift_buckets(compared([granted()] * 2, [granted(days=70), granted(days=70)]).cells)
    assert (buckets[2], sum(buckets), days) == (2, 2, -28)


def a_decision(**said: int) -> dict[str, Any]:
    whole = {"outcome": 1, "delytelse": 1, "level": 2, "lodging": 0, "days": 84} | said
    return {name: np.array([value]) for name, value in whole.items()}


def decided(said: dict[str, Any], answer: dict[str, int]) -> Any:
    stays = np.zeros((19, 4, 2), dtype=np.uint8)
    stays[9, 0] = 1, 3
    return difference.decided_answers(said, an_array(ANSWER, [answer]), stays=stays)


def test_a_decision_that_says_what_the_rules_say_differs_in_nothing() -> None:
    answer = granted()
    kinds = difference.kinds_of(
        decided(a_decision(), answer), an_array(ANSWER, [answer]), against_people=True
    )
    assert difference.KINDS[kinds[0]] == "same"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"outcome": 2}, "outcome"),
        ({"delytelse": 9}, "delytelse"),
        ({"level": 0}, "level"),
        ({"days": 70}, "deadline"),
        ({"delytelse": 18}, "same"),
        ({"level": 255, "lodging": 1}, "same"),
    ],
)
def test_what_a_decision_does_not_say_is_not_held_against_the_rules(said: dict[str, int], kind: str) -> None:
    answer = granted()
    kinds = difference.kinds_of(
        decided(a_decision(**said), answer), an_array(ANSWER, [answer]), against_people=True
    )
    assert difference.KINDS[kinds[0]] == kind


def test_a_refusal_is_compared_by_its_outcome_alone() -> None:
    answer = granted(outcome=REFUSED, level=255, days=-1, stay_min=0, stay_max=0)
    said = a_decision(outcome=2, delytelse=18, level=255, days=-1)
    kinds = difference.kinds_of(decided(said, answer), an_array(ANSWER, [answer]), against_people=True)
    assert difference.KINDS[kinds[0]] == "same"


def test_another_delytelse_than_the_rules_stays_as_long_as_it_guides() -> None:
    found = decided(a_decision(delytelse=9, level=0), granted())
    assert (found["stay_min"][0], found["stay_max"][0]) == (1, 3)


def test_what_the_rules_leave_to_a_person_is_no_change() -> None:
    cells = compared([granted()], [granted(outcome=MANUAL)], people=True).cells
    assert (number_of(cells, changed=True), left_to_people(cells)) == (0, 1)
