from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from referrals.models import Letter, Placement, PlacementNote
from rve.core import clock
from rve.core.models import CaseEvent, IdempotencyKey
from tests.referrals.fhir.stays import BASE, get
from tests.tokens import Client

INTERRUPT = "https://rve.example.no/fhir/CodeSystem/interrupt-reason"
POSTPONE = "https://rve.example.no/fhir/CodeSystem/postpone-reason"


STATUS = "accepted"


def based_on(row: Placement) -> list[dict[str, str]]:
    return [{"reference": f"ServiceRequest/{row.referral.public_id}"}]


def appointment(row: Placement, *, days: int = 0, **more: Any) -> dict[str, Any]:
    assert row.planned_week is not None
    at = dt.datetime.combine(row.planned_week + dt.timedelta(days=days), dt.time(11), tzinfo=dt.UTC)
    patient = {"actor": {"display": "Pasienten"}, "status": "accepted"}
    found = {
        "resourceType": "Appointment",
        "status": "booked",
        "start": at.isoformat(),
        "participant": [patient],
    }
    return found | {"basedOn": based_on(row)} | more


def encounter(row: Placement, status: str = "in-progress", **more: Any) -> dict[str, Any]:
    found = {
        "resourceType": "Encounter",
        "status": status,
        "basedOn": based_on(row),
        "class": {"code": "IMP"},
    }
    return found | {"period": {"start": clock.today().isoformat()}} | more


def communication(row: Placement, text: str = "Trenger hun tolk?") -> dict[str, Any]:
    found = {"resourceType": "Communication", "status": "completed", "payload": [{"contentString": text}]}
    return found | {"about": [{"reference": f"Task/{row.public_id}"}]}


def events(row: Placement, verb: str) -> int:
    return CaseEvent.objects.filter(kind="referral", case_id=row.referral_id, verb=verb).count()


def test_an_appointment_gives_the_time_and_the_patient_a_letter(place: Client, row: Placement) -> None:
    letters = Letter.objects.filter(referral=row.referral).count()
    answer = place.post(f"{BASE}/Appointment", appointment(row))
    assert (answer.status_code, answer["Location"]) == (
        201,
        f"http://testserver{BASE}/Appointment/{row.public_id}",
    )
    row.refresh_from_db()
    assert row.status == "scheduled"
    assert Letter.objects.filter(referral=row.referral).count() > letters
    task = get(place, f"Task/{row.public_id}").json()
    assert (task["status"], task["businessStatus"]["coding"][0]["code"]) == ("accepted", "scheduled")


def test_the_same_appointment_again_doubles_nothing(place: Client, row: Placement) -> None:
    place.post(f"{BASE}/Appointment", appointment(row))
    again = place.post(f"{BASE}/Appointment", appointment(row))
    assert (again.status_code, events(row, "scheduled")) == (200, 1)


def test_a_time_is_moved_only_with_a_coded_reason(place: Client, row: Placement) -> None:
    place.post(f"{BASE}/Appointment", appointment(row))
    without = place.post(f"{BASE}/Appointment", appointment(row, days=1))
    assert (without.status_code, without.json()["issue"][0]["expression"]) == (
        422,
        ["Appointment.reasonCode"],
    )
    assert "capacity" in without.json()["issue"][0]["diagnostics"]
    why = [{"coding": [{"system": POSTPONE, "code": "capacity"}]}]
    moved = place.post(f"{BASE}/Appointment", appointment(row, days=1, reasonCode=why))
    assert (moved.status_code, events(row, "scheduled")) == (200, 2)


@pytest.mark.parametrize(
    ("changed", "element"),
    [
        ({"start": "2026-13-45T10:00:00Z"}, "Appointment.start"),
        ({"start": "2027-01-04T10:00:00"}, "Appointment.start"),
        ({"start": "2020-01-06T10:00:00Z"}, "Appointment.start"),
        ({"status": "proposed"}, "Appointment.status"),
        ({"basedOn": []}, "Appointment.basedOn"),
        (
            {"basedOn": [{"reference": "ServiceRequest/5b1f2a34-0000-4000-8000-000000000000"}]},
            "Appointment.basedOn",
        ),
        ({"basedOn": "x"}, "Appointment.basedOn"),
    ],
)
def test_what_is_wrong_in_an_appointment_is_named(
    changed: dict[str, Any], element: str, place: Client, row: Placement
) -> None:
    answer = place.post(f"{BASE}/Appointment", appointment(row) | changed)
    assert answer.status_code in (400, 422)
    assert answer.json()["issue"][0]["expression"] == [element]


