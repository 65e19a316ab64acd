"""Every answer has a name that stands in the log, and the log names nobody."""

from __future__ import annotations

import logging

import pytest
from django.test import Client as Browser

from rve.core.log import WithoutIdentityNumbers
from tests.api.test_problems import THINGS
from tests.tokens import CLIENT, Client

pytestmark = pytest.mark.urls("tests.api.small")
NUMBER = "01888512345"


def test_the_name_that_was_given_is_answered_and_stands_in_the_log(
    api: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "rve.api"):
        answer = api.get(f"{THINGS}?data={NUMBER}", HTTP_X_REQUEST_ID="order-17")
    line = caplog.records[-1].getMessage()
    assert answer["X-Request-ID"] == "order-17"
    assert line.startswith("GET /api/v1/things 200 ")
    assert f"client={CLIENT} request=order-17" in line
    assert NUMBER not in line


@pytest.mark.parametrize("given", ["", "a b", "a" * 65, "<x>", NUMBER])
def test_a_name_that_cannot_be_used_is_replaced(given: str, db: None) -> None:
    answer = Browser().get("/api/v1/no/such", HTTP_X_REQUEST_ID=given)
    assert len(answer["X-Request-ID"]) == 22


def test_pages_for_people_are_left_alone(db: None) -> None:
    assert "X-Request-ID" not in Browser().get("/livez")


@pytest.mark.parametrize("number", [NUMBER, "018885 12345", "018885%2012345", "018885+12345"])
def test_eleven_digits_never_reach_the_log(number: str) -> None:
    record = logging.LogRecord("x", 20, "x", 1, "Not Found: %s", (f"/api/v1/patients/{number}",), None)
    WithoutIdentityNumbers().filter(record)
    assert record.getMessage() == "Not Found: /api/v1/patients/[eleven digits]"


def test_an_operation_that_will_end_says_so(db: None) -> None:
    answer = Browser().get("/api/v1/open")
    assert answer["Deprecation"] == "@1777593600"
    assert answer["Sunset"] == "Sat, 01 May 2027 00:00:00 GMT"
    assert 'rel="deprecation"' in answer["Link"]


def test_what_a_token_opens_stays_in_no_cache(api: Client) -> None:
    assert api.get(THINGS)["Cache-Control"] == "no-store"
