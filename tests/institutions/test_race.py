"""Many at once for the last place: on real connections, against the database as it is."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from institutions.cases import Case
from institutions.counters import count_up
from institutions.models import Booking, PoolWeek
from institutions.planning.weeks import WEEK
from institutions.use_cases.booking import book, book_first_free
from institutions.use_cases.queue import book_from_queue, join_queue
from rve.core.errors import Conflict
from tests.institutions.conftest import MONDAY, NOW

pytestmark = pytest.mark.usefixtures("committed_db")
THREADS = 20


def at_once(work):
    """Runs `work(number)` in twenty threads that begin together; what each gave or raised."""
    start = Barrier(THREADS)

    def run(number):
        try:
            start.wait(timeout=20)
            return work(number)
        except (Conflict, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_the_last_place_is_given_once(make_pool):
    pool = make_pool(tenths=10)
    results = at_once(
        lambda n: book(pool=pool, first_week=MONDAY, weeks=3, case=Case("referral", n), by=None, now=NOW)
    )
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert sum(isinstance(one, Conflict) for one in results) == THREADS - 1
    assert set(PoolWeek.objects.values_list("booked", flat=True)) == {1}


def test_without_the_lock_the_constraint_still_gives_the_last_place_once(make_pool):
    pool = make_pool(tenths=10)
    results = at_once(lambda _: count_up(pool, MONDAY, 3))
    assert sum(isinstance(one, IntegrityError) for one in results) == THREADS - 1
    assert list(PoolWeek.objects.values_list("booked", flat=True)) == [1, 1, 1]


def test_twenty_who_want_the_first_free_weeks_get_weeks_of_their_own(make_pool):
    pool = make_pool(tenths=20)
    results = at_once(
        lambda n: book_first_free(
            pool=pool, not_before=MONDAY, weeks=2, case=Case("referral", n), by=None, now=NOW
        )
    )
    assert sorted(one.first_week for one in results) == sorted(
        MONDAY + 2 * WEEK * step for step in range(THREADS // 2) for _ in range(2)
    )


def test_the_volume_of_a_fraction_is_never_passed_by_racing(make_pool):
    pool = make_pool(tenths=25)
    at_once(
        lambda n: book(pool=pool, first_week=MONDAY, weeks=13, case=Case("referral", n), by=None, now=NOW)
    )
    at_once(
        lambda n: book(
            pool=pool,
            first_week=MONDAY + 13 * WEEK,
            weeks=13,
            case=Case("referral", 100 + n),
            by=None,
            now=NOW,
        )
    )
    assert sum(PoolWeek.objects.values_list("booked", flat=True)) == 65


def test_one_who_waits_is_booked_once_whoever_clicks(make_pool):
    pool = make_pool(tenths=20)
    entry = join_queue(pool=pool, case=Case("referral", 1), weeks=2, deadline=None, by=None, now=NOW)
    results = at_once(lambda _: book_from_queue(entry=entry, first_week=MONDAY, by=None, now=NOW))
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert Booking.objects.count() == 1
