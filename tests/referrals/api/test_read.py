"""Who reads which referral, how much of it, and that each reading is written down."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.models import Attachment, Referral
from referrals.use_cases import drafts
from referrals.use_cases.attachments import add_attachment
from rve.core import clock
from rve.core.models import AccessLog
from tests.complaints import a_refusal, an_upheld_complaint
from tests.people import (
    World,
    a_claimed_case,
    a_patient,
    a_placement,
    a_prepared_decision,
    a_referral,
    a_signed_decision,
)
from tests.referrals.api.bodies import ADDRESS
from tests.tokens import Client

READ = "referrals:read"
ALL = (
    "referrals:read referrals:write proposals:read assessments:write decisions:prepare"
    " complaints:read complaints:write placements:read"
)


def outsiders(world: World) -> list[Client]:
    """Another practice, an institution without a placement, another region's unit."""
    strangers = (world.per_elsewhere, world.siv_elsewhere, world.bo_elsewhere)
    return [Client(one.organisation, ALL) for one in strangers]


def test_an_outsider_is_answered_as_for_a_made_up_id(world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    file = add_attachment(referral=case, name="a.pdf", data=b"%PDF-1.4", by=world.kari, now=clock.now())
    asked = (
        ("get", "", None),
        ("get", "/proposal", None),
        ("get", f"/attachments/{file.public_id}", None),
        ("post", "/answers", {"question": str(uuid.uuid4()), "value": True}),
        ("post", "/withdraw", {"reason_code": "patient_wish"}),
        ("post", "/facts", {"facts": {"needs.intensity": True}}),
        ("post", "/attachments", {"name": "b.pdf", "base64": "JVBERi0="}),
    )
    for client in outsiders(world):
        for verb, rest, body in asked:
            more = {} if verb == "get" else {"data": body, "if_match": 2, "key": uuid.uuid4().hex}
            there = getattr(client, verb)(f"{ADDRESS}/{case.public_id}{rest}", **more)
            more |= {} if verb == "get" else {"key": uuid.uuid4().hex}
            nowhere = getattr(client, verb)(f"{ADDRESS}/{uuid.uuid4()}{rest}", **more)
            assert (there.status_code, there.content) == (404, nowhere.content), (verb, rest)
        assert client.get(ADDRESS).json()["results"] == []
    assert not AccessLog.objects.filter(data__startswith="api:").exists()


def test_a_token_without_the_scope_reads_nothing(world: World) -> None:
    case = a_referral(world, now=clock.now())
    client = Client(world.practice, "complaints:read")
    for rest in ("", f"/{case.public_id}", f"/{case.public_id}/proposal"):
        assert client.get(f"{ADDRESS}{rest}").status_code == 403


def test_a_practice_lists_its_own_and_the_unit_the_regions_and_nobody_a_draft(world: World) -> None:
    own = a_referral(world, now=clock.now())
    other = a_referral(
        world, now=clock.now(), by=world.per_elsewhere, organisation=world.per_elsewhere.organisation
    )
    drafts.start_draft(by=world.kari, now=clock.now())
    seen = {
        name: {one["id"] for one in Client(organisation, READ).get(ADDRESS).json()["results"]}
        for name, organisation in (("practice", world.practice), ("unit", world.rve))
    }
    assert seen == {
        "practice": {str(own.public_id)},
        "unit": {str(own.public_id), str(other.public_id)},
    }


def test_the_list_narrows_by_state_and_by_own_reference(world: World) -> None:
    a_referral(world, now=clock.now())
    claimed = a_claimed_case(world, now=clock.now(), source_reference="epj-7")
    client = Client(world.practice, READ)
    for question in ("status=in_assessment", "source_reference=epj-7"):
        assert [one["id"] for one in client.get(f"{ADDRESS}?{question}").json()["results"]] == [
            str(claimed.public_id)
        ]
    assert client.get(f"{ADDRESS}?stauts=received").status_code == 400


def test_a_list_of_fifty_is_one_row_in_the_access_log_and_few_queries(world: World) -> None:
    for _ in range(3):
        a_referral(world, now=clock.now())
    rows = list(Referral.objects.order_by("pk"))
    client = Client(world.practice, READ)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as taken:
        client.get(ADDRESS)
    assert len(taken) <= 8
    row = AccessLog.objects.filter(data="api:referrals").order_by("-pk")[0]
    assert row.case_ids == [one.pk for one in rows]
    assert row.patient_ids == sorted({one.patient_id for one in rows})


@pytest.mark.parametrize("who", ["practice", "unit", "institution"])
def test_a_reading_takes_at_most_eight_queries_whatever_has_happened(world: World, who: str) -> None:
    complaint = an_upheld_complaint(world)
    placement = a_placement(world, "started", patient=a_patient(family_name="Solem"))
    case = placement.referral if who == "institution" else complaint.referral
    organisation = {
        "practice": world.practice,
        "unit": world.rve,
        "institution": world.fjellheimen.organisation,
    }[who]
    client = Client(organisation, ALL)
    client.get(f"{ADDRESS}/{case.public_id}")
    before = AccessLog.objects.count()
    with CaptureQueriesContext(connection) as taken:
        answer = client.get(f"{ADDRESS}/{case.public_id}")
    assert answer.status_code == 200
    assert len(taken) <= 8
    assert AccessLog.objects.count() == before + 1


def test_the_referrer_reads_outcome_reasons_and_place_when_it_is_signed_and_not_before(world: World) -> None:
    waiting = a_prepared_decision(world, now=clock.now()).referral
    signed = a_signed_decision(world, now=clock.now(), patient=a_patient(family_name="Solem")).referral
    client = Client(world.practice, READ)
    before, after = (client.get(f"{ADDRESS}/{one.public_id}").json() for one in (waiting, signed))
    hidden = ("decision", "placement", "proposed_outcome", "attention", "assessor")
    assert [before[name] for name in hidden] == [None] * 5
    assert before["reasons"] == []
    assert after["decision"]["outcome"] == "granted"
    assert after["decision"]["nytte"] is None, "the unit's own words"
    assert after["placement"]["institution"] == "fjellheimen"
    assert after["reasons"]
    told = client.get(f"{ADDRESS}/{waiting.public_id}/proposal").json()
    assert (told["outcome"], told["reasons"]) == (None, [])
    told = client.get(f"{ADDRESS}/{signed.public_id}/proposal").json()
    assert (told["outcome"], told["reasons"]) == ("granted", after["reasons"])


def test_the_unit_reads_the_whole_proposal_in_either_language_with_its_own_scope(world: World) -> None:
    case = a_referral(world, now=clock.now())
    address = f"{ADDRESS}/{case.public_id}/proposal"
    assert Client(world.rve, READ).get(address).status_code == 403
    client = Client(world.rve, "proposals:read")
    nb, nn = (client.get(f"{address}?language={one}").json() for one in ("nb", "nn"))
    assert (nb["outcome"], nb["delytelse"], nb["version"]) == ("granted", "B", 1)
    assert {"reference", "route", "rule_set", "counterfactuals"} <= nb.keys()
    assert [one["text"] for one in nb["reasons"]] != [one["text"] for one in nn["reasons"]]


def test_the_institution_reads_its_own_case_without_a_protected_address(world: World) -> None:
    hidden = a_patient(protection="confidential", family_name="Skjult")
    placement = a_placement(
        world, "accepted", patient=hidden, practical={"next_of_kin_name": "Anna", "diet": "gluten"}
    )
    address = f"{ADDRESS}/{placement.referral.public_id}"
    there = Client(world.fjellheimen.organisation, ALL).get(address).json()
    assert (there["patient"]["family_name"], there["patient"]["address"]) == ("Skjult", None)
    assert there["practical"] == {"diet": "gluten"}
    assert Client(world.rve, ALL).get(address).json()["patient"]["address"] == "Leksdalsvegen 418"
    assert Client(world.fjellheimen.organisation, ALL).get(f"{address}/proposal").status_code == 404


def test_a_file_comes_back_as_it_was_and_its_reading_is_written_down(world: World) -> None:
    case = a_referral(world, now=clock.now())
    data = b"%PDF-1.4 made up"
    file = add_attachment(referral=case, name="epikrise æ.pdf", data=data, by=world.kari, now=clock.now())
    client = Client(world.practice, READ)
    listed = client.get(f"{ADDRESS}/{case.public_id}").json()["attachments"]
    assert [one["id"] for one in listed] == [str(file.public_id)]
    answer = client.get(f"{ADDRESS}/{case.public_id}/attachments/{file.public_id}")
    assert (answer.content, answer.headers["Content-Type"]) == (data, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''epikrise")
    assert AccessLog.objects.get(data="api:attachment").case_ids == [case.pk]
    assert Attachment.objects.count() == 1


def what_can_be_done(world: World, case: Any, organisation: Any) -> list[str]:
    found: list[str] = Client(organisation, ALL).get(f"{ADDRESS}/{case.public_id}").json()["allowed_actions"]
    return found


def test_what_may_be_done_follows_the_state_and_who_asks(world: World) -> None:
    now = clock.now()
    free, taken = a_referral(world, now=now), a_claimed_case(world, now=now)
    decided = a_refusal(world).referral
    begun = a_placement(world, "started", patient=a_patient(family_name="Solem")).referral
    expected = {
        free: (["attach", "withdraw"], ["attach", "withdraw", "settle", "prepare"]),
        taken: (["attach", "withdraw"], ["attach", "withdraw"]),
        decided: (["withdraw"], ["withdraw", "complain"]),
        begun: ([], ["complain"]),
    }
    for case, (practice, unit) in expected.items():
        assert what_can_be_done(world, case, world.practice) == practice
        assert what_can_be_done(world, case, world.rve) == unit