def test_another_institution_cannot_book_on_this_case(outsider: Client, row: Placement) -> None:
    answer = outsider.post(f"{BASE}/Appointment", appointment(row))
    made_up = [{"reference": "ServiceRequest/5b1f2a34-0000-4000-8000-000000000000"}]
    as_made_up = outsider.post(f"{BASE}/Appointment", appointment(row) | {"basedOn": made_up})
    assert (answer.status_code, answer.content) == (422, as_made_up.content)


def test_an_encounter_starts_interrupts_resumes_and_ends_the_stay(place: Client, row: Placement) -> None:
    begun = place.post(f"{BASE}/Encounter", encounter(row))
    assert begun.status_code == 201
    address = f"{BASE}/Encounter/{row.public_id}"

    def change(**changed: Any) -> Any:
        found = get(place, address).json()
        return place.put(address, found | changed, if_match=f'W/"{found["meta"]["versionId"]}"')

    assert change(status="onleave").json()["issue"][0]["expression"] == ["Encounter.reasonCode"]
    ill = [{"coding": [{"system": INTERRUPT, "code": "acute_illness"}]}]
    assert change(status="onleave", reasonCode=ill).json()["status"] == "onleave"
    assert change(status="in-progress").json()["status"] == "in-progress"
    today = clock.today().isoformat()
    note = {"dischargeDisposition": {"text": "God effekt."}}
    done = change(status="finished", period={"start": today, "end": today}, hospitalization=note)
    assert (done.json()["status"], done.json()["period"]["end"]) == ("finished", today)
    row.refresh_from_db()
    assert (row.status, row.end_note) == ("completed", "God effekt.")


def test_the_same_encounter_again_doubles_nothing(place: Client, row: Placement) -> None:
    place.post(f"{BASE}/Encounter", encounter(row))
    again = place.post(f"{BASE}/Encounter", encounter(row))
    assert (again.status_code, events(row, "started")) == (200, 1)
    other = encounter(row, period={"start": (clock.today() - dt.timedelta(days=1)).isoformat()})
    assert place.post(f"{BASE}/Encounter", other).status_code == 422


def test_a_stay_that_has_not_begun_cannot_end(place: Client, row: Placement) -> None:
    answer = place.post(f"{BASE}/Encounter", encounter(row, "finished"))
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (409, "conflict")


def test_a_key_and_a_condition_make_it_once(place: Client, row: Placement) -> None:
    first = place.post(f"{BASE}/Communication", communication(row), key="q-1")
    again = place.post(f"{BASE}/Communication", communication(row), key="q-1")
    assert (first.status_code, again.status_code, again.json()["id"]) == (201, 201, first.json()["id"])
    assert place.post(f"{BASE}/Communication", communication(row, "En annen?"), key="q-1").status_code == 422
    condition = {"HTTP_IF_NONE_EXIST": "identifier=http://hospital.example|17"}
    one = place.post(f"{BASE}/Communication", communication(row, "Og diett?"), **condition)
    two = place.post(f"{BASE}/Communication", communication(row, "Og diett, takk?"), **condition)
    assert (one.status_code, two.status_code, two.json()["id"]) == (201, 200, one.json()["id"])
    assert PlacementNote.objects.count() == 2
    assert "hospital.example" not in str(list(IdempotencyKey.objects.values_list("key", flat=True)))


def test_a_question_reaches_the_unit_and_is_read_back(place: Client, row: Placement) -> None:
    answer = place.post(f"{BASE}/Communication", communication(row))
    assert answer.status_code == 201
    assert get(place, f"Communication/{answer.json()['id']}").json() == answer.json()
    task = get(place, f"Task/{row.public_id}").json()
    assert (task["status"], task["businessStatus"]["coding"][0]["code"]) == (
        "accepted",
        "awaiting-information",
    )
    row.referral.refresh_from_db()
    assert "place_asks" in row.referral.attention


def test_a_question_without_words_is_refused(place: Client, row: Placement) -> None:
    for payload in ([], [{"contentString": " "}], [{"contentReference": {"reference": "Binary/1"}}], "x"):
        answer = place.post(f"{BASE}/Communication", communication(row) | {"payload": payload})
        assert (answer.status_code, answer.json()["issue"][0]["expression"]) == (
            422,
            ["Communication.payload"],
        )


