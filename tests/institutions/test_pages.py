import datetime as dt
import re

import pytest
from django.urls import reverse

from institutions.cases import Case
from institutions.models import Pool
from institutions.planning.weeks import next_monday
from institutions.use_cases.booking import book
from institutions.use_cases.queue import join_queue
from rve.core import clock
from rve.core.models import CaseEvent, Organisation, Role, RoleAssignment, User

pytestmark = pytest.mark.django_db


def log_in(client, organisation, role):
    user = User.objects.create(username=f"{role}-{organisation.pk}", name="Gro Sagmo")
    RoleAssignment.objects.create(
        user=user, organisation=organisation, role=role, valid_from=dt.date(2018, 1, 1)
    )
    client.force_login(user)
    return client


@pytest.fixture
def at_rve(client, reference):
    return log_in(client, Organisation.objects.get(kind=Organisation.Kind.RVE), Role.ASSESSOR)


@pytest.fixture
def at_namdal(client, reference):
    return log_in(client, Organisation.objects.get(name="Namdal rehabilitering"), Role.INSTITUTION)


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_every_place_of_the_region_is_listed_and_filtered_with_counts(at_rve):
    everything = at_rve.get(reverse("places"))
    assert len(everything.context["rows"]) == Pool.objects.in_force(clock.today()).count()
    page = at_rve.get(reverse("places"), {"delytelse": "C", "kind": "private"})
    assert {row.pool.code for row in page.context["rows"]} == {"selli-C-day", "selli-C-inpatient"}
    assert "Selli" in words(page)


def test_the_list_of_places_takes_as_many_queries_full_as_empty(
    at_rve, django_assert_max_num_queries, reference
):
    with django_assert_max_num_queries(12):
        at_rve.get(reverse("places"), {"delytelse": "C"})
    week = next_monday(clock.today())
    for number, pool in enumerate(Pool.objects.in_force(clock.today())[:40]):
        if pool.capacity_tenths is None or pool.capacity_tenths >= 10:
            book(pool=pool, first_week=week, weeks=2, case=Case("referral", number), by=None, now=clock.now())
    with django_assert_max_num_queries(12):
        at_rve.get(reverse("places"))


@pytest.mark.parametrize("sort", ["wait", "-wait", "free", "places", "queue", "delytelse", "nothing"])
def test_the_list_of_places_can_be_sorted(at_rve, sort):
    assert at_rve.get(reverse("places"), {"sort": sort}).status_code == 200


def test_a_free_place_is_suggested_to_the_one_with_the_nearest_deadline(at_rve):
    pool = Pool.objects.get(code="selli-A-inpatient")
    join_queue(
        pool=pool,
        case=Case("referral", 1),
        weeks=3,
        deadline=clock.today() + dt.timedelta(days=60),
        by=None,
        now=clock.now(),
    )
    (row,) = at_rve.get(reverse("places"), {"queue": "free"}).context["rows"]
    assert (row.pool, row.offer.entry.case_id) == (pool, 1)


def test_the_printed_totals_stand_beside_the_loaded_sums(at_rve):
    page = at_rve.get(reverse("reference-totals"))
    assert page.context["equal"] == page.context["compared"] == 19
    assert "Bindal" in words(page) and "Kartverket" in words(page)


@pytest.mark.parametrize("name", ["places", "reference-totals"])
def test_the_lists_of_the_region_are_not_for_institutions(at_namdal, name):
    assert at_namdal.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["own-pools"])
def test_our_places_are_not_for_the_unit(at_rve, name):
    assert at_rve.get(reverse(name)).status_code == 403


def test_an_institution_sees_its_own_places_and_no_others(at_namdal):
    page = at_namdal.get(reverse("own-pools"))
    assert "Namdal rehabilitering" in words(page)
    assert "Selli" not in words(page)
    others = Pool.objects.get(code="selli-A-inpatient")
    assert at_namdal.get(reverse("pool-edit", args=[others.public_id])).status_code == 404


def test_an_institution_changes_the_number_of_places(at_namdal):
    pool = Pool.objects.get(code="namdal-I-inpatient")
    address = reverse("pool-edit", args=[pool.public_id])
    assert 'value="2,5"' in at_namdal.get(address).content.decode()
    answer = at_namdal.post(address, {"places": "3,5", "version": pool.version})
    assert answer.status_code == 302
    pool.refresh_from_db()
    assert (pool.capacity_tenths, pool.confirmed_by.name, pool.version) == (35, "Gro Sagmo", 2)
    assert "2,5" in words(at_namdal.get(address))


def test_a_change_on_a_page_read_before_another_change_is_refused_in_words(at_namdal):
    pool = Pool.objects.get(code="namdal-I-inpatient")
    address = reverse("pool-edit", args=[pool.public_id])
    at_namdal.post(address, {"places": "3", "version": pool.version})
    answer = at_namdal.post(address, {"places": "4", "version": pool.version})
    assert answer.status_code == 409
    pool.refresh_from_db()
    assert pool.capacity_tenths == 30


@pytest.mark.parametrize("typed", ["", "mange", "2,55", "-1", "1000", "NaN", "1e3"])
def test_what_is_no_number_of_places_is_said_at_the_field(at_namdal, typed):
    pool = Pool.objects.get(code="namdal-I-inpatient")
    answer = at_namdal.post(
        reverse("pool-edit", args=[pool.public_id]), {"places": typed, "version": pool.version}
    )
    assert answer.context["form"].errors["places"]
    pool.refresh_from_db()
    assert pool.capacity_tenths == 25


def test_the_places_are_confirmed_at_once(at_namdal):
    at_namdal.post(reverse("own-pools-confirm"), {"institution": "namdal"})
    own = Pool.objects.filter(institution__kode="namdal")
    assert not own.filter(confirmed_at=None).exists()
    assert CaseEvent.objects.filter(verb="capacity_confirmed").count() == own.count()
    assert at_namdal.post(reverse("own-pools-confirm"), {"institution": "selli"}).status_code == 404
