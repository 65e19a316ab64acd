"""Complaints by the unit's own systems; the referrer reads that there is one."""

from __future__ import annotations

import uuid

from referrals.models import Complaint, Letter
from tests.complaints import a_refusal
from tests.people import World
from tests.tokens import Client

ADDRESS = "/api/v1/complaints"
BOTH = "complaints:read complaints:write referrals:read"


def a_complaint(world: World) -> dict[str, str]:
    decision = a_refusal(world)
    assert decision.signed_at is not None
    return {
        "referral": str(decision.referral.public_id),
        "received_on": decision.signed_at.date().isoformat(),
        "known_on": decision.signed_at.date().isoformat(),
        "grounds": "Jeg trenger mer.",
    }


def test_it_is_registered_once_with_its_clocks_and_the_complainant_is_told(world: World) -> None:
    client, body = Client(world.rve, BOTH), a_complaint(world)
    made = client.post(ADDRESS, body, key="a")
    assert made.status_code == 201, made.content
    row = Complaint.objects.get()
    assert (row.about, row.grounds, row.signed) == (["right"], "Jeg trenger mer.", True)
    assert set(row.clocks.values_list("kind", flat=True)) == {"complaint_preliminary", "complaint_review"}
    assert Letter.objects.filter(complaint=row).exists()
    assert client.get(made.headers["Location"]).json() == made.json()
    again = client.post(ADDRESS, body, key="b")
    assert again.status_code == 409
    assert row.reference in again.json()["detail"]


def test_a_practice_reads_that_there_is_one_and_registers_none(world: World) -> None:
    body = a_complaint(world)
    practice = Client(world.practice, BOTH)
    assert practice.post(ADDRESS, body, key="a").status_code == 403
    made = Client(world.rve, BOTH).post(ADDRESS, body, key="a").json()
    seen = practice.get(f"{ADDRESS}/{made['id']}").json()
    assert (seen["reference"], seen["status"]) == (made["reference"], made["status"])
    assert (seen["grounds"], seen["about"], seen["decision"]) == (None, None, None)
    case = practice.get(f"/api/v1/referrals/{body['referral']}").json()
    assert [one["id"] for one in case["complaints"]] == [made["id"]]


def test_an_outsider_is_answered_as_for_a_made_up_id(world: World) -> None:
    body = a_complaint(world)
    made = Client(world.rve, BOTH).post(ADDRESS, body, key="a").json()
    for stranger in (world.per_elsewhere, world.siv_elsewhere, world.bo_elsewhere):
        client = Client(stranger.organisation, BOTH)
        there, nowhere = (client.get(f"{ADDRESS}/{one}") for one in (made["id"], uuid.uuid4()))
        assert (there.status_code, there.content) == (404, nowhere.content)
        refused = client.post(ADDRESS, body, key=uuid.uuid4().hex)
        assert refused.status_code == 404
