import datetime as dt

import pytest

from institutions.cases import Case
from institutions.models import Booking, QueueEntry
from institutions.planning.weeks import WEEK
from institutions.queries import queue_suggestions
from institutions.use_cases.booking import book, release
from institutions.use_cases.queue import book_from_queue, join_queue, leave_queue
from rve.core.errors import Conflict
from tests.institutions.conftest import MONDAY, NOW, TODAY

pytestmark = pytest.mark.django_db


def waiting(pool, case, weeks=2, deadline=None):
    return join_queue(
        pool=pool, case=Case("referral", case), weeks=weeks, deadline=deadline, by=None, now=NOW
    )


def booked(pool, case, first_week=MONDAY, weeks=2):
    return book(pool=pool, first_week=first_week, weeks=weeks, case=Case("referral", case), by=None, now=NOW)


def test_one_who_waits_is_told_the_week_its_turn_comes(make_pool):
    pool = make_pool(tenths=10)
    booked(pool, 1)
    assert waiting(pool, 2, weeks=3).expected_week == MONDAY + 2 * WEEK
    assert waiting(pool, 3).expected_week == MONDAY + 5 * WEEK


def test_a_nearer_deadline_comes_first(make_pool):
    pool = make_pool(tenths=10)
    waiting(pool, 1, weeks=3, deadline=TODAY + dt.timedelta(days=90))
    assert waiting(pool, 2, weeks=1, deadline=TODAY + dt.timedelta(days=30)).expected_week == MONDAY


def test_nobody_can_say_when_where_there_are_no_places(make_pool):
    assert waiting(make_pool(tenths=0), 1).expected_week is None


def test_a_case_waits_in_one_queue_and_not_beside_a_place(make_pool):
    pool, other = make_pool(), make_pool(letters="B")
    waiting(pool, 1)
    with pytest.raises(Conflict):
        waiting(other, 1)
    booked(other, 2)
    with pytest.raises(Conflict):
        waiting(pool, 2)


def test_leaving_twice_is_as_good_as_once(make_pool):
    entry = waiting(make_pool(), 1)
    first = leave_queue(entry=entry, why=QueueEntry.LeftWhy.WITHDRAWN, by=None, now=NOW)
    again = leave_queue(entry=entry, why=QueueEntry.LeftWhy.CANCELLED, by=None, now=NOW)
    assert (first.left_why, again.left_why) == ("withdrawn", "withdrawn")


def test_a_released_place_is_suggested_to_the_nearest_deadline_and_booked_by_a_person(make_pool):
    pool = make_pool(tenths=10)
    taken = booked(pool, 1, weeks=104)
    late, soon = waiting(pool, 2, deadline=TODAY + dt.timedelta(days=90)), waiting(pool, 3, deadline=TODAY)
    assert queue_suggestions(on=TODAY) == []
    release(booking=taken, why=Booking.ReleasedWhy.CANCELLED, by=None, now=NOW)
    suggestion = queue_suggestions(on=TODAY)[0]
    assert (suggestion.entry, suggestion.first_week) == (soon, MONDAY)
    assert Booking.objects.filter(released_at=None).count() == 0
    booking = book_from_queue(entry=suggestion.entry, first_week=suggestion.first_week, by=None, now=NOW)
    assert booking.case_id == 3
    assert [one.entry for one in queue_suggestions(on=TODAY)] == [late]


def test_a_refused_booking_leaves_the_case_in_its_queue(make_pool):
    pool = make_pool(tenths=10)
    entry = waiting(pool, 1)
    booked(pool, 2)
    with pytest.raises(Conflict):
        book_from_queue(entry=entry, first_week=MONDAY, by=None, now=NOW)
    entry.refresh_from_db()
    assert entry.left_at is None
