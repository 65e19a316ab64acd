"""Which weeks are free: against a slow reading of the rule, and against its own promises."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from institutions.planning.queueing import Waiting, expected_weeks, with_one_more
from institutions.planning.volume import Places, Refusal, first_broken, first_free_week, fits
from institutions.planning.weeks import WEEK, week_range

START = dt.date(2026, 1, 5)


def week(number: int) -> dt.date:
    return START + WEEK * number


def slow_fit(places: Places, first: dt.date, weeks: int) -> bool:
    """The rule word for word: every week, and every one of the spans of 26 weeks, after the booking."""
    after = with_one_more(places, first, weeks)
    mine = week_range(first, weeks)

    def tenths(monday: dt.date) -> int | None:
        return places.tenths.get(monday, places.capacity_tenths)

    for monday in mine:
        if monday < places.opens or (places.closes and monday + WEEK > places.closes):
            return False
        if tenths(monday) is not None and 10 * (after.booked[monday] - 1) >= tenths(monday):
            return False
    for begin in week_range(first - 25 * WEEK, weeks + 25):
        span = week_range(begin, 26)
        limits = [tenths(monday) for monday in span]
        if None not in limits and 10 * sum(after.booked.get(monday, 0) for monday in span) > sum(limits):
            return False
    return True


@st.composite
def pools(draw: st.DrawFn) -> Places:
    capacity = draw(st.one_of(st.none(), st.integers(0, 45)))
    booked = draw(st.dictionaries(st.integers(-30, 60).map(week), st.integers(0, 4), max_size=60))
    closes = draw(st.one_of(st.none(), st.integers(10, 70).map(lambda n: week(n) + dt.timedelta(days=n % 7))))
    return Places(capacity, booked, {}, draw(st.sampled_from([dt.date.min, week(3)])), closes)


@given(pools(), st.integers(1, 30), st.integers(0, 20))
def test_a_span_fits_exactly_when_the_rule_says_so(places, weeks, start):
    assert (fits(places, week(start), weeks) is None) == slow_fit(places, week(start), weeks)


@given(pools(), st.integers(1, 14), st.integers(0, 10))
def test_the_first_free_week_is_the_first_that_fits(places, weeks, start):
    wanted = next((m for m in week_range(week(start), 40) if slow_fit(places, m, weeks)), None)
    assert first_free_week(places, weeks, week(start), 40) == wanted


@given(st.integers(1, 45), st.lists(st.tuples(st.integers(1, 12), st.integers(0, 30)), max_size=40))
@settings(deadline=None)
def test_filled_as_far_as_it_goes_a_pool_is_never_over_its_weeks_or_its_volume(capacity, stays):
    places = Places(capacity)
    for weeks, earliest in stays:
        monday = first_free_week(places, weeks, week(earliest))
        if monday is not None:
            places = with_one_more(places, monday, weeks)
    assert all(10 * count < capacity + 10 for count in places.booked.values())
    for begin in week_range(week(-26), 200):
        assert 10 * sum(places.booked.get(m, 0) for m in week_range(begin, 26)) <= capacity * 26
    assert first_broken(places, week(0)) is None


def test_two_and_a_half_places_take_three_at_times_and_two_and_a_half_on_average():
    places = Places(25)
    for _ in range(2):
        places = with_one_more(places, week(0), 26)
    assert fits(places, week(0), 13) is None
    assert fits(with_one_more(places, week(0), 13), week(13), 1) == Refusal("volume", week(13))


def test_a_fraction_below_one_takes_one_patient_now_and_then():
    places = with_one_more(Places(4), week(0), 6)
    assert fits(places, week(3), 4) == Refusal("full", week(3))
    assert fits(places, week(6), 4) is None
    assert first_free_week(places, 6, week(0)) == week(22)


def test_an_agreement_without_a_number_is_never_full():
    places = Places(None, {week(n): 50 for n in range(40)})
    assert first_free_week(places, 4, week(0)) == week(0)


def test_no_week_is_free_where_there_are_no_places():
    assert first_free_week(Places(0), 1, week(0)) is None


def test_a_stay_must_end_before_the_agreement_does():
    places = Places(40, closes=dt.date(2024, 1, 1))
    assert fits(places, dt.date(2023, 12, 25), 1) is None
    assert fits(places, dt.date(2023, 12, 25), 2) == Refusal("closed", dt.date(2024, 1, 1))


def test_a_full_week_in_the_middle_is_named():
    assert fits(Places(10, {week(2): 1}), week(0), 4) == Refusal("full", week(2))


def test_weeks_keep_the_capacity_they_had():
    places = Places(10, {week(n): 2 for n in range(-10, 0)}, {week(n): 20 for n in range(-10, 0)})
    assert fits(places, week(0), 26) is None


@given(pools(), st.integers(0, 45))
def test_lower_capacity_breaks_exactly_what_is_booked_above_it(places, lower):
    lowered = replace(places, capacity_tenths=lower)
    span_over = any(
        10 * sum(places.booked.get(m, 0) for m in week_range(begin, 26)) > lower * 26
        for begin in week_range(week(-25), 100)
    )
    week_over = any(10 * places.booked.get(m, 0) >= lower + 10 for m in week_range(week(0), 75))
    ahead = any(count and m >= week(0) for m, count in places.booked.items())
    assert (first_broken(lowered, week(0)) is not None) == (ahead and (week_over or span_over))


def test_those_who_wait_get_their_weeks_in_the_order_of_the_queue():
    places = Places(10, {week(0): 1, week(1): 1})
    queue = [Waiting(3, week(0)), Waiting(1, week(0)), Waiting(2, week(7))]
    assert expected_weeks(places, queue) == [week(2), week(5), week(7)]
