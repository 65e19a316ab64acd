"""Due days against an independent calendar, counted day by day in the plainest way there is."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Iterator
from functools import cache

import holidays as independent
import pytest

from referrals import clocks

FIRST, LAST = 2018, 2040
DAY = dt.timedelta(days=1)


@cache
def off() -> frozenset[dt.date]:
    return frozenset(independent.country_holidays("NO", years=range(FIRST, LAST + 2), include_sundays=False))


def a_virkedag(day: dt.date, saturday: bool) -> bool:
    return day.weekday() <= (5 if saturday else 4) and day not in off()


def counted_by_hand(day: dt.date, n: int, saturday: bool) -> dt.date:
    while n:
        day += DAY
        n -= a_virkedag(day, saturday)
    return day


def moved_by_hand(day: dt.date) -> dt.date:
    """Domstolloven § 149: Saturday too, whatever a virkedag is elsewhere."""
    while day.weekday() > 4 or day in off():
        day += DAY
    return day


def days_of_every_year() -> Iterator[dt.date]:
    """All days round Easter, May and Christmas, and each ninth of the rest: some two thousand of a kind."""
    for year in range(FIRST, LAST + 1):
        for number in range(365):
            day = dt.date(year, 1, 1) + DAY * number
            if day.month in (3, 4, 5, 12) or number % 9 == 0:
                yield day


@pytest.mark.parametrize("saturday", [False, True])
@pytest.mark.parametrize("length", [3, 5, 10, 20])
def test_virkedager_are_those_an_independent_calendar_counts(length: int, saturday: bool) -> None:
    calendar = clocks.Calendar(saturday=saturday)
    for day in days_of_every_year():
        assert clocks.due_on(day, length, calendar=calendar) == counted_by_hand(day, length, saturday), day


@pytest.mark.parametrize("weeks", [2, 4])
def test_weeks_end_on_the_same_weekday_or_the_next_virkedag(weeks: int) -> None:
    for day in days_of_every_year():
        ends = day + dt.timedelta(weeks=weeks)
        assert clocks.window(day, weeks=weeks) == moved_by_hand(ends), day


@pytest.mark.parametrize("number", [1, 6])
def test_months_end_on_the_same_number_or_the_months_last_day(number: int) -> None:
    for day in days_of_every_year():
        year, month = divmod(day.month - 1 + number, 12)
        last = months.monthrange(day.year + year, month + 1)[1]
        ends = dt.date(day.year + year, month + 1, min(day.day, last))
        assert clocks.due_on(day, number, unit="months") == moved_by_hand(ends), day


def test_days_end_a_number_of_days_after_or_on_the_next_virkedag() -> None:
    for day in days_of_every_year():
        assert clocks.due_on(day, 7, unit="days") == moved_by_hand(day + 7 * DAY), day


@pytest.mark.parametrize(
    ("known", "last"),
    [
        ("2026-03-10", "2026-04-07"),  # Tuesday to Tuesday
        ("2026-03-05", "2026-04-07"),  # ends on skjærtorsdag: over Easter
        ("2026-03-06", "2026-04-07"),  # ends on langfredag
        ("2026-03-07", "2026-04-07"),  # ends on the Saturday before Easter
        ("2026-03-09", "2026-04-07"),  # ends on the second day of Easter
        ("2026-11-25", "2026-12-23"),
        ("2026-11-26", "2026-12-24"),  # 24 December is an ordinary day
        ("2026-11-27", "2026-12-28"),  # ends on first Christmas Day, a Friday
        ("2026-12-04", "2027-01-04"),  # ends on New Year's Day, a Friday
        ("2027-04-19", "2027-05-18"),  # 17 May is the second day of Pentecost too
        ("2027-04-08", "2027-05-07"),  # ends on Ascension Day
        ("2026-04-03", "2026-05-04"),  # ends on 1 May, a Friday
    ],
)
def test_four_weeks_to_complain(known: str, last: str) -> None:
    assert clocks.window(dt.date.fromisoformat(known), weeks=4).isoformat() == last


@pytest.mark.parametrize(
    ("start", "number", "last"),
    [
        ("2026-01-30", 1, "2026-03-02"),  # February has no 30: its last day is a Saturday
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-08-31", 6, "2027-03-01"),  # 28 February is a Sunday
        ("2026-03-27", 1, "2026-04-27"),
    ],
)
def test_months_that_have_no_such_number(start: str, number: int, last: str) -> None:
    day = dt.date.fromisoformat(start)
    assert clocks.due_on(day, number, unit="months").isoformat() == last


@pytest.mark.parametrize(
    ("decided", "last"),
    [("2026-03-02", "2027-03-02"), ("2028-02-29", "2029-02-28"), ("2026-04-04", "2027-04-04")],
)
def test_a_decision_is_never_complained_of_after_a_year(decided: str, last: str) -> None:
    assert clocks.year_limit(dt.date.fromisoformat(decided)).isoformat() == last


def test_a_day_that_a_law_has_made_a_day_off_is_not_counted() -> None:
    calendar = clocks.Calendar(extra=frozenset({dt.date(2026, 3, 4), dt.date(2026, 3, 30)}))
    assert clocks.due_on(dt.date(2026, 3, 2), 10, calendar=calendar) == dt.date(2026, 3, 17)
    assert clocks.window(dt.date(2026, 3, 2), weeks=4, calendar=calendar) == dt.date(2026, 3, 31)
