"""Every error under /api/ is problem+json of a known kind, whoever found it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client as Browser

from rve.core.api.catalogue import KINDS
from tests.people import World
from tests.tokens import Client

pytestmark = pytest.mark.urls("tests.api.small")
THINGS = "/api/v1/things"


def is_problem(answer: Any, kind: str) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json", answer.content[:200]
    body: dict[str, Any] = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert (body["type"], body["status"]) == (f"/api/v1/problems/{kind}", answer.status_code)
    assert KINDS[kind].status == answer.status_code
    return body


def test_a_fault_deep_in_a_list_is_named_by_its_dotted_field(api: Client) -> None:
    sent = {"name": "A", "number": "1", "diagnoses": [{"code": "M05"}, {"weight": "3", "colour": 1}]}
    errors = is_problem(api.post(THINGS, sent, key="a"), "invalid")["errors"]
    assert [one["field"] for one in errors] == [
        "diagnoses.1.code",
        "diagnoses.1.colour",
        "diagnoses.1.weight",
    ]


def test_a_body_that_is_no_object_is_told_with_no_field(api: Client) -> None:
    for sent in ([], "text", 3):
        answer = api.post(THINGS, json.dumps(sent), key="a")
        assert [one["field"] for one in is_problem(answer, "invalid")["errors"]] == [None]


def test_types_of_json_are_not_bent(api: Client) -> None:
    answer = api.post(
        THINGS, {"name": 5, "number": "1", "diagnoses": [{"code": "A", "weight": True}]}, key="a"
    )
    assert {one["field"] for one in is_problem(answer, "invalid")["errors"]} == {
        "name",
        "diagnoses.0.weight",
    }


def test_without_a_token_the_answer_says_how_to_come_in(world: World) -> None:
    answer = Browser().get(THINGS)
    is_problem(answer, "token")
    assert answer["WWW-Authenticate"].startswith("DPoP")


def test_a_session_never_opens_the_api(world: World) -> None:
    browser = Browser()
    browser.force_login(world.kari.user)
    is_problem(browser.get(THINGS), "token")


def test_a_missing_scope_is_named(world: World) -> None:
    answer = Client(world.practice, "referrals:read").post(THINGS, {}, key="a")
    is_problem(answer, "scope")
    assert 'scope="referrals:write"' in answer["WWW-Authenticate"]


def test_absent_and_unknown_addresses_answer_alike(api: Client) -> None:
    absent = api.get(f"{THINGS}/00000000-0000-4000-8000-000000000000")
    unknown = api.get("/api/v1/no/such")
    assert is_problem(absent, "not-found") == is_problem(unknown, "not-found")


def test_a_method_that_is_not_there_comes_before_the_token(world: World) -> None:
    for method in ("delete", "options", "trace"):
        answer = getattr(Browser(), method)(THINGS)
        is_problem(answer, "method")
        assert "POST" in answer["Allow"]


def test_only_json_is_answered(api: Client) -> None:
    is_problem(api.get(THINGS, HTTP_ACCEPT="text/html"), "not-acceptable")


def test_what_middleware_refuses_is_a_problem_too(api: Client) -> None:
    is_problem(api.get(f"{THINGS}?a=%00"), "unreadable")
    is_problem(api.get("/api/v1/%00"), "unreadable")
    is_problem(api.post(THINGS, {}, key="a", CONTENT_LENGTH="999999999999"), "too-large")


def test_what_nobody_foresaw_is_a_500_that_tells_nothing(world: World) -> None:
    answer = Browser(raise_request_exception=False).get("/api/v1/broken")
    assert "foresaw" not in str(is_problem(answer, "error"))


def test_under_fhir_an_error_is_an_operation_outcome(db: None) -> None:
    answer = Browser().get("/fhir/R4/NoSuch")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/fhir+json")
    assert answer.json()["issue"][0]["code"] == "not-found"


@pytest.mark.parametrize(
    ("asked", "answered"), [("en", "en"), ("nn-NO, en;q=0.5", "nn"), ("no", "nb"), ("de", "nb"), ("", "nb")]
)
def test_sentences_follow_accept_language(db: None, asked: str, answered: str) -> None:
    answer = Browser().get("/api/v1/no/such", HTTP_ACCEPT_LANGUAGE=asked)
    assert answer["Content-Language"] == answered
