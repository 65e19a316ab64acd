"""A hospital's system gets a token from a provider that is not ours, and calls the API with it."""

from __future__ import annotations

import time
import uuid
from typing import Any

import jwt
import pytest
import requests
from pytest_django.live_server_helper import LiveServer

from rve.core.models import User
from rve.issuers import Issuer
from tests.issuer import AUDIENCE, Holder
from tests.oidc.provider import RealProvider
from tests.people import a_region

PROBE = "/api/v1/probe"
pytestmark = [pytest.mark.urls("tests.core.api.probe"), pytest.mark.slow]


def assertion(provider: RealProvider) -> str:
    now = int(time.time())
    claims = {
        "iss": "epj-vest",
        "sub": "epj-vest",
        "aud": provider.url,
        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + 30,
    }
    return jwt.encode(claims, provider.keys["epj-vest"], algorithm="ES256", headers={"kid": "epj-vest"})


def a_token(provider: RealProvider, holder: Holder) -> dict[str, Any]:
    """As a client of HelseID does: client credentials, private_key_jwt, DPoP."""
    address = f"{provider.url}/token"
    answer = requests.post(
        address,
        data={
            "grant_type": "client_credentials",
            "scope": "referrals:read",
            "resource": "urn:rve:api",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion(provider),
        },
        headers={"DPoP": holder.proof("", "POST", "/token", htu=address, ath=None)},
        timeout=10,
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_system_of_a_practice_comes_in_with_a_token_of_a_real_provider(
    provider: RealProvider, live_server: LiveServer, settings: Any
) -> None:
    world = a_region()
    settings.TOKEN_ISSUERS = (Issuer(issuer=provider.url, kind="helseid", audience=AUDIENCE),)
    holder = Holder()
    given = a_token(provider, holder)
    assert given["token_type"] == "DPoP"
    headers = {
        "Authorization": f"DPoP {given['access_token']}",
        "DPoP": holder.proof(given["access_token"], "GET", PROBE),
    }
    first = requests.get(live_server.url + PROBE, headers=headers, timeout=10)
    assert first.status_code == 200, first.text
    assert (first.json()["organisation"], first.json()["roles"]) == (world.practice.number, ["referrer"])
    assert User.objects.get(pk=first.json()["user"]).issuer == provider.url
    again = requests.get(live_server.url + PROBE, headers=headers, timeout=10)
    assert again.status_code == 401
    bearer = {"Authorization": f"Bearer {given['access_token']}"}
    assert requests.get(live_server.url + PROBE, headers=bearer, timeout=10).status_code == 401
