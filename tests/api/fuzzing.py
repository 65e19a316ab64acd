"""Requests as the schema allows them, and as it does not, sent to the whole application in this process.

Half of them are aimed: at things that are there, with their version and a fresh key, so that only body and
query are wild and the use cases behind are reached.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig

from referrals.models import Complaint, Decision, Placement, Referral
from rve.core import clock
from rve.core.api.scopes import SCOPES
from tests.complaints import a_refusal
from tests.people import (
    World,
    a_claimed_case,
    a_patient,
    a_placement,
    a_prepared_decision,
    a_referral,
)
from tests.tokens import token_for

ALL = " ".join(SCOPES)
POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
# A valid body may be refused for what it says (409, 404): that is no fault of the schema. Whether a token is
# looked at is tested with the tokens.
LEFT_OUT = ("positive_data_acceptance", "ignored_auth", "use_after_free", "ensure_resource_availability")


@dataclass(frozen=True)
class Stage:
    """A region with something of everything, three callers and what they aim at: ids by kind."""

    tokens: list[str]
    things: dict[str, list[str]]


def a_stage(world: World) -> Stage:
    """One of each, made through the use cases."""
    now = clock.now()
    a_referral(world, now=now)
    a_claimed_case(world, now=now, patient=a_patient(family_name="Lien"))
    a_prepared_decision(world, now=now, patient=a_patient(family_name="Moe"))
    for state in ("forwarded", "accepted", "scheduled", "started"):
        a_placement(world, state, now=now, patient=a_patient(family_name=state.title()))
    a_refusal(world, now=now)
    tokens = [
        token_for(world.practice, ALL),
        token_for(world.rve, ALL, person=world.liv),
        token_for(world.gro.organisation, ALL),
    ]
    return Stage(tokens, {kind: _of(model) for kind, model in MODELS.items()})


MODELS: dict[str, Any] = {
    "referrals": Referral,
    "decisions": Decision,
    "placements": Placement,
    "complaints": Complaint,
}


def _of(model: Any) -> list[str]:
    return [str(one.public_id) for one in model.objects.order_by("pk")]


def _version(kind: str, public_id: str | None) -> int:
    """The version there now: what was sent before may have changed it."""
    return MODELS[kind].objects.get(public_id=public_id).version if public_id else 1


@contextmanager
def one_connection() -> Iterator[None]:
    """A request neither closes nor checks the connection: it is the test's own, inside its transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def a_schema() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/schema", get_wsgi_application(), config=_config())


def _config() -> SchemathesisConfig:
    # 412 and 413 refuse too, and come before the body is looked at.
    refused = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429"]
    return SchemathesisConfig.from_dict(
        {
            "generation": {"with-security-parameters": False},
            "checks": {"negative_data_rejection": {"expected-statuses": refused}},
        }
    )


def checks() -> list[Callable[..., Any]]:
    return [one for one in CHECKS.get_all() if one.__name__ not in LEFT_OUT]


def operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


def cases(operation: Any, stage: Stage) -> st.SearchStrategy[Any]:
    """Aimed and wild, good and bad."""
    kind = operation.path.removeprefix("/api/v1/").split("/")[0]
    targets = stage.things.get(kind, [])

    def of(choice: tuple[str, Any, bool, str | None]) -> st.SearchStrategy[Any]:
        token, mode, aimed, target = choice
        headers = {"Authorization": f"Bearer {token}"}
        if not aimed:
            return operation.as_strategy(generation_mode=mode, headers=headers)
        headers |= {"Idempotency-Key": str(uuid.uuid4()), "If-Match": f'"{_version(kind, target)}"'}
        path = {"id": target} if target else None
        made = operation.as_strategy(generation_mode=mode, headers=headers, path_parameters=path)
        return made.map(_believable) if mode is POSITIVE else made

    chosen = st.tuples(
        st.sampled_from(stage.tokens),
        st.sampled_from([POSITIVE, NEGATIVE]),
        st.booleans(),
        st.sampled_from(targets) if targets and "{id}" in operation.path else st.none(),
    )
    return chosen.flatmap(of)


def _believable(case: Any) -> Any:
    """Nobody guesses an identity number: who a referral is about and from is taken from the example."""
    if isinstance(case.body, dict) and "patient" in case.body and "facts" in case.body:
        example = case.operation.definition.raw["requestBody"]["content"]["application/json"]["example"]
        kept = {
            key: value for key, value in case.body.items() if key in {"facts", "practical", "clinical_text"}
        }
        case.body = {**kept, **{key: example[key] for key in ("patient", "referrer") if key in example}}
    return case


def send(
    operation: Any, stage: Stage, *, examples: int, each: Callable[[Any], None], fixed: bool = True
) -> None:
    """Sends that many cases of an operation; `fixed`: the same ones each time."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=fixed,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(case=cases(operation, stage))
    def run(case: Any) -> None:
        each(case)

    run()
