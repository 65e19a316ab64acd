"""Keys of an issuer: fetched once for all, again when a new one turns up, at most once a minute."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client, RequestFactory
from rest_framework.request import Request

from rve.core.api import dpop, issuer_keys, shared_state
from rve.core.api.refusals import NotOpenNow, TokenRefused
from rve.issuers import Issuer
from tests.core.api.conftest import PROBE
from tests.issuer import Holder, LocalIssuer, rsa_key
from tests.people import World

pytestmark = pytest.mark.urls("tests.core.api.probe")


def key(issuer: Issuer, kid: str = "first", algorithm: str = "RS256") -> Any:
    return issuer_keys.public_key(issuer, kid=kid, algorithm=algorithm)


def a_minute_later(issuer: LocalIssuer) -> None:
    shared_state.forget(issuer_keys._name(issuer.described(), "asked"))


def hours_later(issuer: LocalIssuer) -> None:
    """As if the keys had been fetched two hours ago."""
    name = issuer_keys._name(issuer.described(), "keys")
    kept = json.loads(shared_state.get(name) or "")
    kept["at"] -= 2 * 60 * 60
    shared_state.keep(name, json.dumps(kept), seconds=60)
    a_minute_later(issuer)


def test_keys_are_fetched_once_for_many_tokens(issuer: LocalIssuer) -> None:
    for _ in range(5):
        key(issuer.described())
    assert issuer.asked == 1


def test_several_who_ask_at_once_make_one_question(issuer: LocalIssuer) -> None:
    with ThreadPoolExecutor(8) as several:
        found = list(several.map(lambda _: key(issuer.described()), range(8)))
    assert len(found) == 8
    assert issuer.asked == 1


def test_a_new_key_is_found_and_an_old_one_is_gone(issuer: LocalIssuer) -> None:
    key(issuer.described())
    issuer.keys = {"second": rsa_key(2)}
    a_minute_later(issuer)
    assert key(issuer.described(), "second")
    with pytest.raises(TokenRefused):
        key(issuer.described(), "first")


def test_made_up_keys_lead_to_one_question_a_minute(issuer: LocalIssuer) -> None:
    key(issuer.described())
    a_minute_later(issuer)
    for number in range(20):
        with pytest.raises(TokenRefused):
            key(issuer.described(), f"made-up-{number}")
    assert issuer.asked == 2


def test_keys_are_asked_for_again_after_an_hour(issuer: LocalIssuer) -> None:
    key(issuer.described())
    hours_later(issuer)
    key(issuer.described())
    assert issuer.asked == 2


def test_an_issuer_that_is_silent_is_trusted_by_the_keys_it_gave(issuer: LocalIssuer) -> None:
    key(issuer.described())
    hours_later(issuer)
    issuer.down = True
    assert key(issuer.described())


def test_an_issuer_that_never_answered_keeps_the_door_shut(issuer: LocalIssuer) -> None:
    issuer.down = True
    with pytest.raises(NotOpenNow):
        key(issuer.described())


def test_a_document_that_is_far_too_large_is_not_read(issuer: LocalIssuer) -> None:
    issuer.padding = "x" * 400_000
    with pytest.raises(NotOpenNow):
        key(issuer.described())


def test_the_address_of_the_keys_is_found_by_discovery(issuer: LocalIssuer) -> None:
    assert key(issuer.described(jwks_uri=""))


def test_a_discovery_document_of_another_issuer_is_not_believed(issuer: LocalIssuer) -> None:
    described = issuer.described(jwks_uri="", issuer=issuer.url + "/other")
    with pytest.raises(NotOpenNow):
        key(described)


def test_a_key_is_for_its_own_kind_of_signature(issuer: LocalIssuer) -> None:
    with pytest.raises(TokenRefused):
        key(issuer.described(), algorithm="ES256")


def test_production_asks_over_https_alone(issuer: LocalIssuer, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(NotOpenNow):
        key(issuer.described())


@pytest.mark.django_db
def test_without_redis_no_bound_token_opens(
    issuer: LocalIssuer, holder: Holder, world: World, settings: Any
) -> None:
    token = issuer.token(organisation=world.practice.number, bound_to=holder)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = Client().get(PROBE, **holder.shown(token, "GET", PROBE))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_proof_that_nobody_can_tell_was_used_opens_nothing(holder: Holder, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    request = RequestFactory().get(PROBE, HTTP_DPOP=holder.proof("token", "GET", PROBE))
    with pytest.raises(NotOpenNow):
        dpop.check_proof(Request(request), token="token", thumbprint=holder.thumbprint, now=time.time())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [{"exp": -5}, {"nbf": 5}, {"iat": 5}],
    ids=["expired five seconds ago", "valid in five seconds", "issued in five seconds"],
)
def test_clocks_may_differ_a_little(
    changed: dict[str, int], issuer: LocalIssuer, holder: Holder, world: World
) -> None:
    claims = issuer.claims()
    moved = {name: claims["iat"] + seconds for name, seconds in changed.items()}
    token = issuer.token(organisation=world.practice.number, bound_to=holder, **moved)
    assert Client().get(PROBE, **holder.shown(token, "GET", PROBE)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [-65, 5])
def test_a_proof_may_come_from_a_clock_a_little_off(
    seconds: int, issuer: LocalIssuer, holder: Holder, world: World
) -> None:
    token = issuer.token(organisation=world.practice.number, bound_to=holder)
    made = issuer.claims()["iat"] + seconds
    assert Client().get(PROBE, **holder.shown(token, "GET", PROBE, iat=made)).status_code == 200


@pytest.mark.django_db
def test_a_proof_fits_whatever_is_asked_for_and_however_the_host_is_written(
    issuer: LocalIssuer, holder: Holder, world: World, settings: Any
) -> None:
    settings.API_URLS = ["https://RVE.example.no"]
    token = issuer.token(organisation=world.practice.number, bound_to=holder)
    shown = holder.shown(token, "GET", PROBE, htu=f"HTTPS://rve.example.no:443{PROBE}")
    assert Client().get(PROBE + "?page_size=3", **shown).status_code == 200
