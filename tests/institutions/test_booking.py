import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from institutions.cases import Case
from institutions.models import Booking, PoolWeek
from institutions.planning.weeks import WEEK
from institutions.sentences import NoFreeWeek
from institutions.use_cases.booking import book, book_first_free, confirm, move, release
from institutions.use_cases.stay import mark_ended, mark_started
from rve.core.errors import Conflict, DomainError
from rve.core.models import CaseEvent
from tests.institutions.conftest import MONDAY, NOW, TODAY

pytestmark = pytest.mark.django_db


def booked(pool, weeks=3, case=1, first_week=MONDAY):
    return book(pool=pool, first_week=first_week, weeks=weeks, case=Case("referral", case), by=None, now=NOW)


def counters(pool):
    return list(PoolWeek.objects.filter(pool=pool).order_by("week").values_list("booked", flat=True))


def test_a_booking_takes_one_place_in_each_of_its_weeks(make_pool):
    pool = make_pool(tenths=20)
    booking = booked(pool, weeks=3)
    assert counters(pool) == [1, 1, 1]
    assert (booking.last_week, booking.week_after) == (MONDAY + 2 * WEEK, MONDAY + 3 * WEEK)
    assert CaseEvent.objects.get(kind="pool", case_id=pool.pk).changes["case"] == ["referral", 1]


def test_a_full_week_is_refused_by_name_and_nothing_is_counted(make_pool):
    pool = make_pool(tenths=10)
    booked(pool, weeks=2, first_week=MONDAY + WEEK)
    with pytest.raises(Conflict, match=r"Fjellheimen.*21"):
        booked(pool, weeks=3, case=2)
    assert counters(pool) == [1, 1]


def test_an_agreement_without_a_number_counts_and_never_limits(make_pool):
    pool = make_pool(tenths=None)
    for case in range(5):
        booked(pool, weeks=1, case=case)
    assert counters(pool) == [5]


def test_the_volume_of_half_a_year_holds_for_a_fraction(make_pool):
    pool = make_pool(tenths=4)
    booked(pool, weeks=6)
    booked(pool, weeks=4, case=2, first_week=MONDAY + 6 * WEEK)
    with pytest.raises(Conflict):
        booked(pool, weeks=1, case=3, first_week=MONDAY + 10 * WEEK)
    assert booked(pool, weeks=1, case=3, first_week=MONDAY + 26 * WEEK)


def test_the_first_free_weeks_are_found_and_taken(make_pool):
    pool = make_pool(tenths=10)
    booked(pool, weeks=2)
    after = book_first_free(pool=pool, not_before=TODAY, weeks=2, case=Case("referral", 2), by=None, now=NOW)
    assert after.first_week == MONDAY + 2 * WEEK


def test_no_free_week_within_the_horizon_is_said(make_pool):
    pool = make_pool(tenths=10, valid_to=MONDAY + WEEK)
    with pytest.raises(NoFreeWeek):
        book_first_free(pool=pool, not_before=TODAY, weeks=2, case=Case("referral", 1), by=None, now=NOW)


def test_a_case_has_one_live_place(make_pool):
    pool, other = make_pool(tenths=20), make_pool(tenths=20, letters="B")
    booked(pool)
    with pytest.raises(Conflict):
        booked(other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(
            pool=other, first_week=MONDAY, weeks=1, case_kind="referral", case_id=1, booked_at=NOW
        )


def test_a_week_is_named_by_its_monday(make_pool):
    with pytest.raises(DomainError):
        booked(make_pool(), first_week=MONDAY + dt.timedelta(days=1))


def test_releasing_gives_the_weeks_back_once(make_pool):
    pool = make_pool(tenths=10)
    booking = booked(pool)
    for _ in range(2):
        release(booking=booking, why=Booking.ReleasedWhy.DECLINED, by=None, now=NOW)
    assert counters(pool) == [0, 0, 0]
    assert booked(pool).pk != booking.pk


def test_moving_frees_the_old_weeks_and_a_refused_move_leaves_them(make_pool):
    pool = make_pool(tenths=10)
    mine = booked(pool, weeks=2)
    booked(pool, weeks=2, case=2, first_week=MONDAY + 3 * WEEK)
    with pytest.raises(Conflict):
        move(booking=mine, first_week=MONDAY + 2 * WEEK, by=None, now=NOW)
    moved = move(booking=mine, first_week=MONDAY + WEEK, by=None, now=NOW)
    assert moved.first_week == MONDAY + WEEK
    assert counters(pool) == [0, 1, 1, 1, 1]


def test_a_given_back_place_cannot_be_confirmed(make_pool):
    booking = booked(make_pool())
    assert confirm(booking=booking, by=None, now=NOW).confirmed_at == NOW
    other = booked(make_pool(letters="B"), case=2)
    release(booking=other, why=Booking.ReleasedWhy.NOT_ANSWERED, by=None, now=NOW)
    with pytest.raises(Conflict):
        confirm(booking=other, by=None, now=NOW)


def test_a_stay_that_ends_early_gives_its_later_weeks_back(make_pool):
    pool = make_pool(tenths=10)
    first = dt.date(2026, 4, 20)
    booking = booked(pool, weeks=4, first_week=first)
    mark_started(booking=booking, on=first, by=None, now=NOW)
    ended = mark_ended(booking=booking, on=dt.date(2026, 4, 30), by=None, now=NOW)
    assert ended.weeks == 2
    assert counters(pool) == [1, 1, 0, 0]


def test_a_stay_that_has_started_is_ended_not_released_or_moved(make_pool):
    booking = booked(make_pool(), first_week=dt.date(2026, 5, 4))
    mark_started(booking=booking, on=TODAY, by=None, now=NOW)
    with pytest.raises(Conflict):
        release(booking=booking, why=Booking.ReleasedWhy.CANCELLED, by=None, now=NOW)
    with pytest.raises(Conflict):
        move(booking=booking, first_week=MONDAY, by=None, now=NOW)


@pytest.mark.parametrize("on", [TODAY + dt.timedelta(days=1)])
def test_a_stay_neither_starts_nor_ends_in_the_future(make_pool, on):
    booking = booked(make_pool())
    with pytest.raises(DomainError):
        mark_started(booking=booking, on=on, by=None, now=NOW)
    mark_started(booking=booking, on=TODAY, by=None, now=NOW)
    with pytest.raises(DomainError):
        mark_ended(booking=booking, on=on, by=None, now=NOW)


def test_the_database_itself_refuses_one_booking_too_many(make_pool):
    pool = make_pool(tenths=25)
    row = PoolWeek.objects.create(pool=pool, week=MONDAY, booked=3, tenths=25, ceiling=3)
    row.booked = 4
    with pytest.raises(IntegrityError, match="pool_week_not_overbooked"):
        row.save()
