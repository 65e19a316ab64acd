"""Thousands of odd bodies and searches: never a 500, and every answer is a resource that validates."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from rve.core.models import Organisation
from rve.local.sandbox.region import ORGANISATIONS
from tests.api.fuzzing import forgotten, heard, one_connection
from tests.api.stage import Stage, a_stage
from tests.referrals.fhir.odd import odd, searches
from tests.referrals.fhir.sent import Sent, requests, rows
from tests.referrals.fhir.stays import BASE, BOTH, KINDS
from tests.tokens import Client

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MANY = settings(
    max_examples=1_000,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)
FHIR, PATCH = "application/fhir+json", "application/json-patch+json"


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    logging.disable(logging.ERROR)
    with django_db_blocker.unblock(), one_connection(), forgotten():
        yield a_stage()
    logging.disable(logging.NOTSET)


@pytest.fixture
def place(stage: Stage) -> Client:
    """The sandbox's institution."""
    organisation = Organisation.objects.get(number=ORGANISATIONS["fjord"][2])
    return Client(organisation, BOTH, raise_request_exception=False)


def _answer(place: Client, sent: Sent, body: Any) -> HttpResponse:
    """Nothing of it stays."""
    kind = PATCH if sent.method == "patch" else FHIR
    version = sent.row.version if sent.row else None
    with forgotten():
        send = getattr(place, sent.method)
        return send(f"{BASE}/{sent.path}", body, if_match=version, content_type=kind)


def _fault(answer: HttpResponse) -> str:
    """What is wrong with an answer; empty when it is a resource that validates, and no fault of ours."""
    if answer.status_code >= 500 or not answer["Content-Type"].startswith(FHIR):
        return f"{answer.status_code} {answer['Content-Type']}"
    body = json.loads(answer.content)
    if (answer.status_code >= 400) != (body["resourceType"] == "OperationOutcome"):
        return f"{answer.status_code} with {body['resourceType']}"
    try:
        get_fhir_model_class(body["resourceType"]).model_validate(body)
    except ValueError as error:
        return str(error)[:500]
    return ""


def test_every_request_is_taken_as_it_is(place: Client) -> None:
    answers = [(sent, _answer(place, sent, sent.body)) for sent in requests(place)]
    refused = [
        (sent.method, sent.path, answer.content) for sent, answer in answers if answer.status_code > 201
    ]
    assert refused == []


def test_no_odd_body_is_a_fault_of_ours(place: Client) -> None:
    sendable, statuses, wrong = requests(place), Counter[tuple[int, int]](), []

    @MANY
    @given(data=st.data())
    def run(data: Any) -> None:
        number = data.draw(st.integers(0, len(sendable) - 1))
        body = data.draw(odd(sendable[number].body))
        answer = _answer(place, sendable[number], body)
        statuses[number, answer.status_code // 100] += 1
        if fault := _fault(answer):
            wrong.append((sendable[number].method, sendable[number].path, fault, json.dumps(body)[:1_500]))

    with heard() as unforeseen:
        run()
    assert (wrong[:3], unforeseen[:3]) == ([], [])
    assert {number for number in range(len(sendable)) if not statuses[number, 2]} == set()


def test_no_odd_search_is_a_fault_of_ours(place: Client) -> None:
    ids = tuple(
        str(one) for row in rows().values() for one in (row.public_id, row.referral.patient.public_id)
    )
    wrong = []

    @MANY
    @given(kind=st.sampled_from(KINDS), asked=searches(ids), by_form=st.booleans())
    def run(kind: str, asked: list[tuple[str, str]], by_form: bool) -> None:
        query = urlencode(asked)
        with forgotten():
            if by_form:
                answer = place.post(
                    f"{BASE}/{kind}/_search", query, content_type="application/x-www-form-urlencoded"
                )
            else:
                answer = place.get(f"{BASE}/{kind}?{query}")
        if fault := _fault(answer):
            wrong.append((kind, asked, fault))

    with heard() as unforeseen:
        run()
    assert (wrong[:3], unforeseen[:3]) == ([], [])
