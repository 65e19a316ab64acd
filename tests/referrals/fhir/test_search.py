from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.models import Placement
from rve.core.dates import LOCAL_ZONE
from tests.referrals.fhir.stays import BASE, Stays, get
from tests.tokens import Client

OWNER = "urn:oid:2.16.578.1.12.4.1.4.101"
FNR = "urn:oid:2.16.578.1.12.4.1.4.1"


def found(client: Client, **parameters: Any) -> list[str]:
    bundle = get(client, f"Task?{urlencode(parameters)}").json()
    assert bundle["resourceType"] == "Bundle", bundle
    return [one["resource"]["id"] for one in bundle.get("entry", []) if one["search"]["mode"] == "match"]


def ids(*rows: Placement) -> list[str]:
    return [str(row.public_id) for row in rows]


@pytest.fixture
def client(stays: Stays, db: None) -> Client:
    return stays.client()


def test_tasks_come_in_the_order_they_changed(stays: Stays, client: Client) -> None:
    rows = Placement.objects.filter(institution=stays.world.fjellheimen).order_by("updated_at", "pk")
    assert found(client) == ids(*rows)
    assert found(client, _sort="-_lastUpdated") == ids(*rows)[::-1]


def test_a_status_finds_its_tasks_and_a_list_finds_any(stays: Stays, client: Client) -> None:
    assert found(client, status="received") == ids(stays.asking)
    assert found(client, status="requested") == []
    assert set(found(client, status="on-hold,rejected")) == {*ids(stays.inside), *ids(stays.declined)}


def test_an_owner_is_found_by_organisation_number_or_reference(stays: Stays, client: Client) -> None:
    own, other = stays.world.gro.organisation, stays.world.siv_elsewhere.organisation
    assert len(found(client, **{"owner:identifier": f"{OWNER}|{own.number}"})) == 3
    assert len(found(client, owner=f"Organization/{own.public_id}")) == 3
    assert found(client, **{"owner:identifier": f"{OWNER}|{other.number}"}) == []


def test_last_updated_compares_as_fhir_says(stays: Stays, client: Client) -> None:
    rows = list(Placement.objects.filter(institution=stays.world.fjellheimen).order_by("updated_at", "pk"))
    middle = get(client, f"Task/{rows[1].public_id}").json()["meta"]["lastUpdated"]
    assert found(client, _lastUpdated=f"gt{middle}") == ids(rows[2])
    assert found(client, _lastUpdated=f"ge{middle}") == ids(*rows[1:])
    assert found(client, _lastUpdated=f"lt{middle}") == ids(rows[0])
    assert found(client, _lastUpdated=f"le{middle}") == ids(*rows[:2])
    first, last = (row.updated_at.astimezone(LOCAL_ZONE).date() for row in (rows[0], rows[2]))
    assert found(client, _lastUpdated=f"gt{last}") == []
    assert found(client, _lastUpdated=f"ge{first}") == ids(*rows)


def test_pages_are_linked_by_position_and_lose_nothing(stays: Stays, client: Client) -> None:
    path, seen = f"{BASE}/Task?_count=1&status=received,on-hold,rejected", []
    while path:
        bundle = get(client, path).json()
        seen += [one["resource"]["id"] for one in bundle["entry"]]
        links = {one["relation"]: one["url"] for one in bundle["link"]}
        path = links.get("next", "").removeprefix("http://testserver")
    assert seen == found(client)


def test_what_was_asked_to_come_along_is_marked_as_such(stays: Stays, client: Client) -> None:
    bundle = get(client, "Task?_include=Task:focus&_include=Task:patient&_include=Task:requester").json()
    modes = {(one["resource"]["resourceType"], one["search"]["mode"]) for one in bundle["entry"]}
    assert modes == {
        ("Task", "match"),
        ("ServiceRequest", "include"),
        ("Patient", "include"),
        ("Organization", "include"),
    }
    assert str(stays.declined.referral.public_id) not in [one["resource"]["id"] for one in bundle["entry"]]


