import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from institutions.planning.lanes import lanes
from institutions.planning.weeks import WEEK, monday, next_monday, week_number, weeks_for_days

START = dt.date(2026, 1, 5)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=40))
def test_no_two_in_a_lane_overlap_and_no_lane_is_wasted(stays):
    spans = sorted((START + WEEK * first, START + WEEK * (first + weeks)) for first, weeks in stays)
    laid = lanes(spans)
    busiest = max((sum(a <= week < b for a, b in spans) for week, _ in spans), default=0)
    assert len(set(laid)) == busiest
    for lane in set(laid):
        mine = [span for span, number in zip(spans, laid, strict=True) if number == lane]
        assert all(before[1] <= after[0] for before, after in pairwise(mine))


def test_a_week_is_named_by_its_monday():
    assert monday(dt.date(2026, 1, 4)) == dt.date(2025, 12, 29)
    assert week_number(dt.date(2026, 1, 1)) == 1
    assert week_number(dt.date(2020, 12, 31)) == 53


def test_the_next_monday_is_the_day_itself_on_a_monday():
    assert next_monday(START) == START
    assert next_monday(dt.date(2026, 1, 6)) == dt.date(2026, 1, 12)


def test_a_stay_takes_whole_weeks():
    assert [weeks_for_days(days) for days in (0, 1, 7, 8, 21, 22)] == [1, 1, 1, 2, 3, 4]
