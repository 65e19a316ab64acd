"""Children whose referral comes by API: the letters go to whom the law says, and nobody reads why not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from referrals.models import Decision, Letter, Placement, Referral
from referrals.use_cases import decisions, parents
from rve.core import clock
from rve.core.identity_numbers import synthetic_number
from tests.complaints import REFUSED
from tests.people import World, a_claimed_case, a_decision_input
from tests.referrals.api.bodies import ADDRESS, a_body
from tests.tokens import Client

SCOPES = (
    "referrals:read referrals:write assessments:write decisions:prepare decisions:sign"
    " placements:read placements:write"
)
MOTHER = {"role": "parent", "name": "Anne Aksnes", "address": "Bakken 1", "postal_code": "7650"}


def _born(years: int) -> dt.date:
    """So long ago that the age is the same on every day of this year and the next week."""
    today = clock.today()
    return dt.date(today.year - years, today.month, 1) - dt.timedelta(days=40)


def _sent(world: World, years: int, **practical: Any) -> Referral:
    born = _born(years)
    body = a_body(practical={"guardians": [MOTHER], **practical})
    number = synthetic_number(birth_date=born, sex="male", serial=years)
    body["patient"] |= {"identity_number": number, "birth_date": born.isoformat()}
    made = Client(world.practice, SCOPES).post(ADDRESS, body, key=f"child-{years}")
    assert made.status_code == 201, made.content
    return Referral.objects.get(public_id=made.json()["id"])


def _prepared(world: World, case: Referral) -> Decision:
    asked = a_decision_input(case, level="day", delytelse="B")
    case.assessor, case.claimed_at, case.status = world.ingrid.user, clock.now(), "in_assessment"
    case.save()
    return decisions.prepare(
        referral=case, decision=asked, by=world.ingrid, now=clock.now(), version=case.version
    )


def _signed(world: World, made: Decision) -> Any:
    client = Client(world.rve, SCOPES, person=world.liv)
    address = f"/api/v1/decisions/{made.public_id}/sign"
    made.refresh_from_db()
    return client.post(address, {}, key=f"sign-{made.pk}", if_match=made.version)


@pytest.mark.parametrize(
    ("years", "wish", "roles"),
    [(13, "no", {"patient"}), (13, "yes", {"patient", "parent"}), (10, "no", {"parent"})],
)
def test_the_childs_wish_counts_from_twelve(world: World, years: int, wish: str, roles: set[str]) -> None:
    made = _prepared(world, _sent(world, years, patient_wish_parents=wish))
    assert _signed(world, made).status_code in (200, 201)
    got = set(Letter.objects.filter(referral=made.referral).values_list("recipient_role", flat=True))
    assert got - {"referrer", "institution"} == roles


def test_why_the_parents_are_not_told_is_read_by_nobody_outside(world: World) -> None:
    case = _sent(world, 13)
    parents.leave_out_parents(
        referral=case, reason="Redd for far.", by=world.marit, now=clock.now(), version=case.version
    )
    case.refresh_from_db()
    assert _signed(world, _prepared(world, case)).status_code in (200, 201)
    place = Placement.objects.get(referral=case)
    for organisation in (world.practice, world.fjellheimen.organisation, world.rve):
        client = Client(organisation, SCOPES)
        for path in (f"{ADDRESS}/{case.public_id}", f"/api/v1/placements/{place.public_id}"):
            answer = client.get(path).content.decode()
            assert "Redd for far" not in answer and "parents_left_out" not in answer


def test_a_refusal_on_thin_grounds_is_signed_by_api_when_two_have_read_it(world: World) -> None:
    case = a_claimed_case(world, now=clock.now(), facts=REFUSED | {"goal": None})
    made = decisions.prepare(
        referral=case,
        decision=a_decision_input(case),
        by=world.ingrid,
        now=clock.now(),
        version=case.version,
    )
    assert _signed(world, made).status_code == 409
    seen = made.version
    decisions.second_read(decision=made, by=world.jonas, now=clock.now(), version=seen)
    client = Client(world.rve, SCOPES, person=world.liv)
    address = f"/api/v1/decisions/{made.public_id}/sign"
    assert client.post(address, {}, key="old", if_match=seen).status_code == 412
    made.refresh_from_db()
    assert client.post(address, {}, key="new", if_match=made.version).json()["status"] == "signed"


def test_a_withdrawal_after_forwarding_takes_the_place_back_and_the_patient_with_it(world: World) -> None:
    case = _sent(world, 58)
    assert _signed(world, _prepared(world, case)).status_code in (200, 201)
    case.refresh_from_db()
    practice = Client(world.practice, SCOPES)
    gone = {"reason_code": "patient_wish"}
    address = f"{ADDRESS}/{case.public_id}"
    version = practice.get(address).json()["version"]
    answer = practice.post(f"{address}/withdraw", gone, key="w", if_match=version)
    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn"), answer.content
    row = Placement.objects.get(referral=case)
    place = Client(world.fjellheimen.organisation, SCOPES)
    shown = place.get(f"/api/v1/placements/{row.public_id}").json()
    assert (shown["status"], shown["patient"], shown["allowed_actions"]) == ("cancelled", None, [])
    assert place.get(address).status_code == 404
    late = place.post(f"/api/v1/placements/{row.public_id}/accept", {}, if_match=row.version)
    assert late.status_code in (404, 409)
