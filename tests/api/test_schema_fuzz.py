"""The whole API against its own description: no 500, no answer outside it, nothing bad taken as good."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.api import fuzzing
from tests.people import World

FEW, MANY = 4, 150


@pytest.fixture
def stage(world: World) -> Iterator[fuzzing.Stage]:
    logging.disable(logging.ERROR)
    with fuzzing.one_connection():
        yield fuzzing.a_stage(world)
    logging.disable(logging.NOTSET)


def told(stage: fuzzing.Stage, *, examples: int, fixed: bool) -> dict[str, str]:
    """What each operation did wrong first; empty when all keep to the schema."""
    wrong: dict[str, str] = {}
    checks = fuzzing.checks()

    def each(case: Any) -> None:
        answer = case.call()
        case.validate_response(answer, checks=checks)

    for operation in fuzzing.operations(fuzzing.a_schema()):
        try:
            fuzzing.send(operation, stage, examples=examples, each=each, fixed=fixed)
        except BaseExceptionGroup as found:
            wrong[operation.label] = "\n".join(str(one) for one in found.exceptions)[:2_000]
    return wrong


@pytest.mark.slow
def test_thousands_of_requests_to_every_operation_keep_to_the_schema(stage: fuzzing.Stage) -> None:
    assert told(stage, examples=MANY, fixed=False) == {}


def test_a_few_requests_to_every_operation_keep_to_the_schema(stage: fuzzing.Stage) -> None:
    assert told(stage, examples=FEW, fixed=True) == {}


@pytest.mark.slow
def test_walks_from_answer_to_request_keep_to_the_schema(stage: fuzzing.Stage) -> None:
    """Stateful: ids out of one answer are used in the next request, as the links of the schema say."""
    schema, checks = fuzzing.a_schema(), fuzzing.checks()

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": {"Authorization": f"Bearer {stage.tokens[hash(case.path) % 3]}"}}

        def validate_response(
            self, response: Any, case: Any, additional_checks: Any = None, **_rest: Any
        ) -> None:
            case.validate_response(response, checks=checks)

    Walk.run(
        settings=settings(
            max_examples=100,
            stateful_step_count=8,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
    )
