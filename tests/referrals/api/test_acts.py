"""Answers, withdrawals, files and settled facts by systems: with If-Match, once, and by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart

from referrals.models import Attachment, Question, Referral
from referrals.use_cases import questions
from rve.core import clock
from rve.core.api import document
from rve.core.models import CaseEvent
from tests.people import FACTS, World, a_claimed_case, a_referral
from tests.referrals.api.bodies import ADDRESS
from tests.tokens import Client

WRITE = "referrals:read referrals:write"
FEW = {"diagnoses": [{"system": "icd10", "code": "M05.9"}], "function_loss": None, "goal": None}
PDF = "JVBERi0xLjQgb3BwZGlrdGV0"


@pytest.fixture
def practice(world: World) -> Client:
    return Client(world.practice, WRITE)


@pytest.fixture
def unit(world: World) -> Client:
    return Client(world.rve, f"{WRITE} assessments:write")


def at(case: Referral, rest: str) -> str:
    return f"{ADDRESS}/{case.public_id}/{rest}"


def asked_by_rules(client: Client, case: Referral) -> dict[str, str]:
    found = client.get(f"{ADDRESS}/{case.public_id}").json()["questions"]
    return {one["fact"]: one["id"] for one in found}


def test_what_the_rules_ask_can_be_answered_before_anybody_asks(world: World, practice: Client) -> None:
    case = a_referral(world, now=clock.now(), facts=FEW)
    asked = asked_by_rules(practice, case)
    answers = [
        {"question": asked["function_loss"], "value": "severe"},
        {"question": asked["goal"], "value": "cope", "text": "Klare hverdagen."},
    ]
    answer = practice.post(at(case, "answers"), {"answers": answers}, if_match=1)
    assert answer.status_code == 200, answer.content
    case.refresh_from_db()
    assert (case.facts["function_loss"], case.facts["goal"]) == ("severe", "cope")
    assert case.provenance["goal"]["how"] == "answer"
    assert not {"function_loss", "goal"} & asked_by_rules(practice, case).keys()
    assert Question.objects.filter(referral=case, answered_at__isnull=False).count() == 2


def test_the_assessors_question_is_answered_alone_or_in_a_list(world: World, practice: Client) -> None:
    case = a_claimed_case(world, now=clock.now())
    items = [questions.QuestionItem("", "Hvor langt?"), questions.QuestionItem("event_on", "Når?")]
    asked = questions.ask(referral=case, items=items, by=world.ingrid, now=clock.now(), version=case.version)
    one, other = ({"question": str(row.public_id)} for row in asked)
    first = practice.post(at(case, "answers"), one | {"text": "200 meter"}, if_match=3)
    assert first.json()["status"] == "awaiting_information"
    tag = first.headers["ETag"]
    second = practice.post(at(case, "answers"), [other | {"value": "2026-02-01"}], if_match=tag)
    assert (second.json()["status"], second.json()["questions"]) == ("in_assessment", [])


def test_an_answer_that_cannot_be_right_is_named_and_nothing_is_taken(world: World, practice: Client) -> None:
    case = a_referral(world, now=clock.now(), facts=FEW)
    asked = asked_by_rules(practice, case)
    answers = [
        {"question": asked["goal"], "value": "cope"},
        {"question": asked["function_loss"], "value": "terrible"},
    ]
    answer = practice.post(at(case, "answers"), {"answers": answers}, if_match=1)
    assert answer.json()["errors"][0]["field"] == "answers.1.value"
    assert "bedbound" in answer.json()["errors"][0]["message"]
    case.refresh_from_db()
    assert case.facts.get("goal") is None
    assert not Question.objects.exists()


@pytest.mark.parametrize("rest", ["answers", "withdraw", "attachments", "facts"])
def test_a_change_needs_the_version_that_was_seen(world: World, unit: Client, rest: str) -> None:
    case = a_referral(world, now=clock.now())
    assert unit.post(at(case, rest), {}, key="a").status_code == 428
    bodies: dict[str, Any] = {
        "answers": {"question": str(case.public_id), "text": "x"},
        "withdraw": {"reason_code": "patient_wish"},
        "attachments": {"name": "a.pdf", "base64": PDF},
        "facts": {"facts": {"goal": "cope"}},
    }
    assert unit.post(at(case, rest), bodies[rest], key="b", if_match=9).status_code == 412


def test_the_practice_withdraws_with_a_coded_reason_once(world: World, practice: Client) -> None:
    case = a_referral(world, now=clock.now())
    wrong = practice.post(at(case, "withdraw"), {"reason_code": "because"}, if_match=1)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "reason_code")
    body = {"reason_code": "patient_wish", "comment": "Vil vente."}
    done, again = (practice.post(at(case, "withdraw"), body, if_match=1, key="w") for _ in range(2))
    assert (done.json()["status"], done.json()["withdraw_reason"]) == ("withdrawn", "patient_wish")
    assert (again.status_code, again.json()["version"]) == (200, done.json()["version"])
    assert practice.post(at(case, "withdraw"), body, if_match=2).status_code == 409
    assert CaseEvent.objects.filter(case_id=case.pk, verb="withdrawn").count() == 1


def test_files_come_in_json_or_as_they_are_and_the_same_bytes_are_one(world: World, practice: Client) -> None:
    case = a_referral(world, now=clock.now())
    made = practice.post(at(case, "attachments"), {"name": "a.pdf", "base64": PDF}, if_match=1, key="a")
    assert (made.status_code, made.headers["ETag"]) == (201, '"2"')
    parts = encode_multipart("xx", {"file": SimpleUploadedFile("b.png", b"\x89PNG\r\n\x1a\n rest")})
    other = practice.post(
        at(case, "attachments"), parts, if_match=2, key="b", content_type="multipart/form-data; boundary=xx"
    )
    assert (other.status_code, other.json()["content_type"]) == (201, "image/png")
    same = practice.post(at(case, "attachments"), {"name": "c.pdf", "base64": PDF}, if_match=3, key="c")
    assert (same.json()["id"], same.json()["version"]) == (made.json()["id"], 3)
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize("accept", ["application/pdf", "image/png", "*/*"])
def test_a_file_is_read_as_what_it_is_whatever_the_client_accepts(
    accept: str, world: World, practice: Client
) -> None:
    case = a_referral(world, now=clock.now())
    made = practice.post(at(case, "attachments"), {"name": "a.pdf", "base64": PDF}, if_match=1, key="a")
    answer = practice.get(made.headers["Location"], HTTP_ACCEPT=accept)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    declared = document.schema()["paths"]["/api/v1/referrals/{id}/attachments/{attachment_id}"]["get"]
    assert "application/pdf" in declared["responses"]["200"]["content"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "a.txt", "base64": "cGxhaW4="}, "file"),
        ({"name": "a.pdf", "base64": "€€"}, "base64"),
        ({"name": "a.pdf"}, "base64"),
    ],
)
def test_what_is_no_pdf_or_picture_is_refused(
    world: World, practice: Client, body: dict[str, str], field: str
) -> None:
    case = a_referral(world, now=clock.now())
    answer = practice.post(at(case, "attachments"), body, if_match=1, key="a")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_facts_settled_take_the_case_and_give_a_new_proposal(world: World, unit: Client) -> None:
    case = a_referral(world, now=clock.now(), settled=False)
    body = {"facts": {"needs": {"complexity": True, "multidisciplinary": True}, "conditions.stroke": False}}
    answer = unit.post(at(case, "facts"), body, if_match=1)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["status"], told["assessor"], told["proposal"]["delytelse"]) == (
        "in_assessment",
        "epj-test",
        "B",
    )
    case.refresh_from_db()
    assert case.facts["needs"]["complexity"] is True
    assert "stroke" in case.facts["conditions_denied"]
    assert case.provenance["needs.complexity"]["how"] == "assessor"


def test_a_colleagues_case_is_not_taken_and_the_colleague_is_named(world: World, unit: Client) -> None:
    case = a_claimed_case(world, now=clock.now())
    answer = unit.post(at(case, "facts"), {"facts": {"goal": "cope"}}, if_match=case.version)
    assert answer.status_code == 409
    assert "Ingrid Moen" in answer.json()["detail"]


def test_facts_that_are_none_are_all_named(world: World, unit: Client) -> None:
    case = a_referral(world, now=clock.now())
    body = {"facts": {"goal": "copee", "hobby": 1, "conditions": ["ski"], "needs": {"intensity": 1}}}
    answer = unit.post(at(case, "facts"), body, if_match=1)
    assert {one["field"] for one in answer.json()["errors"]} == {
        *("facts.goal", "facts.hobby", "facts.conditions.ski", "facts.needs.intensity"),
    }
    fixed = unit.post(at(case, "facts"), {"facts": {"received_on": "2026-01-01"}}, if_match=1)
    assert fixed.json()["errors"][0]["field"] == "facts.received_on"
    case.refresh_from_db()
    assert (case.version, case.facts["goal"]) == (1, FACTS["goal"])


def test_a_practice_settles_nothing(world: World) -> None:
    case = a_referral(world, now=clock.now())
    client = Client(world.practice, f"{WRITE} assessments:write")
    assert client.post(at(case, "facts"), {"facts": {"goal": "cope"}}, if_match=1).status_code == 403
