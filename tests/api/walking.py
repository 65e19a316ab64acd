"""Walks along the links of the schema: what one answer gives, the next request takes."""

from __future__ import annotations

import uuid
from random import Random
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings

from tests.api import fuzzing
from tests.api.stage import Stage

STEPS = 10


def walks(stage: Stage, *, many: int) -> fuzzing.Tally:
    """So many, each from the stage as it was; what was answered, and the first walk that went wrong."""
    schema, tally, wanted = fuzzing.a_schema(), fuzzing.Tally(), fuzzing.checks()

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.stays = transaction.atomic()
            self.stays.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.stays.__exit__(None, None, None)

        def step(self, input: Any) -> Any:
            """By whom it is usually sent; a first step is aimed."""
            case, name = input.case, fuzzing.name_of(input.case.operation)
            aim = stage.aims[name][0]
            if input.transition is None:
                fuzzing.point(case, aim)
            case.headers["Authorization"] = f"Bearer {stage.tokens[aim.caller]}"
            case.headers["Idempotency-Key"] = str(uuid.uuid4())
            fuzzing.give(case, aim, Random(repr(case.body)))
            return super().step(input)

        def validate_response(
            self, response: Any, case: Any, additional_checks: Any = None, **_rest: Any
        ) -> None:
            tally.answered[case.operation.label, response.status_code] += 1
            case.validate_response(response, checks=wanted)

    how = settings(
        max_examples=many,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with fuzzing.heard() as unforeseen:
        try:
            Walk.run(settings=how)
        except BaseExceptionGroup as found:
            tally.wrong["a walk"] = "\n".join(
                [*(str(one)[:2_000] for one in found.exceptions), *unforeseen[:1]]
            )
    return tally
