"""The calendar of virkedager against the law's own days and an independent calendar."""

from __future__ import annotations

from datetime import date, timedelta

import holidays as independent
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rve.core.virkedager import Calendar, add_virkedager, holidays, is_virkedag, virkedager_between

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("received", "monday_to_friday", "with_saturdays"),
    [
        ("2026-03-27", "2026-04-15", "2026-04-11"),
        ("2026-11-23", "2026-12-07", "2026-12-04"),
        ("2026-12-21", "2027-01-06", "2027-01-05"),
        ("2027-05-10", "2027-05-25", "2027-05-22"),
    ],
)
def test_ten_virkedager_over_easter_christmas_and_17_may(received, monday_to_friday, with_saturdays):
    day = date.fromisoformat(received)
    assert add_virkedager(day, 10) == date.fromisoformat(monday_to_friday)
    assert add_virkedager(day, 10, saturday=True) == date.fromisoformat(with_saturdays)


def test_the_movable_holidays_of_2026_and_2027():
    assert {day.isoformat()[5:] for day in holidays(2026)} >= {
        "04-02",
        "04-03",
        "04-05",
        "04-06",
        "05-14",
        "05-24",
        "05-25",
    }
    assert {day.isoformat()[5:] for day in holidays(2027)} >= {
        "03-25",
        "03-26",
        "03-28",
        "03-29",
        "05-06",
        "05-16",
        "05-17",
    }


def test_christmas_eve_new_years_eve_and_easter_eve_are_ordinary_days():
    assert is_virkedag(date(2026, 12, 24))
    assert is_virkedag(date(2026, 12, 31))
    assert not is_virkedag(date(2026, 4, 4))
    assert is_virkedag(date(2026, 4, 4), saturday=True)


@pytest.mark.parametrize("year", range(1990, 2101))
def test_the_holidays_are_those_of_an_independent_calendar(year):
    assert holidays(year) == set(independent.country_holidays("NO", years=year, include_sundays=False))


@given(days, st.integers(min_value=1, max_value=60), st.booleans())
def test_the_result_is_the_nth_virkedag_after_the_day(day, n, saturday):
    due = add_virkedager(day, n, saturday)
    assert is_virkedag(due, saturday)
    assert sum(is_virkedag(day + timedelta(days=i), saturday) for i in range(1, (due - day).days + 1)) == n
    assert virkedager_between(day, due, saturday) == n
    assert virkedager_between(due, day, saturday) == -n


@given(days, st.integers(min_value=1, max_value=60))
def test_counting_saturdays_is_never_later(day, n):
    assert add_virkedager(day, n, saturday=True) <= add_virkedager(day, n)


@given(days, st.integers(min_value=1, max_value=60))
def test_going_back_from_a_virkedag_gives_the_day_again(day, n):
    start = day if is_virkedag(day) else add_virkedager(day, 1)
    assert add_virkedager(add_virkedager(start, n), -n) == start


def test_no_virkedager_is_the_day_itself_and_the_calendar_ends():
    assert add_virkedager(date(2026, 4, 4), 0) == date(2026, 4, 4)
    with pytest.raises(OverflowError):
        add_virkedager(date(9999, 12, 30), 10)


@given(days, st.integers(-40, 40), st.frozensets(st.integers(-40, 40), max_size=9), st.booleans())
def test_days_off_of_a_law_are_counted_neither_there_nor_back(day, n, off, saturday):
    calendar = Calendar(saturday, frozenset(day + timedelta(days=number) for number in off))
    counted = sum(calendar.is_virkedag(day + timedelta(days=number)) for number in range(1, n + 1))
    there, back = day + timedelta(days=n), calendar.between(day + timedelta(days=n), day)
    assert n < 0 or calendar.between(day, there) == counted
    assert calendar.between(day, there) == -back


@given(days, st.integers(1, 30), st.frozensets(st.integers(0, 60), max_size=9))
def test_so_many_virkedager_on_so_many_are_left(day, n, off):
    calendar = Calendar(extra=frozenset(day + timedelta(days=number) for number in off))
    assert calendar.between(day, calendar.add(day, n)) == n