def test_focus_patient_and_case_number_find_the_task(stays: Stays, client: Client) -> None:
    case = stays.asking.referral
    assert case.patient is not None
    assert found(client, focus=f"ServiceRequest/{case.public_id}") == ids(stays.asking)
    assert found(client, patient=str(case.patient.public_id)) == ids(stays.asking)
    assert found(client, **{"group-identifier": str(case.reference)}) == ids(stays.asking)


def test_unknown_parameters_are_left_out_of_self_or_refused_where_strict(
    stays: Stays, client: Client
) -> None:
    lenient = get(client, "Task?colour=blue&status=received").json()
    assert lenient["link"][0]["url"].endswith("/Task?status=received")
    strict = get(client, "Task?colour=blue", HTTP_PREFER="handling=strict")
    assert (strict.status_code, strict.json()["issue"][0]["code"]) == (400, "not-supported")


@pytest.mark.parametrize(
    "query",
    ["status:not=rejected", "owner.identifier=1", "_has:Communication:about:_id=x", "focus:missing=true"],
)
def test_what_would_have_narrowed_is_never_left_out(query: str, client: Client) -> None:
    answer = get(client, f"Task?{query}")
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (400, "not-supported")


@pytest.mark.parametrize(
    "query",
    [
        "_lastUpdated=yesterday",
        "_lastUpdated=gt2026-02-31",
        "_lastUpdated=ap2026",
        "status=open",
        "_count=many",
        "_sort=status",
        "_cursor=abc",
        "_lastUpdated=ge0000-01-01",
        "_lastUpdated=ge9999-12-31",
    ],
)
def test_values_that_cannot_be_read_are_refused(query: str, client: Client) -> None:
    assert get(client, f"Task?{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        f"patient.identifier={FNR}|14856800130",
        "patient:identifier=14856800130",
        "identifier=14856800130",
        f"x={quote(FNR)}%7C1",
        "_id=148568+00130",
    ],
)
def test_a_person_is_never_searched_for_in_an_address(query: str, client: Client) -> None:
    answer = get(client, f"Task?{query}")
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (400, "security")
    assert "14856800130" not in answer.content.decode()


def test_in_a_body_a_person_is_found_and_no_link_names_the_number(stays: Stays, client: Client) -> None:
    patient = stays.asking.referral.patient
    assert patient is not None
    number = patient.details.number
    body = urlencode({"patient.identifier": f"{FNR}|{number}", "_count": "5"})
    form = "application/x-www-form-urlencoded"
    answer = client.post(f"{BASE}/Task/_search", body, content_type=form)
    assert [one["resource"]["id"] for one in answer.json()["entry"]] == ids(stays.asking)
    assert number not in str(answer.json()["link"])
    assert str(patient.public_id) in answer.json()["link"][0]["url"]
    theirs = stays.outsider().post(f"{BASE}/Task/_search", body, content_type=form)
    assert "entry" not in theirs.json()


def test_none_are_shown_and_all_are_counted_when_no_task_is_asked_for(client: Client) -> None:
    bundle = get(client, "Task?_count=0").json()
    assert (bundle["total"], bundle.get("entry")) == (3, None)


def test_communications_are_found_by_their_task(stays: Stays, client: Client) -> None:
    told = get(client, f"Communication?about=Task/{stays.asking.public_id}").json()["entry"]
    assert len(told) == 3
    question = told[0]["resource"]["id"]
    answers = get(client, f"Communication?in-response-to=Communication/{question}").json()["entry"]
    assert [one["resource"]["inResponseTo"][0]["reference"] for one in answers] == [
        f"Communication/{question}"
    ]
    assert "entry" not in get(stays.outsider(), f"Communication?about=Task/{stays.asking.public_id}").json()


def test_a_search_asks_the_database_the_same_number_of_times_however_many(
    stays: Stays, client: Client
) -> None:
    """Token 2, own places, Tasks 4 (notes, letters, attachments), the unit, names of delytelser, the log."""
    get(client, "Task")
    counted = []
    for size in (1, 3):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get(
                client,
                f"Task?_include=Task:focus&_include=Task:patient&_count={size}&status=received,on-hold",
            )
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 10
