"""The whole API against its own description: no 500, no answer outside it, nothing bad taken as good."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.api import fuzzing
from tests.api.stage import Stage, a_stage
from tests.api.walking import walks

pytestmark = pytest.mark.django_db

FEW, MANY, WALKS = 3, 140, 150
# What a walk comes to last.
_VERBS = ("accept", "decline", "schedule", "start", "interrupt", "discharge", "change")
LATE = ("POST /api/v1/decisions/{id}/sign", *(f"POST /api/v1/placements/{{id}}/{verb}" for verb in _VERBS))
# It takes seconds each time, and is tested by itself.
SLOW = "reset_sandbox"


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """One for all the tests: no request leaves anything behind."""
    logging.disable(logging.ERROR)
    with django_db_blocker.unblock(), fuzzing.one_connection(), fuzzing.forgotten():
        yield a_stage()
    logging.disable(logging.NOTSET)


def told(stage: Stage, *, examples: int, fixed: bool) -> fuzzing.Tally:
    tally = fuzzing.Tally()
    for operation in fuzzing.operations(fuzzing.a_schema()):
        if fuzzing.name_of(operation) != SLOW:
            fuzzing.send(operation, stage, examples=examples, fixed=fixed, tally=tally)
    return tally


def test_every_operation_takes_its_own_example(stage: Stage) -> None:
    refused = {
        operation.label: answer.text[:400]
        for operation in fuzzing.operations(fuzzing.a_schema())
        if fuzzing.name_of(operation) != SLOW
        for answer in fuzzing.as_they_are(operation, stage)
        if not 200 <= answer.status_code < 300
    }
    assert refused == {}


def test_a_few_requests_to_every_operation_keep_to_the_schema(stage: Stage) -> None:
    assert told(stage, examples=FEW, fixed=True).wrong == {}


@pytest.mark.slow
def test_thousands_of_requests_to_every_operation_keep_to_the_schema(stage: Stage) -> None:
    tally = told(stage, examples=MANY, fixed=False)
    assert tally.wrong == {}
    assert tally.total() > 4_000
    assert {label for label, _status in tally.answered if tally.taken(label) < 2} == set()


@pytest.mark.slow
def test_walks_from_answer_to_request_keep_to_the_schema(stage: Stage) -> None:
    """Stateful: id and version out of one answer are used in the next request, as the links say."""
    tally = walks(stage, many=WALKS)
    assert tally.wrong == {}
    assert {label for label in LATE if not tally.taken(label)} == set()
