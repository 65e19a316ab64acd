from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.http import HttpResponse

from referrals.models import Placement
from rve.core import clock
from rve.core.models import CaseEvent
from tests.referrals.fhir.stays import BASE, BOTH, Standing, get
from tests.tokens import Client

REASON = "https://rve.example.no/fhir/CodeSystem/{}-reason"
PATCH = "application/json-patch+json"


STATUS = "forwarded"


def held(client: Client, row: Placement) -> dict[str, Any]:
    found: dict[str, Any] = get(client, f"Task/{row.public_id}").json()
    return found


def put(client: Client, row: Placement, **changed: Any) -> HttpResponse:
    """The Task as it is, with these elements changed; the version that was read."""
    task = held(client, row)
    return client.put(
        f"{BASE}/Task/{row.public_id}", task | changed, if_match=f'W/"{task["meta"]["versionId"]}"'
    )


def reason(kind: str, code: str, text: str = "") -> dict[str, Any]:
    return {"coding": [{"system": REASON.format(kind), "code": code}], "text": text}


def outcome(answer: HttpResponse) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()["issue"][0]
    return found


def test_a_task_goes_from_received_to_completed(place: Client, row: Placement) -> None:
    assert put(place, row, status="received").json()["status"] == "received"
    assert put(place, row, status="accepted").json()["status"] == "accepted"
    today = clock.today().isoformat()
    started = put(place, row, status="in-progress", executionPeriod={"start": today})
    assert (started.json()["status"], started.json()["executionPeriod"]["start"]) == ("in-progress", today)
    paused = put(place, row, status="on-hold", statusReason=reason("interrupt", "acute_illness"))
    assert paused.json()["statusReason"]["coding"][0]["code"] == "acute_illness"
    assert put(place, row, status="in-progress", statusReason=None).json()["status"] == "in-progress"
    assert put(place, row, status="completed").json()["status"] == "completed"
    row.refresh_from_db()
    assert row.status == "completed"


def test_received_is_an_event_and_no_state_of_ours(place: Client, row: Placement) -> None:
    put(place, row, status="received")
    row.refresh_from_db()
    assert row.status == "forwarded"
    assert (
        CaseEvent.objects.filter(kind="referral", case_id=row.referral_id, verb="place_received").count() == 1
    )
    assert put(place, row, status="received").status_code == 200
    assert (
        CaseEvent.objects.filter(kind="referral", case_id=row.referral_id, verb="place_received").count() == 1
    )


def test_a_refusal_needs_its_coded_reason(place: Client, row: Placement) -> None:
    without = put(place, row, status="rejected")
    assert (without.status_code, outcome(without)["expression"]) == (422, ["Task.statusReason"])
    assert "no_capacity" in outcome(without)["diagnostics"]
    unknown = put(place, row, status="rejected", statusReason=reason("decline", "boredom"))
    assert outcome(unknown)["code"] == "code-invalid"
    done = put(place, row, status="rejected", statusReason=reason("decline", "no_capacity", "Fullt til jul."))
    assert done.json()["status"] == "rejected"
    row.refresh_from_db()
    assert (row.decline_reason.code, row.comment) == ("no_capacity", "Fullt til jul.")  # type: ignore[union-attr]


@pytest.mark.parametrize("target", ["completed", "cancelled", "on-hold", "failed", "draft", None, 7])
def test_ways_that_the_table_does_not_have_are_refused(target: Any, place: Client, row: Placement) -> None:
    answer = put(place, row, status=target)
    assert (answer.status_code, outcome(answer)["expression"]) == (422, ["Task.status"])
    row.refresh_from_db()
    assert row.status == "forwarded"


def test_whatever_else_differs_is_named(place: Client, row: Placement) -> None:
    answer = put(place, row, status="accepted", owner={"reference": "Organization/x"}, description="Hei")
    assert (answer.status_code, outcome(answer)["code"]) == (422, "business-rule")
    assert outcome(answer)["expression"] == ["Task.description", "Task.owner"]
    alone = put(place, row, businessStatus={"text": "scheduled"})
    assert outcome(alone)["expression"] == ["Task.businessStatus"]


def test_a_client_may_write_what_it_read_its_own_way(place: Client, row: Placement) -> None:
    """Moments in another zone, cut to the millisecond; references as whole addresses; null for absent."""
    task = held(place, row)
    at = dt.datetime.fromisoformat(task["authoredOn"]).astimezone(dt.UTC)
    own = {
        "authoredOn": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "focus": {"reference": f"http://testserver{BASE}/{task['focus']['reference']}"},
        "note": None,
    }
    assert put(place, row, status="received", **own).status_code == 200
    other = {"reference": f"http://elsewhere.example{BASE}/{task['focus']['reference']}"}
    assert outcome(put(place, row, status="accepted", focus=other))["expression"] == ["Task.focus"]


def test_an_update_needs_the_version_that_was_read(place: Client, row: Placement) -> None:
    task = held(place, row) | {"status": "accepted"}
    path = f"{BASE}/Task/{row.public_id}"
    assert place.put(path, task).status_code == 428
    for stale in ('W/"1"', '"99"', "W/1", '"a"'):
        assert place.put(path, task, if_match=stale).status_code == 412
    assert place.put(path, task, if_match=f'"{row.version}"').status_code == 200


def test_a_patch_does_what_an_update_does(place: Client, row: Placement) -> None:
    path, version = f"{BASE}/Task/{row.public_id}", f'W/"{row.version}"'
    steps = [{"op": "test", "path": "/status", "value": "requested"}]
    steps += [{"op": "replace", "path": "/status", "value": "accepted"}]
    merge = place.patch(path, {"status": "accepted"}, if_match=version)
    assert merge.status_code == 415
    answer = place.patch(path, json.dumps(steps), if_match=version, content_type=PATCH)
    assert (answer.json()["status"], answer["ETag"]) == ("accepted", f'W/"{row.version + 1}"')


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([{"op": "test", "path": "/status", "value": "accepted"}], 422),
        ([{"op": "remove", "path": "/owner"}], 422),
        ([{"op": "replace", "path": "/nothing/here", "value": 1}], 400),
        ([{"op": "add", "path": "status", "value": 1}], 400),
        ([{"op": "move", "from": "/owner", "path": "/owner/x"}], 400),
        ([{"op": "replace", "path": "", "value": []}], 400),
        ([{"op": "jump"}], 400),
        ({}, 400),
        ([], 400),
    ],
)
def test_patches_that_cannot_be_done_change_nothing(
    steps: Any, status: int, place: Client, row: Placement
) -> None:
    path = f"{BASE}/Task/{row.public_id}"
    answer = place.patch(path, json.dumps(steps), if_match=f'W/"{row.version}"', content_type=PATCH)
    assert (answer.status_code, answer.json()["resourceType"]) == (status, "OperationOutcome")
    row.refresh_from_db()
    assert row.version == int(held(place, row)["meta"]["versionId"])
    assert row.status == "forwarded"


def test_anothers_task_is_not_there_and_the_unit_does_not_answer_for_the_place(
    standing: Standing, row: Placement, place: Client, outsider: Client
) -> None:
    task = held(place, row) | {"status": "accepted"}
    path, version = f"{BASE}/Task/{row.public_id}", f'W/"{row.version}"'
    assert outsider.put(path, task, if_match=version).status_code == 404
    unit = Client(standing.world.rve, BOTH)
    assert unit.put(path, task, if_match=version).status_code == 403
    reader = standing.client("placements:read")
    assert reader.put(path, task, if_match=version).status_code == 403
