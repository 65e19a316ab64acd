"""A hospital's half of a case by a FHIR client that is not ours (fhirpy), against a server that answers."""

from __future__ import annotations

import base64
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from fhirpy import SyncFHIRClient
from pytest_django.live_server_helper import LiveServer

from referrals.models import Placement, PlacementNote
from referrals.use_cases import placement_notes
from rve.core import clock
from rve.core.models import CaseEvent
from tests.people import World, a_placement, a_region
from tests.referrals.fhir.stays import BOTH, PDF, with_attachment
from tests.tokens import token_for

NUMBER = "urn:oid:2.16.578.1.12.4.1.4.101"


@pytest.fixture
def world(live_server: LiveServer, transactional_db: None) -> World:
    """Visible to the server's own connection."""
    return a_region()


@pytest.fixture
def hospital(world: World, live_server: LiveServer) -> Any:
    """A client for a version: fhirpy takes headers for a client, not for a request."""
    token = token_for(world.gro.organisation, BOTH)

    def client(version: str = "") -> SyncFHIRClient:
        headers = {"If-Match": f'W/"{version}"'} if version else {}
        return SyncFHIRClient(
            f"{live_server.url}/fhir/R4", authorization=f"Bearer {token}", extra_headers=headers
        )

    return client


def save(hospital: Any, resource: Any) -> Any:
    """An update with the version that was read."""
    path = f"{resource.resource_type}/{resource.id}"
    sent = hospital(resource["meta"]["versionId"]).execute(path, method="put", data=resource.serialize())
    return hospital().resource(resource.resource_type, **sent)


@pytest.mark.slow
def test_a_hospital_does_its_half_by_fhir(world: World, hospital: Any) -> None:
    placement = with_attachment(world)
    number = world.gro.organisation.number
    new = (
        hospital()
        .resources("Task")
        .search(**{"owner:identifier": f"{NUMBER}|{number}", "status": "requested"})
    )
    task = new.sort("_lastUpdated").limit(10).fetch()[0]

    request = task["focus"].to_resource()
    patient = request["subject"].to_resource()
    assert patient["name"][0]["family"] == "Aksnes"
    documents = [one.to_resource() for one in request["supportingInfo"]]
    files = [hospital().get(*one["content"][0]["attachment"]["url"].split("/")) for one in documents]
    assert PDF in [base64.b64decode(one["data"]) for one in files]
    assert request["reasonReference"][0].to_resource()["code"]["coding"][0]["code"] == "M05.9"

    task["status"] = "received"
    task = save(hospital, task)
    task["status"] = "accepted"
    task = save(hospital, task)
    assert task["status"] == "accepted"

    started = clock.today()
    at = dt.datetime.combine(placement.planned_week or started, dt.time(11), tzinfo=dt.UTC)
    booked = hospital().resource(
        "Appointment",
        status="booked",
        start=at.isoformat(),
        basedOn=[request.to_reference()],
        participant=[{"actor": patient.to_reference(), "status": "accepted"}],
    )
    booked.save()
    stay = hospital().resource(
        "Encounter",
        status="in-progress",
        basedOn=[request.to_reference()],
        period={"start": started.isoformat()},
        **{"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}},
    )
    stay.save()
    stay.refresh()
    stay["status"] = "finished"
    stay["period"]["end"] = started.isoformat()
    save(hospital, stay)

    task.refresh()
    assert (task["status"], len(task["output"])) == ("completed", 2)
    assert Placement.objects.get(pk=placement.pk).status == "completed"


@pytest.mark.slow
def test_the_same_said_by_many_at_once_is_done_once(world: World, live_server: LiveServer) -> None:
    row = a_placement(world, "accepted", now=clock.now())
    token = token_for(world.gro.organisation, BOTH)
    body = {
        "resourceType": "Encounter",
        "status": "in-progress",
        "class": {"code": "AMB"},
        "basedOn": [{"reference": f"Task/{row.public_id}"}],
        "period": {"start": clock.today().isoformat()},
    }

    def send(_number: int) -> int:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/fhir+json"}
        address = f"{live_server.url}/fhir/R4/Encounter"
        return requests.post(address, json=body, headers=headers, timeout=60).status_code

    with ThreadPoolExecutor(6) as crowd:
        answers = sorted(crowd.map(send, range(6)))
    assert answers == [200] * 5 + [201]
    assert CaseEvent.objects.filter(kind="referral", case_id=row.referral_id, verb="started").count() == 1


@pytest.mark.slow
def test_it_asks_the_unit_and_pages_through_its_tasks(world: World, hospital: Any) -> None:
    for _each in range(3):
        with_attachment(world)
    tasks = hospital().resources("Task").limit(2).fetch_all()
    assert len(tasks) == 3
    question = hospital().resource(
        "Communication",
        status="completed",
        about=[tasks[0].to_reference()],
        payload=[{"contentString": "Kan hun gå i trapper?"}],
    )
    question.save()
    found = hospital().resources("Communication").search(about=tasks[0].reference).fetch()
    assert [one.id for one in found] == [question.id]


def coded(kind: str, code: str, text: str = "") -> dict[str, Any]:
    system = f"https://rve.example.no/fhir/CodeSystem/{kind}-reason"
    return {"coding": [{"system": system, "code": code}], "text": text}


@pytest.mark.slow
def test_it_declines_one_and_interrupts_another_and_reads_the_answer(world: World, hospital: Any) -> None:
    declined, kept = with_attachment(world), with_attachment(world)
    tasks = {one.id: one for one in hospital().resources("Task").search(status="requested").fetch()}

    no = tasks[str(declined.public_id)]
    no["statusReason"], no["status"] = coded("decline", "no_capacity", "Fullt til jul."), "rejected"
    assert save(hospital, no)["status"] == "rejected"

    yes = tasks[str(kept.public_id)]
    for status in ("accepted", "in-progress"):
        yes["status"] = status
        yes = save(hospital, yes)
    yes["status"], yes["statusReason"] = "on-hold", coded("interrupt", "acute_illness")
    assert save(hospital, yes)["status"] == "on-hold"

    question = hospital().resource(
        "Communication",
        status="completed",
        about=[yes.to_reference()],
        payload=[{"contentString": "Kan oppholdet forlenges?"}],
    )
    question.save()
    placement_notes.answer_place(
        question=PlacementNote.objects.get(public_id=question.id),
        text="Ja.",
        by=world.ingrid,
        now=clock.now(),
    )
    found = hospital().resources("Communication").search(**{"in-response-to": question.reference}).first()
    assert found["payload"] == [{"contentString": "Ja."}]

    stay = hospital().reference("Encounter", yes.id).to_resource()
    stay["status"] = "in-progress"
    assert save(hospital, stay)["status"] == "in-progress"
    assert hospital().resources("Task").search(status="rejected").count() == 1


@pytest.mark.slow
def test_one_search_brings_a_case_whole_and_another_only_what_is_asked(world: World, hospital: Any) -> None:
    placement = with_attachment(world)
    requests = hospital().resources("ServiceRequest").search(identifier=placement.referral.reference)
    whole = (
        requests.include("ServiceRequest", "patient")
        .revinclude("Task", "focus")
        .revinclude("DocumentReference", "related")
        .fetch_raw()
    )
    kinds = sorted(one["resource"]["resourceType"] for one in whole["entry"])
    assert kinds == ["DocumentReference", "DocumentReference", "Patient", "ServiceRequest", "Task"]
    short = hospital().resources("Task").elements("status").fetch()
    assert set(short[0].serialize()) == {"resourceType", "id", "meta", "status", "intent"}
