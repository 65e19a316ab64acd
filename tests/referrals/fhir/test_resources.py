from __future__ import annotations

import base64
import importlib
from typing import Any

import pytest

from referrals.fhir.systems import without_empty
from referrals.models import Letter, Referral
from referrals.use_cases.placements import reroute
from rve.core import clock
from rve.core.models import AccessLog
from tests.referrals.fhir.hl7_schema import empties, faults
from tests.referrals.fhir.stays import KINDS, PDF, Stays, crawl, get
from tests.tokens import Client

NO_ONE = "5b1f2a34-0000-4000-8000-000000000000"


def validated(resource: dict[str, Any]) -> None:
    """By fhir.resources (R4B; it differs from R4 only in what we do not send), and by HL7's schema."""
    kind = resource["resourceType"]
    model = getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
    model.model_validate(resource)
    assert faults(resource) + empties(resource) == []


@pytest.fixture(scope="module")
def reached(stays: Stays, django_db_blocker: Any) -> dict[str, dict[str, Any]]:
    with django_db_blocker.unblock():
        return crawl(stays.client())


def test_every_kind_of_resource_is_reached_from_the_tasks(reached: dict[str, Any], db: None) -> None:
    assert {path.split("/")[0] for path in reached} == set(KINDS)


def test_every_resource_is_valid_fhir(reached: dict[str, Any], stays: Stays, db: None) -> None:
    for resource in reached.values():
        validated(resource)
    validated(
        get(stays.client(), "Task?_include=Task:focus&_include=Task:patient&_include=Task:owner").json()
    )
    validated(get(stays.client(), "metadata").json())
    validated(get(stays.client(), "Nothing/1").json())


def test_hl7s_schema_finds_what_is_wrong(reached: dict[str, Any], db: None) -> None:
    task = next(one for path, one in reached.items() if path.startswith("Task/"))
    assert faults(task | {"status": "open"}) and faults(task | {"colour": "blue"})


def test_another_institution_finds_none_of_it(reached: dict[str, Any], stays: Stays, db: None) -> None:
    """The same answer as for what was made up, to the letter; whose organisations both know are known."""
    shared = {f"Organization/{stays.world.rve.public_id}", f"Organization/{stays.world.practice.public_id}"}
    outsider = stays.outsider()
    made_up = {kind: get(outsider, f"{kind}/{NO_ONE}").content for kind in KINDS}
    for path in set(reached) - shared:
        theirs = get(outsider, path)
        assert (theirs.status_code, theirs.content) == (404, made_up[path.split("/")[0]]), path


def test_no_bundle_holds_what_is_anothers(reached: dict[str, Any], stays: Stays, db: None) -> None:
    everything = "Task?_count=200&_include=Task:focus&_include=Task:patient&_include=Task:owner"
    for search in (everything, "Communication", f"Task?_id={stays.asking.public_id}"):
        entries = get(stays.outsider(), search).json().get("entry", [])
        found = {f"{one['resource']['resourceType']}/{one['resource']['id']}" for one in entries}
        assert not found & set(reached)
    own = get(stays.outsider(), everything).json()["entry"]
    assert [one["resource"]["id"] for one in own if one["search"]["mode"] == "match"] == [
        str(stays.there.public_id)
    ]


def test_the_unit_reads_every_task_of_the_region(stays: Stays, db: None) -> None:
    assert len(get(stays.unit(), "Task").json()["entry"]) == 4


def test_a_protected_address_is_in_no_resource(reached: dict[str, Any], stays: Stays, db: None) -> None:
    patient = reached[f"Patient/{stays.inside.referral.patient.public_id}"]  # type: ignore[union-attr]
    assert patient["meta"]["security"][0]["code"] == "V"
    assert not {"address", "contact"} & set(patient)
    told = str(reached) + str(get(stays.client(), "Task?_include=Task:focus&_include=Task:patient").json())
    assert "Hemmelig" not in told
    assert "Ukjent" not in told
    request = reached[f"ServiceRequest/{stays.inside.referral.public_id}"]
    assert "Eva Aksnes" not in str(request)
    assert "Eva Aksnes" in str(reached[f"ServiceRequest/{stays.asking.referral.public_id}"])


def test_the_identity_number_has_its_norwegian_naming_system(
    reached: dict[str, Any], stays: Stays, db: None
) -> None:
    patient = reached[f"Patient/{stays.asking.referral.patient.public_id}"]  # type: ignore[union-attr]
    assert patient["identifier"][0]["system"] == "urn:oid:2.16.578.1.12.4.1.4.1"


def test_the_deadline_the_right_and_the_seniority_date_are_told(
    reached: dict[str, Any], stays: Stays, db: None
) -> None:
    row = stays.asking
    deadline = row.decision.start_deadline
    assert deadline is not None
    task = reached[f"Task/{row.public_id}"]
    assert task["restriction"]["period"]["end"] == deadline.isoformat()
    request = reached[f"ServiceRequest/{row.referral.public_id}"]
    told = {one["url"]: one for one in request["extension"][0]["extension"]}
    assert told["right"]["valueBoolean"] is True
    assert told["seniorityDate"]["valueDate"] == row.referral.receipt.isoformat()
    assert told["delytelse"]["valueCoding"]["code"] == "B"


