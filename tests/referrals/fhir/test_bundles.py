"""What a search brings: what comes along, what stands behind a case, the parts that were asked for; and
nobody else's.
"""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.fhir.along import INCLUDES, REVINCLUDES, known
from referrals.fhir.interactions import INTERACTIONS, SEARCH
from referrals.models import Letter, Placement, Referral
from referrals.use_cases.placements import reroute
from rve.core import clock
from tests.people import a_patient, a_placement
from tests.referrals.fhir.hl7_schema import faults
from tests.referrals.fhir.stays import BASE, KINDS, Stays, get
from tests.tokens import Client

ALWAYS = {"resourceType", "id", "meta"}
ALL = "&".join(
    [f"{name}=Task:{word}" for name, word in (("_include", "focus"), ("_include", "patient"))]
    + [f"_include:iterate={word}" for word in INCLUDES]
    + [f"_revinclude:iterate={word}" for word in REVINCLUDES]
)


def entries(client: Client, search: str, mode: str = "") -> list[dict[str, Any]]:
    bundle = get(client, search).json()
    assert (bundle["resourceType"], faults(bundle)) == ("Bundle", []), bundle
    return [one["resource"] for one in bundle.get("entry", []) if mode in one["search"]["mode"]]


def named(found: list[dict[str, Any]]) -> set[str]:
    return {f"{one['resourceType']}/{one['id']}" for one in found}


def searches(row: Placement) -> list[str]:
    """Everything that can be asked about a placement's case and patient."""
    assert row.referral.patient is not None
    patient, case = f"Patient/{row.referral.patient.public_id}", f"ServiceRequest/{row.referral.public_id}"
    return [
        *(f"{kind}?patient={patient}&{ALL}" for kind in ("ServiceRequest", "Condition", "Task")),
        *(f"{kind}?patient={patient}" for kind in ("DocumentReference", "Appointment", "Encounter")),
        *(f"{kind}?based-on={case}" for kind in ("Appointment", "Encounter", "Communication")),
        f"ServiceRequest?identifier={row.referral.reference}&{ALL}",
        f"ServiceRequest?_id={row.referral.public_id}&{ALL}",
        f"DocumentReference?related={case}",
        f"Appointment?_id={row.public_id}",
        f"Encounter?_id={row.public_id}",
    ]


@pytest.fixture
def client(stays: Stays, db: None) -> Client:
    return stays.client()


def test_one_answer_holds_all_that_belongs_to_the_tasks(client: Client) -> None:
    found = entries(client, f"Task?{ALL}")
    assert {one["resourceType"] for one in found} == set(KINDS) - {"Binary"}
    for one in {one["resourceType"]: one for one in found}.values():
        assert get(client, f"{one['resourceType']}/{one['id']}").json() == one


def test_a_case_brings_its_task_and_documents(stays: Stays, client: Client) -> None:
    case = stays.asking.referral
    asked = "_revinclude=Task:focus&_revinclude=DocumentReference:related"
    found = entries(client, f"ServiceRequest?identifier={case.reference}&{asked}")
    assert [one["resourceType"] for one in found].count("DocumentReference") == 2
    assert f"Task/{stays.asking.public_id}" in named(found)


def test_what_hangs_from_a_kind_that_did_not_come_stays_away(client: Client) -> None:
    found = entries(client, "Task?_revinclude:iterate=DocumentReference:related&_include=Task:owner")
    assert {one["resourceType"] for one in found} == {"Task", "Organization"}


def test_an_outsider_is_brought_nothing_by_any_search(stays: Stays, client: Client) -> None:
    for row in (stays.asking, stays.inside):
        for search in searches(row):
            assert entries(stays.outsider(), search) == [], search
    shared = {"Organization", "Task"}
    everything = {one for one in named(entries(client, f"Task?{ALL}")) if one.split("/")[0] not in shared}
    assert not everything & named(entries(stays.outsider(), f"Task?_count=200&{ALL}"))


def test_a_declined_case_brings_its_task_and_nothing_of_the_patient(stays: Stays, client: Client) -> None:
    for search in searches(stays.declined):
        assert entries(client, search) == []
    found = entries(client, f"Task?_id={stays.declined.public_id}&{ALL}")
    assert [one["resourceType"] for one in found if one["resourceType"] != "Organization"] == ["Task"]
    assert "Moe" not in str(found)


def test_the_patient_of_an_older_task_is_shown_as_the_newest_case_has_it(
    stays: Stays, client: Client
) -> None:
    old = stays.asking
    number = old.referral.patient.details.number  # type: ignore[union-attr]
    moved = a_patient(number=number, address="Nyvegen 3")
    new = a_placement(stays.world, "forwarded", now=clock.now(), patient=moved)
    assert new.referral.patient == old.referral.patient
    patient = f"Patient/{old.referral.patient.public_id}"  # type: ignore[union-attr]
    found = entries(client, f"Task?_id={old.public_id}&_include=Task:patient", "include")
    assert found == [get(client, patient).json()]
    assert found[0]["address"][0]["line"] == ["Nyvegen 3"]