@pytest.mark.parametrize("kind", ["Appointment", "Encounter", "Communication"])
def test_what_names_another_patient_than_the_case_is_refused(
    kind: str, place: Client, row: Placement
) -> None:
    """Both by reference and by identity number; the case's own patient is taken either way."""
    sent = {"Appointment": appointment, "Encounter": encounter, "Communication": communication}[kind](row)
    patient: Any = row.referral.patient
    fnr = "urn:oid:2.16.578.1.12.4.1.4.1"

    def answer(who: dict[str, Any]) -> Any:
        named = (
            {"participant": [{"actor": who, "status": "accepted"}]}
            if kind == "Appointment"
            else {"subject": who}
        )
        return place.post(f"{BASE}/{kind}", sent | named)

    others = [
        {"reference": "Patient/5b1f2a34-0000-4000-8000-000000000000"},
        {"identifier": {"system": fnr, "value": "09834101642"}},
    ]
    for other in others:
        refused = answer(other)
        element = "participant.actor" if kind == "Appointment" else "subject"
        assert refused.status_code == 422
        assert refused.json()["issue"][0]["expression"] == [f"{kind}.{element}"]
        assert "09834101642" not in refused.content.decode()
    own = {
        "reference": f"http://testserver{BASE}/Patient/{patient.public_id}",
        "identifier": {"system": fnr, "value": patient.details.number},
    }
    assert answer(own).status_code == 201


def updated(place: Client, path: str, **changed: Any) -> Any:
    found = get(place, path).json()
    return place.put(f"{BASE}/{path}", found | changed, if_match=f'W/"{found["meta"]["versionId"]}"')


def test_an_appointment_that_was_read_is_moved_by_an_update(place: Client, row: Placement) -> None:
    place.post(f"{BASE}/Appointment", appointment(row))
    path = f"Appointment/{row.public_id}"
    later = appointment(row, days=1)["start"]
    assert updated(place, path).status_code == 200
    assert updated(place, path, start=later).json()["issue"][0]["expression"] == ["Appointment.reasonCode"]
    why = [{"coding": [{"system": POSTPONE, "code": "capacity"}]}]
    moved = updated(place, path, start=later, reasonCode=why)
    assert (moved.status_code, events(row, "scheduled")) == (200, 2)
    assert dt.datetime.fromisoformat(moved.json()["start"]) == dt.datetime.fromisoformat(later)
    assert place.put(f"{BASE}/{path}", moved.json()).status_code == 428
    assert place.put(f"{BASE}/{path}", moved.json(), if_match='W/"1"').status_code == 412


def test_an_update_never_loses_an_element_that_it_does_not_do(place: Client, row: Placement) -> None:
    place.post(f"{BASE}/Encounter", encounter(row))
    path = f"Encounter/{row.public_id}"
    elsewhere = {"location": [{"location": {"display": "Avdeling 2"}}], "class": {"code": "EMER"}}
    answer = updated(place, path, status="finished", **elsewhere)
    assert (answer.status_code, answer.json()["issue"][0]["expression"]) == (
        422,
        ["Encounter.class", "Encounter.location"],
    )
    alone = updated(place, path, hospitalization={"dischargeDisposition": {"text": "God effekt."}})
    assert alone.json()["issue"][0]["expression"] == ["Encounter.hospitalization"]
    row.refresh_from_db()
    assert row.status == "started"


def test_the_institution_asks_and_the_unit_answers(place: Client, row: Placement) -> None:
    asked = place.post(f"{BASE}/Communication", communication(row)).json()
    to_it = [{"reference": f"Communication/{asked['id']}"}]
    answer = place.post(f"{BASE}/Communication", communication(row, "Ja.") | {"inResponseTo": to_it})
    assert (answer.status_code, answer.json()["issue"][0]["expression"]) == (
        422,
        ["Communication.inResponseTo"],
    )
    assert PlacementNote.objects.count() == 1


def test_a_rule_in_the_way_is_told_apart_from_what_cannot_be_read(place: Client, row: Placement) -> None:
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    answer = place.post(f"{BASE}/Encounter", encounter(row, period={"start": tomorrow}))
    assert (answer.status_code, answer.json()["issue"][0]["expression"]) == (422, ["Encounter.period"])
