import datetime as dt
import json

import pytest

from deltytelser.stays import guiding_days
from institutions.cases import Case
from institutions.models import Booking, Institution, Level, Pool
from institutions.planning.weeks import WEEK, monday
from institutions.queries import (
    board,
    candidates_world,
    expected_waits,
    first_free,
    geography,
    pools_with_state,
)
from institutions.queries.figures import counted_pools
from institutions.use_cases.booking import book, confirm, release
from institutions.use_cases.queue import join_queue
from institutions.use_cases.stay import mark_ended, mark_started
from tests.institutions.conftest import MONDAY, NOW, TODAY

pytestmark = pytest.mark.django_db
THIS_WEEK = monday(TODAY)


def booked(pool, case, first_week=MONDAY, weeks=3):
    return book(pool=pool, first_week=first_week, weeks=weeks, case=Case("referral", case), by=None, now=NOW)


def figures(pool):
    return counted_pools(Pool.objects.filter(pk=pool.pk), TODAY)[0][1]


def stayed(pool, case, days):
    booking = booked(pool, case, first_week=THIS_WEEK - 20 * WEEK, weeks=1)
    start = THIS_WEEK - 20 * WEEK
    mark_started(booking=booking, on=start, by=None, now=NOW)
    mark_ended(booking=booking, on=start + dt.timedelta(days=days), by=None, now=NOW)


def test_the_wait_counts_those_who_wait_those_booked_and_those_in_a_place(make_pool):
    pool = make_pool(tenths=20, letters="M")
    here = booked(pool, 1, first_week=THIS_WEEK, weeks=3)
    mark_started(booking=here, on=TODAY, by=None, now=NOW)
    booked(pool, 2)
    given_back = booked(pool, 3, first_week=MONDAY + 5 * WEEK)
    release(booking=given_back, why=Booking.ReleasedWhy.DECLINED, by=None, now=NOW)
    booked(pool, 4, first_week=THIS_WEEK - 5 * WEEK, weeks=2)
    join_queue(pool=pool, case=Case("referral", 5), weeks=3, deadline=None, by=None, now=NOW)
    found = figures(pool)
    assert (found.waiting, found.booked_ahead, found.mean_stay, found.wait_days) == (1, 2, 21, 32)


def test_the_mean_stay_is_measured_once_twenty_stays_are_known(make_pool):
    pool = make_pool(tenths=None, letters="F")
    for case in range(19):
        stayed(pool, case, days=10)
    assert figures(pool).mean_stay == sum(guiding_days("F", "inpatient")) / 2
    stayed(pool, 20, days=30)
    assert figures(pool).mean_stay == 11


def test_the_printed_mean_stay_counts_before_the_guiding_one(reference):
    on = dt.date(2026, 5, 6)
    means = {
        pool.code: found.mean_stay
        for pool, found in counted_pools(Pool.objects.filter(institution__region=reference), on)
    }
    assert means["muritunet-A-inpatient"] == 18
    assert means["selli-A-day"] == means["selli-A-inpatient"] == 21
    assert float(means["kastvollen-G-day"]) == 26.6
    assert means["beitostolen-GN-inpatient"] == 18
    assert means["treningsklinikken-lade-E-day"] == 21


def test_the_board_lays_bookings_in_lanes_with_their_status(make_pool, institution):
    pool = make_pool(tenths=25)
    here = booked(pool, 1, first_week=THIS_WEEK - WEEK, weeks=3)
    mark_started(booking=here, on=THIS_WEEK, by=None, now=NOW)
    confirm(booking=booked(pool, 2, first_week=MONDAY, weeks=2), by=None, now=NOW)
    booked(pool, 3, first_week=MONDAY + 2 * WEEK, weeks=20)
    join_queue(pool=pool, case=Case("referral", 4), weeks=2, deadline=TODAY, by=None, now=NOW)
    found = board(institution=institution, first_week=THIS_WEEK, on=TODAY)
    (section,) = found.sections
    (row,) = section.rows
    assert section.level == Level.INPATIENT
    assert [cell.booked for cell in row.cells][:4] == [1, 2, 1, 1]
    assert [(lane.number, lane.tenths) for lane in row.lanes] == [(1, 10), (2, 10), (3, 5)]
    assert [[(slot.span, slot.bar and slot.bar.status) for slot in lane.slots] for lane in row.lanes[:2]] == [
        [(2, "here"), (1, None), (9, "hold")],
        [(1, None), (2, "book"), *[(1, None)] * 9],
    ]
    assert row.queue.count == 1 and row.queue.oldest_deadline == TODAY
    assert [head.current for head in found.weeks][:2] == [True, False]
    assert found.places_tenths == 25


