from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from institutions.planning.waits import expected_wait_days, mean_stay_days


def wait(**given: object) -> int | None:
    return expected_wait_days(**{"waiting": 0, "booked_ahead": 0, "mean_stay": Fraction(21), **given})


def test_the_wait_is_those_ahead_times_the_mean_stay_over_the_places_rounded_up():
    assert wait(waiting=3, booked_ahead=4, mean_stay=Fraction("17.5"), capacity_tenths=25) == 49
    assert wait(waiting=1, mean_stay=Fraction(20), capacity_tenths=30) == 7


def test_nobody_ahead_is_no_wait():
    assert wait(capacity_tenths=5) == 0


def test_without_a_number_of_places_the_wait_is_not_known():
    assert wait(waiting=9, capacity_tenths=None) is None
    assert wait(waiting=9, capacity_tenths=0) is None


@given(st.integers(0, 500), st.integers(0, 500), st.decimals("0.1", 90, places=1), st.integers(1, 400))
def test_the_wait_is_the_smallest_whole_number_of_days_that_covers_the_queue(waiting, booked, mean, tenths):
    days = wait(waiting=waiting, booked_ahead=booked, mean_stay=Fraction(mean), capacity_tenths=tenths)
    needed = (waiting + booked) * Fraction(mean)
    assert days * Fraction(tenths, 10) >= needed > (days - 1) * Fraction(tenths, 10)


def test_the_mean_stay_is_measured_once_twenty_stays_are_known():
    known = {"printed": Decimal("18.5"), "guiding": (7, 14)}
    assert mean_stay_days(known_stays=20, known_days=220, **known) == 11
    assert mean_stay_days(known_stays=19, known_days=209, **known) == Fraction(37, 2)


def test_without_figures_the_middle_of_the_guiding_stay_holds_else_three_weeks():
    assert mean_stay_days(known_stays=0, known_days=0, printed=None, guiding=(7, 14)) == Fraction(21, 2)
    assert mean_stay_days(known_stays=0, known_days=0, printed=None, guiding=None) == 21
