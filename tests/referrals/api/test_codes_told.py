"""A wrong code is answered with those that would be right, or what a code looks like."""

from __future__ import annotations

from typing import Any

import pytest

from rve.core import clock
from tests.people import World, a_placement, a_referral
from tests.referrals.api.bodies import ADDRESS, a_body
from tests.tokens import Client


def said_at(answer: Any, field: str) -> str:
    assert answer.status_code == 400, answer.content
    return str({one["field"]: one["message"] for one in answer.json()["errors"]}[field])


def test_a_wrong_reason_to_decline_names_those_there_are(world: World) -> None:
    place = Client(world.fjellheimen.organisation, "placements:write")
    row = a_placement(world, now=clock.now())
    address = f"/api/v1/placements/{row.public_id}/decline"
    answer = place.post(address, {"reason_code": "full"}, if_match=row.version)
    assert "no_capacity" in said_at(answer, "reason_code")


def test_a_wrong_reason_to_withdraw_names_those_there_are(world: World) -> None:
    practice, case = Client(world.practice, "referrals:write"), a_referral(world, now=clock.now())
    address = f"{ADDRESS}/{case.public_id}/withdraw"
    answer = practice.post(address, {"reason_code": "full"}, if_match=case.version)
    said = said_at(answer, "reason_code")
    assert "patient" in said
    assert "no_capacity" not in said


@pytest.mark.parametrize("code", ["", "because"], ids=["none", "a wrong one"])
def test_a_departure_without_its_reason_names_those_there_are(code: str, world: World) -> None:
    unit, case = Client(world.rve, "decisions:prepare"), a_referral(world, now=clock.now())
    body = {"outcome": "refused", "override_reason": code, "override_text": "Ingen nytte."}
    body |= {"nytte": "Liten.", "ressurs": "Nei.", "alvorlighet": "Lett.", "municipal_help": "Fysioterapi."}
    answer = unit.post(f"{ADDRESS}/{case.public_id}/decision", body, if_match=case.version, key="a")
    assert "clinical" in said_at(answer, "override_reason")


@pytest.mark.parametrize("code", ["rygg", "m05.9", "M05.9.1"])
def test_what_is_no_diagnosis_is_told_what_one_looks_like(code: str, world: World) -> None:
    body = a_body(facts={"diagnoses": [{"system": "icd10", "code": code}]})
    answer = Client(world.practice, "referrals:write").post(ADDRESS, body, key="a")
    said = said_at(answer, "facts.diagnoses.0.code")
    assert all(word in said for word in ("ICD-10", "M05.9", "ICPC-2", "L18"))
