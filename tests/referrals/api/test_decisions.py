"""Decisions by the API: prepared with their place, read by whom they concern, signed by a physician alone."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from referrals.models import Decision, Placement, Referral
from rve.core import clock
from rve.core.models import AccessLog, Message
from tests.people import World, a_claimed_case, a_prepared_decision, a_referral, a_signed_decision
from tests.tokens import Client


@pytest.fixture
def unit(world: World) -> Client:
    return Client(world.rve, "decisions:prepare decisions:sign referrals:read")


@pytest.fixture
def physician(world: World) -> Client:
    return Client(world.rve, "decisions:prepare decisions:sign", person=world.liv)


def _asked(case: Referral, **changed: Any) -> dict[str, Any]:
    proposal = case.proposal
    assert proposal is not None and proposal.start_deadline is not None
    return {
        "outcome": "granted",
        "delytelse": proposal.delytelse,
        "level": proposal.level,
        "start_deadline": proposal.start_deadline.isoformat(),
        "institution": "fjellheimen",
        "nytte": "God nytte ventes.",
        "ressurs": "Rimelig.",
        "alvorlighet": "Moderat.",
        **changed,
    }


def _prepare(client: Client, case: Referral, key: str = "a", **changed: Any) -> Any:
    address = f"/api/v1/referrals/{case.public_id}/decision"
    return client.post(address, _asked(case, **changed), if_match=case.version, key=key)


def _sign(client: Client, decision: Decision, **given: Any) -> Any:
    given.setdefault("if_match", decision.version)
    return client.post(f"/api/v1/decisions/{decision.public_id}/sign", **given)


@pytest.fixture
def case(world: World) -> Referral:
    return a_referral(world, now=clock.now())


def test_a_free_case_becomes_the_callers_and_its_place_is_booked(unit: Client, case: Referral) -> None:
    answer = _prepare(unit, case)
    made = answer.json()
    assert (answer.status_code, made["status"], made["placement"]["status"]) == (201, "prepared", "booked")
    case.refresh_from_db()
    assert case.assessor is not None and case.assessor.is_client
    assert answer["Location"].endswith(f"/api/v1/decisions/{made['id']}")
    assert answer["ETag"] == f'"{made["version"]}"'


def test_the_institution_may_be_named_by_its_id(unit: Client, case: Referral, world: World) -> None:
    answer = _prepare(unit, case, institution=str(world.fjellheimen.public_id))
    assert answer.json()["placement"]["institution"] == "fjellheimen"


def test_the_same_request_twice_prepares_one(unit: Client, case: Referral) -> None:
    first, again = _prepare(unit, case), _prepare(unit, case)
    assert (again.status_code, again.json()) == (201, first.json())
    assert Decision.objects.count() == Placement.objects.count() == 1


def test_a_second_one_is_in_the_way_of_the_first(unit: Client, case: Referral) -> None:
    _prepare(unit, case)
    case.refresh_from_db()
    assert _prepare(unit, case, key="b").status_code == 409


def test_a_colleagues_case_stays_with_the_colleague(unit: Client, world: World) -> None:
    assert _prepare(unit, a_claimed_case(world, now=clock.now())).status_code == 409


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"nytte": ""}, "nytte"),
        ({"institution": "nowhere"}, "institution"),
        ({"level": "inpatient"}, "override_reason"),
        ({"pool": str(uuid.uuid4())}, "pool"),
        ({"week": "2026-03-03"}, "week"),
        ({"start_deadline": "9999-12-31"}, "start_deadline"),
        ({"made_up": 1}, "made_up"),
    ],
)
def test_what_is_wrong_is_named_as_in_the_body(
    changed: dict[str, Any], field: str, unit: Client, case: Referral
) -> None:
    answer = _prepare(unit, case, **changed)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    case.refresh_from_db()
    assert case.assessor is None


def test_an_old_version_or_none_is_refused(unit: Client, case: Referral) -> None:
    address = f"/api/v1/referrals/{case.public_id}/decision"
    assert unit.post(address, _asked(case), key="a").status_code == 428
    assert unit.post(address, _asked(case), key="b", if_match=case.version + 1).status_code == 412


def test_a_physician_signs_and_the_letters_and_the_place_go_on(physician: Client, world: World) -> None:
    decision = a_prepared_decision(world, now=clock.now())
    answer = _sign(physician, decision)
    signed = answer.json()
    assert (answer.status_code, signed["status"]) == (200, "signed")
    assert signed["placement"]["status"] == "forwarded"
    assert Message.objects.filter(kind="letter").exists()


def test_signing_twice_with_one_key_signs_once(physician: Client, world: World) -> None:
    decision = a_prepared_decision(world, now=clock.now())
    first, again = (_sign(physician, decision, key="s") for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())


def test_a_system_does_not_sign(unit: Client, world: World) -> None:
    decision = a_prepared_decision(world, now=clock.now())
    assert _sign(unit, decision).status_code == 403
    decision.refresh_from_db()
    assert decision.status == "prepared"


def test_an_assessor_does_not_sign(world: World) -> None:
    assessor = Client(world.rve, "decisions:sign", person=world.ingrid)
    assert _sign(assessor, a_prepared_decision(world, now=clock.now())).status_code == 403


def test_a_referrer_reads_a_decision_when_it_is_signed_without_what_is_the_units(world: World) -> None:
    practice = Client(world.practice, "referrals:read")
    waiting = a_prepared_decision(world, now=clock.now())
    assert practice.get(f"/api/v1/decisions/{waiting.public_id}").status_code == 404
    signed = a_signed_decision(world, now=clock.now())
    shown = practice.get(f"/api/v1/decisions/{signed.public_id}").json()
    assert (shown["outcome"], shown["nytte"], shown["prepared_by"]) == ("granted", None, None)


def test_another_region_and_another_practice_find_nothing(world: World) -> None:
    decision, made_up = a_signed_decision(world, now=clock.now()), uuid.uuid4()
    for client in (
        Client(
            world.bo_elsewhere.organisation, "decisions:prepare decisions:sign", person=world.bo_elsewhere
        ),
        Client(world.per_elsewhere.organisation, "referrals:read"),
    ):
        theirs, nobodys = (client.get(f"/api/v1/decisions/{one}") for one in (decision.public_id, made_up))
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)


def test_another_region_can_neither_prepare_nor_sign(world: World) -> None:
    bo = Client(
        world.bo_elsewhere.organisation, "decisions:prepare decisions:sign", person=world.bo_elsewhere
    )
    case, decision = a_referral(world, now=clock.now()), a_prepared_decision(world, now=clock.now())
    assert _prepare(bo, case).status_code == 404
    assert _sign(bo, decision).status_code == 404


def test_a_token_without_the_scope_is_told_which(world: World, case: Referral) -> None:
    answer = _prepare(Client(world.rve, "referrals:read"), case)
    assert answer.status_code == 403 and "decisions:prepare" in answer["WWW-Authenticate"]


def test_reading_takes_few_queries_and_writes_one_line(
    unit: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    decision = a_signed_decision(world, now=clock.now())
    unit.get("/api/v1/reasons")
    before = AccessLog.objects.count()
    with django_assert_max_num_queries(8):
        assert unit.get(f"/api/v1/decisions/{decision.public_id}").status_code == 200
    assert AccessLog.objects.count() == before + 1
    assert AccessLog.objects.order_by("-pk")[0].case_ids == [decision.referral_id]
