"""Requests as the schema allows them, and as it does not, sent to the whole application in this process.

Most of them are aimed (tests/api/stage.py): at things that are there, with their version and a fresh key, so
that only body and query are wild and the use cases behind are reached. Nothing of a request stays: the next
one meets the same things.
"""

from __future__ import annotations

import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from traceback import format_exc
from typing import Any

import schemathesis
from django.core.signals import got_request_exception, request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation

from tests.api.near import near
from tests.api.stage import Aim, Stage

POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
# A valid body may be refused for what it says (409, 404): that is no fault of the schema. Whether a token is
# looked at is tested with the tokens.
LEFT_OUT = ("positive_data_acceptance", "ignored_auth", "use_after_free", "ensure_resource_availability")
WAYS = ("near", "near", "near", "near", "wrong", "wrong", "wild")


@dataclass
class Tally:
    """What was answered: how often each status by operation, and what went wrong first in each."""

    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)

    def taken(self, label: str) -> int:
        return sum(many for (name, status), many in self.answered.items() if name == label and status < 300)

    def total(self) -> int:
        return self.answered.total()


@contextmanager
def one_connection() -> Iterator[None]:
    """A request neither closes nor checks the connection: it is the test's own, inside its transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@contextmanager
def forgotten() -> Iterator[None]:
    """Nothing that happens inside stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def heard() -> Iterator[list[str]]:
    """The exceptions that nobody foresaw (500), with where they came from."""
    found: list[str] = []

    def hear(**_rest: Any) -> None:
        found.append(format_exc()[-1_500:])

    got_request_exception.connect(hear)
    yield found
    got_request_exception.disconnect(hear)


def a_schema() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/schema", get_wsgi_application(), config=_config())


def _config() -> SchemathesisConfig:
    # 412 and 413 refuse too, and come before the body is looked at.
    refused = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429"]
    return SchemathesisConfig.from_dict(
        {
            "generation": {"with-security-parameters": False},
            # Walks go by the links that we declare, not by what looks like an id.
            "phases": {"stateful": {"inference": {"algorithms": []}}},
            "checks": {"negative_data_rejection": {"expected-statuses": refused}},
        }
    )


def checks() -> list[Callable[..., Any]]:
    return [one for one in CHECKS.get_all() if one.__name__ not in LEFT_OUT]


def operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


def name_of(operation: Any) -> str:
    return str(operation.definition.raw["operationId"])


@st.composite
def cases(draw: st.DrawFn, stage: Stage, name: str, good: Any, bad: Any) -> Any:
    """Near what is taken, wrong in some way, or wild."""
    way = draw(st.sampled_from(WAYS))
    case, random = draw(bad if way == "wrong" else good), Random(draw(st.integers(0, 2**32)))
    aim = random.choice(stage.aims[name])
    caller = random.choice(sorted(stage.tokens)) if random.random() < 0.1 else aim.caller
    case.headers["Authorization"] = f"Bearer {stage.tokens[caller]}"
    if way != "wild":
        point(case, aim)
    if way == "near":
        give(case, aim, random)
    return case


def point(case: Any, aim: Aim) -> None:
    """At what is there, unless the case is about a wrong address or header."""
    if aim.path and not _negative(case, ParameterLocation.PATH):
        case.path_parameters = dict(aim.path)
    if not _negative(case, ParameterLocation.HEADER):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
        if aim.version is not None:
            case.headers["If-Match"] = f'"{aim.version}"'


def _negative(case: Any, location: ParameterLocation) -> bool:
    return case.meta is not None and case.meta.is_negative_at(location)


def give(case: Any, aim: Aim, random: Random) -> None:
    """A body near to one that is taken, and a query that the operation cannot do without."""
    if case.media_type == "multipart/form-data":
        # What is put here anew is validated anew, and bytes never pass.
        if random.random() < 0.5:
            case.body = {"file": aim.file.decode()}
    elif case.body is not NOT_SET and aim.body is not None:
        case.body = near(aim.body, case.body, random)
    if aim.query:
        case.query = near(aim.query, case.query, random)


def send(operation: Any, stage: Stage, *, examples: int, fixed: bool, tally: Tally) -> None:
    """Sends that many cases of an operation; `fixed`: the same ones each time."""
    strategies = [operation.as_strategy(generation_mode=mode) for mode in (POSITIVE, NEGATIVE)]
    wanted, last = checks(), deque[Any](maxlen=1)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=fixed,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(case=cases(stage, name_of(operation), *strategies))
    def run(case: Any) -> None:
        last.append(case)
        with forgotten():
            answer = case.call()
        tally.answered[operation.label, answer.status_code] += 1
        case.validate_response(answer, checks=wanted)

    with heard() as unforeseen:
        try:
            run()
        except BaseExceptionGroup as found:
            said = [str(one)[:2_000] for one in found.exceptions]
            tally.wrong[operation.label] = "\n".join([*said, repr(last[-1])[:2_000], *unforeseen[:1]])


def as_they_are(operation: Any, stage: Stage) -> Iterator[Any]:
    """The answers to every aim of an operation, each as the examples say."""
    for aim in stage.aims[name_of(operation)]:
        body, kind = (NOT_SET, None) if aim.body is None else (aim.body, "application/json")
        case = operation.Case(
            path_parameters=dict(aim.path), query=dict(aim.query), body=body, media_type=kind
        )
        case.headers["Authorization"] = f"Bearer {stage.tokens[aim.caller]}"
        point(case, aim)
        with forgotten():
            yield case.call()
