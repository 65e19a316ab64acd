"""Institutions and pools by the API: who reads which, and the institution's own word on its places."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from institutions.api.fields import InstitutionOut, PoolOut
from institutions.models import Institution, Pool
from rve.core import clock
from tests.people import World, a_placement, a_pool, a_region
from tests.tokens import Client

SCOPES = "institutions:read pools:write"


@pytest.fixture
def world(db: None) -> World:
    return a_region()


@pytest.fixture
def place(world: World) -> Client:
    return Client(world.fjellheimen.organisation, SCOPES)


@pytest.fixture
def unit(world: World) -> Client:
    return Client(world.rve, SCOPES)


def _at(pool: Pool) -> str:
    return f"/api/v1/pools/{pool.public_id}"


def _codes(client: Client) -> list[str]:
    return [row["code"] for row in client.get("/api/v1/pools").json()["results"]]


def test_an_institution_reads_its_own_pools_and_the_unit_the_regions(
    place: Client, unit: Client, world: World
) -> None:
    assert _codes(place) == ["fjellheimen-AB-day"]
    assert sorted(_codes(unit)) == ["fjellheimen-AB-day", "havblikk-B-day", "havblikk-F-inpatient"]
    assert _codes(Client(world.practice, SCOPES)) == []
    assert _codes(Client(world.bo_elsewhere.organisation, SCOPES)) == []


def test_a_pool_tells_capacity_bookings_queue_and_wait(place: Client, world: World) -> None:
    a_placement(world, now=clock.now())
    shown = place.get(_at(world.pool)).json()
    assert (shown["capacity"], shown["delytelser"], shown["queue"]) == (2.0, ["A", "B"], 0)
    assert len(shown["booked"]) == 12 and sum(week["booked"] for week in shown["booked"]) > 0
    assert isinstance(shown["expected_wait_days"], int)
    assert set(shown) == set(PoolOut().fields)


def test_a_booking_moves_the_moment_and_not_the_version(world: World) -> None:
    Pool.objects.update(updated_at=clock.now() - dt.timedelta(days=1))
    now = clock.now()
    a_placement(world, now=now)
    pool = Pool.objects.get(pk=world.pool.pk)
    assert (pool.updated_at, pool.version) == (now, world.pool.version)


def test_a_pool_whose_bookings_changed_is_never_answered_as_unchanged(place: Client, world: World) -> None:
    tag = place.get(_at(world.pool))["ETag"]
    a_placement(world, now=clock.now())
    again = place.get(_at(world.pool), HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again["ETag"]) == (200, tag)
    assert sum(week["booked"] for week in again.json()["booked"]) > 0


def test_the_institution_sets_its_places_with_one_decimal(place: Client, world: World) -> None:
    answer = place.patch(_at(world.pool), {"capacity": 2.5}, if_match=world.pool.version)
    assert (answer.status_code, answer.json()["capacity"]) == (200, 2.5)
    assert answer["ETag"] == f'"{world.pool.version + 1}"'
    assert place.patch(_at(world.pool), {"capacity": 1}, if_match=world.pool.version).status_code == 412
    assert place.patch(_at(world.pool), {"capacity": 1}).status_code == 428


def test_places_that_are_sent_again_under_their_key_are_answered_again(place: Client, world: World) -> None:
    first = place.patch(_at(world.pool), {"capacity": 2.5}, if_match=world.pool.version, key="places-48")
    again = place.patch(_at(world.pool), {"capacity": 2.5}, if_match=world.pool.version, key="places-48")
    assert (again.status_code, again["Idempotent-Replay"], again.json()) == (200, "true", first.json())


def test_the_institution_confirms_its_places(place: Client, world: World) -> None:
    answer = place.patch(_at(world.pool), {"confirm": True}, if_match=world.pool.version)
    assert answer.json()["confirmed_at"] and answer.json()["capacity"] == 2.0


def test_fewer_places_than_are_booked_are_refused(place: Client, world: World) -> None:
    a_placement(world, now=clock.now())
    world.pool.refresh_from_db()
    answer = place.patch(_at(world.pool), {"capacity": 0}, if_match=world.pool.version)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "capacity")


@pytest.mark.parametrize(
    "body", [{"capacity": 2.55}, {"capacity": -1}, {"capacity": "2"}, {}, {"places": 1}, {"capacity": 1e308}]
)
def test_what_is_no_number_of_places_is_refused(body: dict[str, Any], place: Client, world: World) -> None:
    answer = place.patch(_at(world.pool), body, if_match=world.pool.version)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (
        400,
        "places" if "places" in body else "capacity",
    )


def test_nobody_else_sets_them(unit: Client, world: World) -> None:
    body, version = {"capacity": 1}, world.pool.version
    assert unit.patch(_at(world.pool), body, if_match=version).status_code == 403
    stranger = Client(world.havblikk.organisation, SCOPES)
    theirs = stranger.patch(_at(world.pool), body, if_match=version)
    nobodys = stranger.patch(f"/api/v1/pools/{uuid.uuid4()}", body, if_match=version)
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)


def test_fifty_pools_take_few_queries(unit: Client, world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(50):
        place = Institution.objects.create(
            region=world.region,
            kode=f"sted-{number}",
            name=f"Sted {number}",
            kind="private",
            place="Verdal",
            in_region=True,
            agreement_kind="avtale",
            source="test",
        )
        a_pool(place, "BG", "day", 15)
    unit.get("/api/v1/reasons")
    with django_assert_max_num_queries(8):
        assert len(_codes(unit)) == 50


def test_institutions_are_those_of_the_region(place: Client, world: World) -> None:
    rows = place.get("/api/v1/institutions").json()["results"]
    assert {row["kode"] for row in rows} == {"fjellheimen", "havblikk"}
    assert set(rows[0]) == set(InstitutionOut().fields)
    assert Client(world.bo_elsewhere.organisation, SCOPES).get("/api/v1/institutions").json()["results"] == []


def test_reasons_are_told_in_both_languages(place: Client) -> None:
    rows = place.get("/api/v1/reasons?kind=decline").json()["results"]
    assert [(row["kind"], row["code"]) for row in rows] == [("decline", "no_capacity")]
    assert rows[0]["text_nb"] and rows[0]["text_nn"]