def test_a_search_that_names_neither_case_nor_patient_is_refused(client: Client) -> None:
    for kind in ("ServiceRequest", "Condition", "DocumentReference", "Appointment", "Encounter"):
        answer = get(client, kind)
        assert (answer.status_code, answer.json()["issue"][0]["code"]) == (400, "too-costly")


def test_a_short_list_is_paged_too(stays: Stays, client: Client) -> None:
    path = f"{BASE}/DocumentReference?related=ServiceRequest/{stays.asking.referral.public_id}&_count=1"
    seen: list[str] = []
    while path:
        bundle = get(client, path).json()
        assert bundle["total"] == 2
        seen += [one["resource"]["id"] for one in bundle["entry"]]
        path = {one["relation"]: one["url"] for one in bundle["link"]}.get("next", "")
        path = path.removeprefix("http://testserver")
    assert len(set(seen)) == len(seen) == 2


def test_the_capabilities_name_what_can_come_along(client: Client) -> None:
    told = {one["type"]: one for one in get(client, "metadata").json()["rest"][0]["resource"]}
    for kind in (one for one, does in INTERACTIONS.items() if SEARCH in does):
        assert set(told[kind].get("searchInclude", ())) == known(kind)["_include"]
        assert set(told[kind].get("searchRevInclude", ())) == known(kind)["_revinclude"]
        for one in told[kind].get("searchParam", ()):
            value = {"date": "ge2020", "token": "x", "reference": "x"}[one["type"]]
            asked = get(client, f"{kind}?{one['name']}={value}", HTTP_PREFER="handling=strict")
            assert asked.status_code == (400 if one["name"] == "status" else 200), one["name"]


def test_a_page_asks_the_database_the_same_number_of_times_however_many(client: Client) -> None:
    get(client, "Task")
    counted = []
    for size in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            get(client, f"Task?{ALL}&_count={size}&status=received,on-hold")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 22


def test_a_summary_is_what_fhir_calls_one(client: Client) -> None:
    for whole, short in zip(
        entries(client, f"Task?{ALL}"), entries(client, f"Task?{ALL}&_summary=true"), strict=True
    ):
        kind = whole["resourceType"]
        model = getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
        named = ALWAYS | set(model.summary_elements_sequence())
        # What is mandatory is there though it is in no summary: who takes part in an Appointment.
        assert named & set(whole) <= set(short) <= named | {"participant"}, kind
        assert short["meta"]["tag"][0]["code"] == "SUBSETTED"


def test_elements_are_those_of_what_is_found_and_the_mandatory(client: Client) -> None:
    bundle = get(client, "Task?_elements=owner,Patient.name&_include=Task:patient").json()
    kept = {(one["resource"]["resourceType"], frozenset(one["resource"])) for one in bundle["entry"]}
    assert kept == {
        ("Task", frozenset(ALWAYS | {"status", "intent", "owner"})),
        ("Patient", frozenset(ALWAYS | {"name"})),
    }
    assert faults(bundle) == []


def test_a_count_holds_nobody(client: Client) -> None:
    bundle = get(client, "Task?_summary=count&_include=Task:patient").json()
    assert (bundle["total"], "entry" in bundle) == (3, False)
    assert get(client, "Task?_total=accurate&_count=1").json()["total"] == 3


def test_a_part_keeps_the_mark_of_a_protected_address(stays: Stays, client: Client) -> None:
    patient: Any = stays.inside.referral.patient
    short = get(client, f"Patient/{patient.public_id}?_elements=name").json()
    assert short["meta"]["security"][0]["code"] == "V"


def test_a_part_cannot_be_sent_back_as_the_whole(stays: Stays, client: Client) -> None:
    path = f"Task/{stays.inside.public_id}"
    short = get(client, f"{path}?_summary=true").json() | {"status": "completed"}
    answer = client.put(f"/fhir/R4/{path}", short, if_match=f'W/"{short["meta"]["versionId"]}"')
    assert answer.status_code == 422
    assert "Task.output" in answer.json()["issue"][0]["expression"]


@pytest.mark.parametrize("query", ["Task?_summary=maybe", "Task?_total=many", "Patient/1?_summary=count"])
def test_values_that_are_none_are_refused(query: str, client: Client) -> None:
    assert get(client, query).status_code == 400


def test_a_case_that_went_elsewhere_brings_nothing_along_of_the_first_place(
    stays: Stays, client: Client
) -> None:
    case = Referral.objects.get(pk=stays.asking.referral_id)
    old = Letter.objects.get(referral=case, recipient_role="institution")
    reroute(
        referral=case, institution="havblikk", by=stays.world.ingrid, now=clock.now(), version=case.version
    )
    search = f"ServiceRequest?_id={case.public_id}&{ALL}"
    assert entries(client, search) == []
    theirs = entries(stays.outsider(), search)
    assert f"ServiceRequest/{case.public_id}" in named(theirs)
    assert not {f"DocumentReference/{old.public_id}", f"Task/{stays.asking.public_id}"} & named(theirs)
    assert "trapper" not in str(theirs)
