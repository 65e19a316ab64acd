"""A practice's system sends a referral: received once, with what is asked, and nothing bounced for what it
says.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.models import Patient, Referral
from rve.core import clock
from rve.core.models import AccessLog, CaseEvent, IdempotencyKey, Message
from tests.people import FACTS, World, an_organisation
from tests.referrals.api.bodies import ADDRESS, a_body
from tests.tokens import Client

WRITE = "referrals:read referrals:write"


@pytest.fixture
def practice(world: World) -> Client:
    return Client(world.practice, WRITE)


def fields(answer: Any) -> set[str]:
    assert answer.status_code == 400, answer.content
    return {one["field"] for one in answer.json()["errors"]}


def test_it_is_received_with_reference_due_day_and_what_is_asked(practice: Client) -> None:
    answer = practice.post(ADDRESS, a_body(facts=FACTS), key="a")
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"].endswith(f"{ADDRESS}/{made['id']}")
    assert (made["status"], made["reference"][:4]) == ("received", "HMN-")
    assert dt.date.fromisoformat(made["assessment_due"]) > clock.today()
    case = Referral.objects.get(public_id=made["id"])
    assert (case.channel, case.organisation.number) == ("api", "700000402")
    assert {mark["how"] for mark in case.provenance.values()} == {"referrer", "derived"}
    verbs = CaseEvent.objects.filter(case_id=case.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["created", "received", "proposed"]


def test_what_the_rules_ask_is_asked_in_the_language_that_is_wanted(practice: Client) -> None:
    few = {"diagnoses": FACTS["diagnoses"]}
    asked = practice.post(ADDRESS, a_body(facts=few), key="a").json()["questions"]
    nynorsk = practice.post(f"{ADDRESS}?language=nn", a_body(facts=few), key="b").json()["questions"]
    assert "function_loss" in [one["fact"] for one in asked]
    assert not any(one["fact"].startswith("needs.") for one in asked), "the grounds are the assessor's"
    assert [one["text"] for one in asked] != [one["text"] for one in nynorsk]


@pytest.mark.parametrize("known", [False, True])
def test_it_takes_at_most_sixteen_queries_in_all(practice: Client, known: bool) -> None:
    first, second = a_body(), a_body()
    practice.post(ADDRESS, first, key="warm")
    with CaptureQueriesContext(connection) as taken:
        answer = practice.post(ADDRESS, first if known else second, key="counted")
    assert answer.status_code == 201
    assert len(taken) <= 16


def test_the_same_key_is_one_referral_and_the_same_answer(practice: Client) -> None:
    body = a_body()
    first, again = (practice.post(ADDRESS, body, key="a") for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert Referral.objects.count() == 1


def test_the_systems_own_reference_makes_one_referral_until_it_is_withdrawn(practice: Client) -> None:
    body = a_body(source_reference="epj-1")
    first = practice.post(ADDRESS, body, key="a").json()
    again = practice.post(ADDRESS, body, key="b")
    assert again.status_code == 409
    assert first["id"] in again.json()["detail"]
    gone = practice.post(f"{ADDRESS}/{first['id']}/withdraw", {"reason_code": "patient_wish"}, if_match=1)
    assert gone.status_code == 200
    assert practice.post(ADDRESS, body, key="c").status_code == 201


def test_another_practice_may_use_the_same_reference(world: World, practice: Client) -> None:
    body = a_body(source_reference="epj-1")
    practice.post(ADDRESS, body, key="a")
    other = Client(world.per_elsewhere.organisation, WRITE)
    assert other.post(ADDRESS, a_body(source_reference="epj-1"), key="a").status_code == 201


def test_every_fault_of_shape_is_named_at_once(practice: Client) -> None:
    body = a_body(
        facts={
            "goal": "copee",
            "night_care": "yes",
            "diagnoses": [{"system": "icd10", "code": "rygg"}, {"system": "icd10"}],
            "conditions": ["stroke", "stroke"],
            "event_on": "2026-02-30",
            "hobby": "ski",
        }
    )
    del body["patient"]["given_name"]
    body["patient"]["shoe_size"] = "44"
    answer = practice.post(ADDRESS, body, key="a")
    assert fields(answer) == {
        *("facts.goal", "facts.night_care", "facts.diagnoses.0.code", "facts.diagnoses.1.code"),
        *("facts.conditions.1", "facts.event_on", "facts.hobby"),
        *("patient.given_name", "patient.shoe_size"),
    }
    goal = next(one for one in answer.json()["errors"] if one["field"] == "facts.goal")
    assert "improve, cope, assess" in goal["message"]
    assert Referral.objects.count() == 0


def test_what_the_rules_cannot_read_is_kept_and_given_to_a_person(practice: Client) -> None:
    body = a_body(facts={**FACTS, "event_on": "2099-01-01"})
    body["patient"]["municipality"] = "9999"
    made = practice.post(ADDRESS, body, key="a").json()
    case = Referral.objects.get(public_id=made["id"])
    assert case.proposal is None
    assert case.attention.startswith("facts_refused:")
    assert case.facts["event_on"] == "2099-01-01"


def test_a_wrong_number_is_named_and_stands_nowhere(
    practice: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    right, wrong = a_body(), a_body()
    number = right["patient"]["identity_number"]
    wrong["patient"] |= {"identity_number": f"{number[:10]}{(int(number[10]) + 1) % 10}"}
    assert fields(practice.post(ADDRESS, wrong, key="a")) == {"patient.identity_number"}
    wrong["patient"] |= {"identity_number": number, "birth_date": "1970-01-01"}
    refused = practice.post(ADDRESS, wrong, key="b")
    assert fields(refused) == {"patient.identity_number"}
    made = practice.post(ADDRESS, right, key="c")
    rows = [list(model.objects.values()) for model in (CaseEvent, AccessLog, IdempotencyKey, Message)]
    said = repr(rows) + refused.content.decode() + made.content.decode()
    # The log of SQL statements is off outside of tests.
    said += "".join(one.getMessage() for one in caplog.records if one.name != "django.db.backends")
    assert number not in said
    assert Patient.objects.get().details.number == number


def test_a_patients_number_is_no_reference_and_no_key(practice: Client) -> None:
    number = a_body()["patient"]["identity_number"]
    told = practice.post(ADDRESS, a_body(source_reference=f"journal {number}"), key="a-1")
    assert (told.status_code, fields(told)) == (400, {"source_reference"})
    assert practice.post(ADDRESS, a_body(), key=f"send-{number}").status_code == 400
    assert not IdempotencyKey.objects.exists()


def test_without_a_number_the_birth_date_is_needed(practice: Client) -> None:
    body = a_body()
    del body["patient"]["identity_number"], body["patient"]["birth_date"]
    assert fields(practice.post(ADDRESS, body, key="a")) == {"patient.birth_date"}
    body["facts"] = {**FACTS, "patient": {"birth_date": "1968-05-14", "municipality": "5038"}}
    assert practice.post(ADDRESS, body, key="b").status_code == 201


def test_what_function_and_measures_say_is_worked_out_where_the_facts_do_not(practice: Client) -> None:
    body = a_body(
        facts={"diagnoses": FACTS["diagnoses"]},
        functions={"walking": "severe", "pain": "mild"},
        tried=[{"measure": "physiotherapy", "effect": "none"}],
    )
    made = practice.post(ADDRESS, body, key="a").json()
    case = Referral.objects.get(public_id=made["id"])
    assert (case.facts["function_loss"], case.facts["municipal_measures"]) == ("severe", "insufficient")
    assert case.provenance["function_loss"]["how"] == "derived"


def test_two_days_that_contradict_each_other_are_refused(practice: Client) -> None:
    body = a_body(referred_on="2026-03-02", facts={**FACTS, "referred_on": "2026-03-01"})
    assert fields(practice.post(ADDRESS, body, key="a")) == {"referred_on"}
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    assert fields(practice.post(ADDRESS, a_body(received_on=tomorrow), key="b")) == {"received_on"}
    assert fields(practice.post(ADDRESS, a_body(received_on="0202-03-01"), key="c")) == {"received_on"}


def test_only_the_unit_registers_what_came_on_paper(world: World, practice: Client) -> None:
    assert practice.post(ADDRESS, a_body(channel="paper"), key="a").status_code == 403
    unit = Client(world.rve, WRITE)
    made = unit.post(
        ADDRESS,
        a_body(channel="paper", referrer={"name": "Kari Bjerkan", "organisation_number": "700000402"}),
        key="a",
    ).json()
    case = Referral.objects.get(public_id=made["id"])
    assert (case.channel, case.organisation) == ("paper", world.practice)


def test_only_the_specialist_service_tells_of_an_earlier_receipt(world: World, practice: Client) -> None:
    earlier = (clock.today() - dt.timedelta(days=7)).isoformat()
    body = a_body(first_received_on=earlier, referred_on=earlier)
    assert fields(practice.post(ADDRESS, body, key="a")) == {"first_received_on"}
    hf = an_organisation(world.region, "hf", "Sykehuset", "700000409")
    body["referrer"] = {"name": "Ola Lege", "kind": "hf_outpatient"}
    made = Client(hf, WRITE).post(ADDRESS, body, key="a").json()
    assert Referral.objects.get(public_id=made["id"]).clocks.get().starts_on.isoformat() == earlier


def test_an_institution_and_a_token_without_the_scope_send_nothing(world: World) -> None:
    for organisation, scopes, status in (
        (world.fjellheimen.organisation, "placements:read referrals:write", 403),
        (world.practice, "referrals:read", 403),
    ):
        assert Client(organisation, scopes).post(ADDRESS, a_body(), key="a").status_code == status
    assert Referral.objects.count() == 0


def test_a_case_settled_afterwards_still_replays_as_its_sender_may_see_it(
    world: World, practice: Client
) -> None:
    body = a_body(facts=FACTS)
    made = practice.post(ADDRESS, body, key="a").json()
    unit = Client(world.rve, "assessments:write")
    unit.post(f"{ADDRESS}/{made['id']}/facts", {"facts": {"needs.intensity": True}}, if_match=1)
    again = practice.post(ADDRESS, body, key="a").json()
    assert (again["id"], again["status"]) == (made["id"], "in_assessment")
