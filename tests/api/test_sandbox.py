"""The sandbox: a region that its own client can empty and fill, and nobody else's row is touched."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from institutions.models import Booking, Pool
from referrals.models import Placement, Referral
from rve.core import clock
from rve.core.dates import LOCAL_ZONE
from rve.core.models import Organisation
from rve.local.sandbox.cases import STATES, Walk, public_id
from rve.local.sandbox.emptying import ForeignRow, empty
from rve.local.sandbox.region import CODE, ORGANISATIONS, Sandbox, make_region
from rve.local.sandbox.reset import reset
from tests.people import World, a_placement, a_referral, a_region
from tests.tokens import Client

RESET = "/api/v1/sandbox/reset"


def _rows() -> set[tuple[str, str]]:
    """A digest of every row of the database, by table."""
    found: set[tuple[str, str]] = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT md5(t::text) FROM "{table}" t')
            found |= {(table, digest) for (digest,) in cursor.fetchall()}
    return found


@pytest.fixture
def elsewhere(db: None) -> World:
    """Another region with cases in several states."""
    world = a_region()
    a_referral(world, now=clock.now())
    a_placement(world, "started", now=clock.now())
    return world


def _client(name: str) -> Client:
    return Client(Organisation.objects.get(number=ORGANISATIONS[name][2]), "sandbox:reset")


def _standing() -> set[Any]:
    rows = Referral.objects.filter(region__code=CODE)
    return set(rows.values_list("public_id", "reference", "status"))


@pytest.mark.parametrize("day", [dt.date(2026, 11, 23), dt.date(2026, 12, 31), dt.date(2027, 3, 28)])
def test_it_is_filled_on_a_monday_at_new_year_and_at_easter_alike(db: None, day: dt.date) -> None:
    reset(now=dt.datetime.combine(day, dt.time(0, 30), LOCAL_ZONE))
    placed = Placement.objects.filter(status__in=STATES[3:]).values_list("referral__public_id", "status")
    assert set(placed) == {(public_id(state), state) for state in STATES[3:]}


def test_it_is_emptied_and_filled_and_no_row_of_another_region_changes(elsewhere: World) -> None:
    before = _rows()
    reset(now=clock.now())
    first, bookings = _standing(), Booking.objects.count()
    Referral.objects.filter(public_id=public_id("received")).update(status="withdrawn")
    Pool.objects.filter(institution__region__code=CODE).update(capacity_tenths=990)
    answer = _client("practice").post(RESET)
    assert [row["state"] for row in answer.json()["cases"]] == list(STATES)
    assert (_standing(), Booking.objects.count()) == (first, bookings)
    assert not Pool.objects.filter(institution__region__code=CODE, capacity_tenths=990).exists()
    assert before - _rows() == set()
    for state in STATES[:3]:
        assert Referral.objects.get(public_id=public_id(state)).status == state
    for state in STATES[3:]:
        assert Placement.objects.get(referral__public_id=public_id(state)).status == state


def test_a_row_between_two_regions_stops_it(elsewhere: World) -> None:
    box = make_region(now=clock.now(), today=clock.today())
    case = _one_case(box)
    other = Referral.objects.filter(region=elsewhere.region).exclude(proposal=None)[0]
    Referral.objects.filter(pk=other.pk).update(proposal=case.proposal)
    with pytest.raises(ForeignRow):
        empty(box.region)


def _one_case(box: Sandbox) -> Referral:
    return Walk(box, "received", clock.now()).run()


def test_nobody_else_finds_it(elsewhere: World, settings: Any) -> None:
    make_region(now=clock.now(), today=clock.today())
    stranger = Client(elsewhere.practice, "sandbox:reset")
    theirs, nowhere = stranger.post(RESET), stranger.post(f"/api/v1/{uuid.uuid4()}")
    assert (theirs.status_code, theirs.json()) == (404, nowhere.json())
    settings.SANDBOX = False
    assert _client("practice").post(RESET).status_code == 404


def test_production_loads_no_sandbox(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("load_sandbox")