def test_a_question_makes_the_task_received_and_awaiting_information(
    reached: dict[str, Any], stays: Stays, db: None
) -> None:
    task = reached[f"Task/{stays.asking.public_id}"]
    assert task["status"] == "received"
    assert task["businessStatus"]["coding"][0]["code"] == "awaiting-information"


def test_a_declined_task_says_so_and_nothing_of_the_patient(
    reached: dict[str, Any], stays: Stays, db: None
) -> None:
    task = reached[f"Task/{stays.declined.public_id}"]
    assert (task["status"], task["statusReason"]["coding"][0]["code"]) == ("rejected", "no_capacity")
    assert "for" not in task
    assert f"ServiceRequest/{stays.declined.referral.public_id}" not in reached


def test_an_answer_refers_to_its_question(reached: dict[str, Any], db: None) -> None:
    notes = [one for path, one in reached.items() if path.startswith("Communication/")]
    answer = next(one for one in notes if "inResponseTo" in one)
    assert answer["payload"][0]["contentString"] == "Ja, med støtte."
    assert (
        reached[answer["inResponseTo"][0]["reference"]]["payload"][0]["contentString"]
        == "Kan hun gå i trapper?"
    )


def test_a_binary_is_its_bytes_and_as_fhir_the_same_bytes(stays: Stays, db: None) -> None:
    file = stays.asking.referral.attachments.get()
    raw = get(stays.client(), f"Binary/{file.public_id}")
    assert (raw["Content-Type"], raw.content) == ("application/pdf", PDF)
    asked = get(stays.client(), f"Binary/{file.public_id}", HTTP_ACCEPT="application/fhir+json")
    assert base64.b64decode(asked.json()["data"]) == PDF
    letter = Letter.objects.get(referral=stays.asking.referral, recipient_role="institution")
    assert get(stays.client(), f"Binary/{letter.public_id}").content == bytes(letter.pdf)


def test_letters_to_patient_and_referrer_are_not_the_institutions(stays: Stays, db: None) -> None:
    others = Letter.objects.filter(referral=stays.asking.referral).exclude(recipient_role="institution")
    assert others
    assert {get(stays.client(), f"Binary/{one.public_id}").status_code for one in others} == {404}


def test_each_answer_that_shows_a_patient_is_one_line_of_the_log(stays: Stays, db: None) -> None:
    before = AccessLog.objects.count()
    get(stays.client(), "Task?_include=Task:patient")
    row = AccessLog.objects.order_by("-pk")[0]
    assert AccessLog.objects.count() == before + 1
    assert (row.data, row.basis) == ("fhir:Task", "placement")
    assert row.case_ids == sorted([stays.asking.referral_id, stays.inside.referral_id])


def test_a_version_that_the_client_has_is_not_sent_again(stays: Stays, db: None) -> None:
    answer = get(stays.client(), f"Task/{stays.inside.public_id}")
    assert answer["ETag"] == f'W/"{stays.inside.version}"'
    again = get(stays.client(), f"Task/{stays.inside.public_id}", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_reading_takes_its_scope(stays: Stays, db: None) -> None:
    client = Client(stays.world.gro.organisation, "pools:write")
    answer = get(client, "Task")
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (403, "forbidden")


def test_a_case_that_went_elsewhere_is_gone_and_takes_no_letter_along(stays: Stays, db: None) -> None:
    row = stays.asking
    case = Referral.objects.get(pk=row.referral_id)
    old = Letter.objects.get(referral=case, recipient_role="institution")
    reroute(
        referral=case, institution="havblikk", by=stays.world.ingrid, now=clock.now(), version=case.version
    )
    task = get(stays.client(), f"Task/{row.public_id}").json()
    assert (task["status"], task["statusReason"]["coding"][0]["code"]) == ("cancelled", "moved-elsewhere")
    assert "for" not in task
    gone = (f"ServiceRequest/{case.public_id}", f"Binary/{old.public_id}", f"Condition/{case.public_id}-1")
    assert {get(stays.client(), path).status_code for path in gone} == {404}
    assert get(stays.outsider(), f"ServiceRequest/{case.public_id}").status_code == 200
    assert get(stays.outsider(), f"Binary/{old.public_id}").status_code == 404
    assert not [one for one in crawl(stays.outsider()).values() if "trapper" in str(one)]


def test_what_says_nothing_is_left_out_however_deep() -> None:
    told = {
        "name": [{"text": ""}],
        "type": [{}],
        "active": False,
        "weeks": 0,
        "code": {"coding": [{"code": "A"}]},
    }
    assert without_empty(told) == {"active": False, "weeks": 0, "code": {"coding": [{"code": "A"}]}}
