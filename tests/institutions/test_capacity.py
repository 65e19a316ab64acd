from dataclasses import replace

import pytest

from institutions.cases import Case
from institutions.models import PoolWeek
from institutions.planning.weeks import WEEK, monday
from institutions.use_cases.booking import book
from institutions.use_cases.capacity import change_capacity, confirm_capacity
from rve.core.errors import Conflict, DomainError, NotFound, Stale
from rve.core.models import CaseEvent, Role
from tests.institutions.conftest import MONDAY, NOW, TODAY

pytestmark = pytest.mark.django_db


def booked(pool, case, first_week=MONDAY, weeks=2):
    return book(pool=pool, first_week=first_week, weeks=weeks, case=Case("referral", case), by=None, now=NOW)


def changed(pool, tenths, by, version=None):
    return change_capacity(pool=pool, tenths=tenths, by=by, now=NOW, expected_version=version or pool.version)


def test_more_places_take_more_bookings_at_once(make_pool, coordinator):
    pool = make_pool(tenths=10)
    booked(pool, 1)
    row = changed(pool, 20, coordinator)
    assert (row.version, row.confirmed_by) == (2, coordinator.user)
    assert booked(pool, 2)
    assert CaseEvent.objects.get(verb="capacity_changed").changes == {"capacity_tenths": [10, 20]}


def test_places_are_not_set_below_what_is_booked_and_the_week_is_named(make_pool, coordinator):
    pool = make_pool(tenths=20)
    booked(pool, 1)
    booked(pool, 2, first_week=MONDAY + WEEK)
    with pytest.raises(Conflict, match="21"):
        changed(pool, 10, coordinator)
    assert set(PoolWeek.objects.values_list("ceiling", flat=True)) == {2}


def test_a_volume_is_not_set_below_what_half_a_year_holds(make_pool, coordinator):
    pool = make_pool(tenths=30)
    for case in range(3):
        booked(pool, case, weeks=26)
    with pytest.raises(Conflict):
        changed(pool, 25, coordinator)


def test_weeks_that_are_past_keep_what_they_had(make_pool, coordinator):
    pool = make_pool(tenths=20)
    past = monday(TODAY) - WEEK
    booked(pool, 1, first_week=past, weeks=1)
    booked(pool, 2, first_week=past, weeks=1)
    changed(pool, 10, coordinator)
    assert PoolWeek.objects.get(week=past).ceiling == 2
    assert booked(pool, 3, first_week=monday(TODAY), weeks=1)


def test_a_number_can_be_given_up_and_taken_back(make_pool, coordinator):
    pool = make_pool(tenths=10)
    booked(pool, 1)
    without = changed(pool, None, coordinator)
    booked(pool, 2)
    with pytest.raises(Conflict):
        changed(without, 10, coordinator)
    assert changed(without, 20, coordinator).capacity_tenths == 20


def test_a_change_by_another_in_between_is_told(make_pool, coordinator):
    pool = make_pool()
    confirm_capacity(pool=pool, by=coordinator, now=NOW, expected_version=1)
    with pytest.raises(Stale):
        changed(pool, 20, coordinator)


@pytest.mark.parametrize("tenths", [-1, 10_000])
def test_an_impossible_number_is_refused(make_pool, coordinator, tenths):
    with pytest.raises(DomainError):
        changed(make_pool(), tenths, coordinator)


def test_only_the_institution_itself_changes_its_places(make_pool, coordinator):
    pool = make_pool()
    with pytest.raises(NotFound):
        changed(pool, 20, replace(coordinator, roles=frozenset({Role.ASSESSOR})))
    pool.institution.organisation = None
    pool.institution.save()
    with pytest.raises(NotFound):
        changed(pool, 20, coordinator)
