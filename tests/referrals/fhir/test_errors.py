from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Anyone

from referrals.fhir import finding
from referrals.fhir.interactions import INTERACTIONS
from referrals.models import Placement
from tests.referrals.fhir.stays import BASE, KINDS, get
from tests.tokens import Client

STATUS = "forwarded"
FHIR = "application/fhir+json"
NO_ONE = "5b1f2a34-0000-4000-8000-000000000000"


def issue(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"].startswith(FHIR)
    body = answer.json()
    assert body["resourceType"] == "OperationOutcome"
    found: dict[str, Any] = body["issue"][0]
    assert found["severity"] == "error"
    assert found["diagnostics"]
    return found


def test_without_a_token_only_the_capabilities_are_told(db: None) -> None:
    anyone = Anyone()
    assert anyone.get(f"{BASE}/metadata").json()["fhirVersion"] == "4.0.1"
    for kind in KINDS:
        answer = anyone.get(f"{BASE}/{kind}/{NO_ONE}")
        assert (answer.status_code, issue(answer)["code"]) == (401, "login")
        assert answer["WWW-Authenticate"].startswith("DPoP")


def test_the_capabilities_are_those_that_answer(place: Client) -> None:
    told = place.get(f"{BASE}/metadata").json()["rest"][0]["resource"]
    assert {one["type"]: tuple(each["code"] for each in one["interaction"]) for one in told} == INTERACTIONS


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "Observation/1", 404),
        ("get", "Task/1/_history", 404),
        ("get", "", 404),
        ("get", "Task/$everything", 404),
        ("get", "Patient", 405),
        ("get", "Patient?name=Aksnes", 405),
        ("post", "Task", 405),
        ("post", "Patient", 405),
        ("post", "Patient/_search", 405),
        ("put", f"Patient/{NO_ONE}", 405),
        ("delete", f"Task/{NO_ONE}", 405),
        ("options", "Task", 405),
        ("get", f"Task/{NO_ONE}", 404),
        ("get", "Task/made-up", 404),
        ("get", f"Condition/{NO_ONE}-1", 404),
        ("get", f"Practitioner/{NO_ONE}-referrer", 404),
        ("get", f"Binary/{NO_ONE}", 404),
    ],
)
def test_what_is_not_there_is_said_in_fhir(method: str, path: str, status: int, place: Client) -> None:
    answer = getattr(place, method)(f"{BASE}/{path}")
    assert answer.status_code == status
    issue(answer)


def test_an_address_that_does_not_take_a_method_says_what_it_takes(place: Client) -> None:
    told = place.delete(f"{BASE}/Task/{NO_ONE}")
    assert (told["Allow"], "GET, PUT, PATCH" in issue(told)["diagnostics"]) == ("GET, PUT, PATCH", True)
    assert issue(place.post(f"{BASE}/metadata"))["code"] == "not-supported"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/fhir+json", 200),
        ("application/json", 200),
        ("*/*", 200),
        ("application/fhir+xml, application/fhir+json;q=0.9", 200),
        ("application/fhir+json; fhirVersion=4.0", 200),
        ("application/fhir+xml", 406),
        ("text/html", 406),
        ("application/fhir+json; fhirVersion=5.0", 406),
    ],
)
def test_json_is_made_and_nothing_else(accept: str, status: int, place: Client) -> None:
    assert get(place, "Task", HTTP_ACCEPT=accept).status_code == status