def test_the_board_takes_five_queries_however_much_is_on_it(
    make_pool, institution, django_assert_num_queries
):
    def look():
        with django_assert_num_queries(5):
            board(institution=institution, first_week=THIS_WEEK, on=TODAY)

    pool = make_pool(tenths=None)
    booked(pool, 0)
    join_queue(pool=pool, case=Case("referral", 99), weeks=2, deadline=None, by=None, now=NOW)
    look()
    for case in range(1, 15):
        booked(pool, case, first_week=MONDAY + case * WEEK)
        make_pool(letters="BCDEFGHIJKMNOR"[case - 1])
    look()


def test_a_lane_of_the_board_is_as_long_as_its_weeks(make_pool, institution):
    pool = make_pool(tenths=20)
    for case, (first, weeks) in enumerate([(-3, 5), (2, 3), (0, 12), (5, 1), (11, 8)]):
        booked(pool, case, first_week=THIS_WEEK + first * WEEK, weeks=weeks)
    row = board(institution=institution, first_week=THIS_WEEK, on=TODAY).sections[0].rows[0]
    assert all(sum(slot.span for slot in lane.slots) == 12 for lane in row.lanes)


def test_all_places_come_with_four_queries(reference, django_assert_num_queries):
    with django_assert_num_queries(4):
        states = pools_with_state(on=TODAY, region=reference)
    assert len(states) == 104
    selli = next(state for state in states if state.pool.code == "selli-A-inpatient")
    assert [week.ceiling for week in selli.weeks] == [8] * 12
    assert selli.days_since_confirmed is None


def test_the_first_free_week_of_many_places_is_one_query(make_pool, django_assert_num_queries):
    full, free = make_pool(tenths=10), make_pool(tenths=10, letters="B")
    booked(full, 1, weeks=4)
    with django_assert_num_queries(1):
        found = first_free(pool_ids=[full.pk, free.pk], weeks=2, earliest=TODAY)
    assert found == {full.pk: MONDAY + 4 * WEEK, free.pk: MONDAY}


def test_what_the_routing_sees_is_plain_and_the_same_each_time(reference):
    world = candidates_world(region=reference, on=TODAY)
    assert json.dumps(world) == json.dumps(candidates_world(region=reference, on=TODAY))
    heart = next(
        one for one in world["agreements"] if one["institution"] == "muritunet" and one["delytelser"] == ["H"]
    )
    assert (heart["last_day"], heart["capacity"], heart["level"]) == ("2023-12-31", 4.0, "inpatient")
    assert ["muritunet", "H", "inpatient"] not in [row[:3] for row in world["waits"]]
    assert ["selli", "A", "day", 0] in world["waits"]
    assert ["falck", "J", "outpatient", None] in world["waits"]
    assert ["selli", "A", "day", "2026-05-11"] in world["first_free"]


def test_a_trusts_offer_names_its_levels_and_whether_they_are_confirmed(reference):
    offers = {
        (one["institution"], one["delytelse"]): one
        for one in candidates_world(region=reference, on=TODAY)["offers"]
    }
    assert offers["alesund", "F"]["levels"] == ["outpatient", "inpatient"]
    assert offers["levanger", "F"]["levels"] == ["outpatient", "day", "inpatient"]
    assert (offers["levanger", "F"]["confirmed"], offers["alesund", "F"]["confirmed"]) == (False, True)
    assert offers["levanger", "F"]["area"] == "HNT"


def test_a_booking_changes_the_waits_and_so_what_is_hashed(reference):
    before = candidates_world(region=reference, on=TODAY)
    pool = Pool.objects.get(code="selli-A-day")
    booked(pool, 1)
    after = candidates_world(region=reference, on=TODAY)
    assert {**after, "waits": before["waits"]} == before
    assert ["selli", "A", "day", 6] in after["waits"]
    assert expected_waits(region=reference, on=TODAY)[pool.pk] == 6


def test_the_geography_knows_every_municipality_and_its_area(reference):
    found = geography(region=reference)
    areas = {one["number"]: one["area"] for one in found["municipalities"]}
    assert (len(areas), areas["5001"], areas["0301"]) == (357, "STO", None)
    assert len(found["diagnoses"]) == 85


def test_an_institution_without_places_has_an_empty_board(reference):
    mork = Institution.objects.get(kode="mork")
    assert board(institution=mork, first_week=THIS_WEEK, on=TODAY).sections == []
