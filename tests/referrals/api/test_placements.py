"""Placements by the API: read by the institution that has them, answered, and changed by the unit."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from institutions.models import Municipality
from referrals.api.placement_fields import ListedPlacement, PlacementOut
from referrals.models import Placement, Referral
from referrals.policies import allowed_actions, can_reroute
from referrals.use_cases.attachments import attach
from rve.core import clock
from rve.core.dates import LOCAL_ZONE
from rve.core.models import AccessLog
from tests.people import World, a_patient, a_placement, a_pool
from tests.tokens import Client

SCOPES = "placements:read placements:write"


@pytest.fixture
def place(world: World) -> Client:
    return Client(world.fjellheimen.organisation, SCOPES)


@pytest.fixture
def unit(world: World) -> Client:
    return Client(world.rve, "placements:read decisions:prepare")


@pytest.fixture
def forwarded(world: World) -> Placement:
    return a_placement(world, now=clock.now())


def _at(row: Placement, verb: str = "") -> str:
    return f"/api/v1/placements/{row.public_id}" + (f"/{verb}" if verb else "")


def _do(client: Client, row: Placement, verb: str, body: dict[str, Any] | None = None, **given: Any) -> Any:
    row.refresh_from_db()
    return client.post(_at(row, verb), body or {}, **{"if_match": row.version, **given})


def _today(days: int = 0) -> str:
    return (clock.today() + dt.timedelta(days=days)).isoformat()


def test_the_institution_reads_what_it_needs_to_receive_the_patient(
    place: Client, forwarded: Placement, caplog: pytest.LogCaptureFixture
) -> None:
    shown = place.get(_at(forwarded)).json()
    assert shown["patient"]["identity_number"] not in caplog.text
    assert (shown["patient"]["family_name"], shown["patient"]["city"]) == ("Aksnes", "Verdal")
    assert len(shown["patient"]["identity_number"]) == 11
    assert shown["clinical"]["situation"] and shown["answer_by"] and shown["start_deadline"]
    assert shown["allowed_actions"] == ["accept", "decline"]


def test_a_protected_address_is_not_told(place: Client, world: World) -> None:
    hidden = a_placement(world, now=clock.now(), patient=a_patient(protection="confidential"))
    patient = place.get(_at(hidden)).json()["patient"]
    assert (patient["protection"], patient["address"], patient["city"]) == ("confidential", None, None)


def test_nor_whom_the_protected_patient_lives_with(place: Client, world: World) -> None:
    hidden = a_placement(world, now=clock.now(), patient=a_patient(protection="strictly"))
    guardian = {"role": "parent", "name": "Mor Lund", "address": "Hemmelig 1", "city": "Ukjent"}
    verdal = Municipality.objects.create(
        number="5099", name="Verdal", short_name="Verdal", latitude=63.8, longitude=11.5, point_kind="x"
    )
    practical = {"guardians": [guardian], "next_of_kin_phone": "90000009", "companion": "no"}
    Referral.objects.filter(pk=hidden.referral_id).update(practical=practical, municipality=verdal)
    reader = Client(world.fjellheimen.organisation, f"{SCOPES} referrals:read")
    for path in (_at(hidden), f"/api/v1/referrals/{hidden.referral.public_id}"):
        shown = reader.get(path).json()
        assert (shown["practical"], shown["patient"]["municipality"]) == ({"companion": "no"}, None)


def test_who_follows_the_case_sees_what_the_institution_answers(
    place: Client, world: World, forwarded: Placement
) -> None:
    practice = Client(forwarded.referral.organisation, "referrals:read")
    path = f"/api/v1/referrals/{forwarded.referral.public_id}"
    for verb, body in (("accept", {}), ("schedule", {"on": _today(14)})):
        before = practice.get(path)["ETag"]
        assert _do(place, forwarded, verb, body).status_code == 200
        seen = practice.get(path, HTTP_IF_NONE_MATCH=before)
        assert seen.status_code == 200, verb


def test_documents_are_read_with_the_same_token(place: Client, world: World, forwarded: Placement) -> None:
    case = Referral.objects.get(pk=forwarded.referral_id)
    attach(referral=case, name="epikrise.pdf", data=b"%PDF-1.4 x", by=world.ingrid, now=clock.now())
    listed = place.get(_at(forwarded)).json()["documents"]
    assert [one["kind"] for one in listed] == ["attachment", "letter"]
    answer = place.get(listed[0]["url"], HTTP_ACCEPT="application/pdf")
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.4 x")
    stranger = Client(world.havblikk.organisation, SCOPES)
    assert stranger.get(listed[0]["url"]).status_code == 404


def test_the_whole_stay_and_what_is_offered_is_what_the_policies_allow(
    place: Client, unit: Client, world: World, forwarded: Placement
) -> None:
    on = {"on": _today()}
    for verb, body, status in (
        ("accept", on, "accepted"),
        ("schedule", on, "scheduled"),
        ("start", on, "started"),
        ("interrupt", on | {"reason_code": "acute_illness"}, "interrupted"),
        ("start", on, "started"),
        ("discharge", on | {"note": "God effekt."}, "completed"),
    ):
        _is_told_what_is_allowed(place, unit, world, forwarded)
        shown = _do(place, forwarded, verb, body).json()
        assert (shown["status"], shown["late"]) == (status, False)
    _is_told_what_is_allowed(place, unit, world, forwarded)
    assert (shown["started_on"], shown["ended_on"], shown["start_event"]) == (
        _today(),
        _today(),
        "Rehabilitering ved stedet",
    )


def _is_told_what_is_allowed(place: Client, unit: Client, world: World, row: Placement) -> None:
    row = Placement.objects.select_related("referral", "institution__organisation").get(pk=row.pk)
    told = place.get(_at(row)).json()["allowed_actions"]
    assert set(told) == {"start" if one == "resume" else one for one in allowed_actions(world.gro, row)}
    changes = unit.get(_at(row)).json()["allowed_actions"]
    assert changes == (["change"] if can_reroute(world.ingrid, row.referral) else [])


def test_a_moved_time_needs_its_reason_and_says_when_it_is_late(place: Client, forwarded: Placement) -> None:
    _do(place, forwarded, "accept")
    at = dt.datetime.combine(clock.today() + dt.timedelta(days=7), dt.time(9), LOCAL_ZONE)
    assert _do(place, forwarded, "schedule", {"at": at.isoformat()}).status_code == 200
    late = (at + dt.timedelta(days=200)).isoformat()
    refused = _do(place, forwarded, "schedule", {"at": late}).json()
    assert refused["errors"][0]["field"] == "reason_code"
    assert _do(place, forwarded, "schedule", {"at": late, "reason_code": "capacity"}).json()["late"] is True


def test_the_same_answer_twice_with_one_key_is_one(place: Client, forwarded: Placement) -> None:
    given = {"if_match": forwarded.version, "key": "k"}
    first, again = (place.post(_at(forwarded, "accept"), {}, **given) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())


def test_what_was_declined_is_known_to_be_gone_and_nothing_of_the_patient(
    place: Client, forwarded: Placement
) -> None:
    gone = _do(place, forwarded, "decline", {"reason_code": "no_capacity"}).json()
    assert (gone["status"], gone["decline_reason"], gone["patient"]) == ("declined", "no_capacity", None)
    [listed] = place.get("/api/v1/placements").json()["results"]
    assert (listed["id"], listed["patient"]) == (str(forwarded.public_id), None)
    assert _do(place, forwarded, "accept").status_code == 409
    assert AccessLog.objects.filter(data="api:placements").count() == 0


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("decline", {}, "reason_code"),
        ("decline", {"reason_code": "made_up"}, "reason_code"),
        ("schedule", {}, "at"),
        ("schedule", {"at": "2026-03-02T10:00:00"}, "at"),
        ("accept", {"on": "2999-01-01"}, "on"),
        ("accept", {"reason": "x"}, "reason"),
    ],
)
def test_what_is_wrong_is_named(
    verb: str, body: dict[str, Any], field: str, place: Client, forwarded: Placement
) -> None:
    if verb == "schedule":
        _do(place, forwarded, "accept")
    answer = _do(place, forwarded, verb, body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_a_verb_out_of_turn_is_in_the_way(place: Client, forwarded: Placement) -> None:
    assert _do(place, forwarded, "discharge", {"on": _today()}).status_code == 409


def test_only_the_institution_answers(world: World, forwarded: Placement) -> None:
    assert _do(Client(world.rve, SCOPES), forwarded, "accept").status_code == 403


def test_strangers_find_nothing(world: World, forwarded: Placement) -> None:
    for organisation in (
        world.havblikk.organisation,
        world.practice,
        world.bo_elsewhere.organisation,
    ):
        assert organisation is not None
        client = Client(organisation, f"{SCOPES} decisions:prepare referrals:read")
        nobodys = client.get(f"/api/v1/placements/{uuid.uuid4()}").content
        assert (client.get(_at(forwarded)).status_code, client.get(_at(forwarded)).content) == (404, nobodys)
        assert client.get("/api/v1/placements").json()["results"] == []
        assert _do(client, forwarded, "accept").status_code == 404
        change = _do(client, forwarded, "change", {"institution": "havblikk"}, key="c")
        assert change.status_code == 404


def test_a_place_not_yet_forwarded_is_the_units_alone(place: Client, unit: Client, world: World) -> None:
    row = a_placement(world, now=clock.now())
    Placement.objects.filter(pk=row.pk).update(status="booked", forwarded_at=None)
    assert place.get(_at(row)).status_code == 404
    assert unit.get(_at(row)).status_code == 200


def test_the_patient_changes_the_place(
    place: Client, unit: Client, world: World, forwarded: Placement
) -> None:
    body = {"institution": str(world.havblikk.public_id), "reason": "Nærmere familien."}
    answer = _do(unit, forwarded, "change", body, key="c")
    assert (answer.status_code, answer.json()["institution"]) == (201, "havblikk")
    assert answer["Location"].endswith(answer.json()["id"])
    assert place.get(_at(forwarded)).json()["status"] == "cancelled"
    again = _do(unit, forwarded, "change", body, key="d")
    assert again.status_code == 409


def test_the_list_is_narrowed_by_status_and_institution(place: Client, world: World) -> None:
    one, other = a_placement(world, now=clock.now()), a_placement(world, "accepted", now=clock.now())
    found = place.get("/api/v1/placements?status=accepted,scheduled").json()["results"]
    assert [row["id"] for row in found] == [str(other.public_id)]
    found = place.get(f"/api/v1/placements?institution={world.fjellheimen.public_id}").json()["results"]
    assert [row["id"] for row in found] == [str(one.public_id), str(other.public_id)]
    assert place.get("/api/v1/placements?status=lost").json()["errors"][0]["field"] == "status"


def test_lists_and_one_take_few_queries_and_write_one_line(
    place: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    a_pool(world.fjellheimen, "BC", "outpatient", None)
    rows = [a_placement(world, now=clock.now()) for _ in range(3)]
    place.get("/api/v1/reasons")
    for address in ("/api/v1/placements", _at(rows[0])):
        before = AccessLog.objects.count()
        with django_assert_max_num_queries(8):
            assert place.get(address).status_code == 200
        assert AccessLog.objects.count() == before + 1


def test_what_is_shown_is_what_the_schema_says(place: Client, world: World, forwarded: Placement) -> None:
    for shape, shown in (
        (PlacementOut, place.get(_at(forwarded)).json()),
        (ListedPlacement, place.get("/api/v1/placements").json()["results"][0]),
    ):
        assert set(shape().fields) == set(shown)
        assert json.loads(json.dumps(shape(_Loose(shown)).data, cls=DjangoJSONEncoder)) == shown


class _Loose(dict[str, Any]):
    """An answer as the serializer takes it: moments as moments."""

    def __init__(self, shown: dict[str, Any]) -> None:
        moments = {
            name: dt.datetime.fromisoformat(value)
            for name, value in shown.items()
            if name.endswith("_at") and value
        }
        for name in ("documents", "notes"):
            moments |= {name: [_Loose(one) for one in shown[name]]} if shown.get(name) else {}
        if "at" in shown:
            moments["at"] = dt.datetime.fromisoformat(shown["at"])
        super().__init__({**shown, **moments})