def test_the_format_in_the_address_goes_before_accept(place: Client) -> None:
    assert get(place, "Task?_format=json", HTTP_ACCEPT="text/html").status_code == 200
    assert get(place, "Task?_format=application/fhir%2Bjson").status_code == 200
    assert issue(get(place, "Task?_format=xml"))["code"] == "not-supported"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("<Appointment/>", "application/fhir+xml", 415),
        ("a=b", "application/x-www-form-urlencoded", 415),
        ("{", FHIR, 400),
        ("[]", FHIR, 400),
        ('{"resourceType": "Patient"}', FHIR, 400),
        (b"\xff\xfe", FHIR, 400),
        ('{"resourceType": "Appointment", "a": "\\u0000"}', FHIR, 400),
        ('{"resourceType": "Appointment", "status": "booked"}', FHIR, 422),
        ('{"resourceType": "Appointment", "basedOn": [null, 7, {"reference": 7}]}', FHIR, 422),
        ("{}" + " " * 2_600_000, FHIR, 413),
    ],
)
def test_bodies_that_cannot_be_used_are_refused(body: Any, kind: str, status: int, place: Client) -> None:
    answer = place.post(f"{BASE}/Appointment", body, content_type=kind)
    assert answer.status_code == status
    issue(answer)


def test_a_fault_of_ours_is_told_without_its_inside(place: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_any: Any) -> None:
        raise RuntimeError("14856800130")

    monkeypatch.setattr(finding, "find", broken)
    place.raise_request_exception = False
    answer = get(place, f"Task/{NO_ONE}")
    assert (answer.status_code, issue(answer)["code"]) == (500, "exception")
    assert "14856800130" not in answer.content.decode()


def test_too_many_requests_are_told_so(place: Client, settings: Any) -> None:
    settings.API_PER_MINUTE = {**settings.API_PER_MINUTE, "read": 0}
    answer = get(place, "Task")
    assert (answer.status_code, issue(answer)["code"]) == (429, "throttled")
    assert answer["Retry-After"]


ODD = (
    7,
    "x",
    [7],
    [[]],
    {},
    {"coding": 7},
    [{"coding": [7]}],
    {"start": 7},
    None,
    True,
    "\u2028" * 9,
    "9" * 5_000,
)


@pytest.mark.slow
def test_no_shape_of_a_body_is_a_fault_of_ours(place: Client, row: Placement) -> None:
    """Every element that is read, in every shape it should not have: refused, and never a 500."""
    based = [{"reference": f"Task/{row.public_id}"}]
    elements = {
        "Appointment": ("basedOn", "start", "status", "reasonCode"),
        "Encounter": (
            "basedOn",
            "class",
            "period",
            "status",
            "statusHistory",
            "reasonCode",
            "type",
            "hospitalization",
        ),
        "Communication": ("about", "basedOn", "payload", "status"),
    }
    whole = {"status": "in-progress", "class": {"code": "IMP"}, "period": {"start": "2020-01-01"}}
    for kind, names in elements.items():
        for name in names:
            for odd in ODD:
                body = {"resourceType": kind, "basedOn": based, **whole, name: odd}
                answer = place.post(f"{BASE}/{kind}", body)
                assert 400 <= answer.status_code < 500, (kind, name, odd)
                issue(answer)


@pytest.mark.slow
def test_no_shape_of_a_task_is_a_fault_of_ours(place: Client, row: Placement) -> None:
    task = get(place, f"Task/{row.public_id}").json()
    for status in ("rejected", "in-progress", "completed", "received"):
        for name in (
            "status",
            "statusReason",
            "executionPeriod",
            "businessStatus",
            "owner",
            "extension",
            "meta",
        ):
            for odd in ODD:
                body = {**task, "status": status, name: odd}
                answer = place.put(f"{BASE}/Task/{row.public_id}", body, if_match=f'W/"{row.version}"')
                assert answer.status_code < 500, (status, name, odd)


@pytest.mark.parametrize(
    "query",
    [
        "group-identifier=a%00b",
        "owner:identifier=%00",
        "_lastUpdated=ge0001-01-01",
        "_lastUpdated=le9999-12-30",
        "_id=" + "9" * 3_000,
        "_count=" + "9" * 300,
        "owner=Organization/" + "x" * 70,
        "patient=//x",
        "status=,",
    ],
)
def test_no_search_is_a_fault_of_ours(query: str, place: Client) -> None:
    form = "application/x-www-form-urlencoded"
    answers = [get(place, f"Task?{query}"), place.post(f"{BASE}/Task/_search", query, content_type=form)]
    assert {answer.status_code for answer in answers} <= {200, 400}
