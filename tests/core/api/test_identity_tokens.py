"""What the log-in provider says of a person counts when it is its own, for us, in time and of this log-in."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import jwt
import pytest
from django.test import Client

from rve.core.identity_numbers import synthetic_number
from rve.core.models import CaseEvent, User
from rve.core.oidc import client
from rve.core.oidc.backend import Backend
from rve.core.oidc.people import Person, user_of
from rve.core.oidc.refused import LoginRefused
from rve.login_provider import SCOPES, LoginProvider
from tests.issuer import LocalIssuer, rsa_key
from tests.people import NOW, World

KEY = jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key(3), as_dict=True)
NONCE = "of this log-in"


@pytest.fixture
def provider(issuer: LocalIssuer, settings: Any) -> LocalIssuer:
    settings.OIDC = LoginProvider(issuer.url, "rve-web", KEY, SCOPES, "HelseID")
    return issuer


def a_token(provider: LocalIssuer, **changed: Any) -> str:
    claims = {"aud": "rve-web", "sub": "liv", "nonce": NONCE, "client_id": None, "scope": None}
    return provider.token(**{"typ": "JWT", **claims, **changed})


def test_a_sound_identity_token_is_believed(provider: LocalIssuer) -> None:
    assert Backend().verify_token(a_token(provider), nonce=NONCE)["sub"] == "liv"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-client"},
        {"iss": "https://sts.example.no"},
        {"exp": 1},
        {"nonce": "of another log-in"},
        {"nonce": None},
        {"azp": "another-client"},
        {"key": rsa_key(2)},
        {"kid": "made-up", "key": rsa_key(1)},
        {"typ": "dpop+jwt"},
    ],
    ids=lambda changed: " ".join(changed),
)
def test_an_identity_token_is_not_believed_with_another(
    provider: LocalIssuer, changed: dict[str, Any]
) -> None:
    with pytest.raises(LoginRefused):
        Backend().verify_token(a_token(provider, **changed), nonce=NONCE)


def test_an_identity_token_is_not_believed_without_a_log_in_of_ours(provider: LocalIssuer) -> None:
    with pytest.raises(LoginRefused):
        Backend().verify_token(a_token(provider, nonce=None), nonce=None)


def test_we_sign_for_the_provider_alone_and_for_half_a_minute(provider: LocalIssuer, settings: Any) -> None:
    now = time.time()
    shown = client.assertion(settings.OIDC, now=now)
    said = jwt.decode(shown, rsa_key(3).public_key(), algorithms=["RS256"], audience=provider.url)
    assert (said["iss"], said["sub"], said["exp"]) == ("rve-web", "rve-web", int(now) + 30)
    again = jwt.decode(client.assertion(settings.OIDC, now=now), options={"verify_signature": False})
    assert again["jti"] != said["jti"]


@pytest.mark.django_db
def test_the_first_log_in_ties_the_user_and_the_history_says_so(world: World) -> None:
    User.objects.filter(pk=world.liv.user.pk).update(hpr_number="8000001")
    person = Person(issuer="https://sts.example.no", subject="liv", hpr="8000001", level=4)
    assert user_of(person, now=NOW) == user_of(person, now=NOW) == world.liv.user
    assert CaseEvent.objects.filter(kind="user", verb="tied_to_provider").count() == 1


@pytest.mark.django_db
def test_nobody_takes_over_a_user_who_is_tied_to_another(world: World) -> None:
    User.objects.filter(pk=world.liv.user.pk).update(
        hpr_number="8000001", issuer="https://sts.example.no", subject="liv"
    )
    person = Person(issuer="https://sts.example.no", subject="somebody", hpr="8000001", level=4)
    with pytest.raises(LoginRefused):
        user_of(person, now=NOW + dt.timedelta(days=1))


@pytest.mark.django_db
def test_a_name_that_is_an_identity_number_is_not_kept(world: World, caplog: Any) -> None:
    User.objects.filter(pk=world.liv.user.pk).update(hpr_number="8000001")
    number = synthetic_number(birth_date=dt.date(1970, 1, 1), sex="female", serial=1)
    person = Person(issuer="https://sts.example.no", subject=number, hpr="8000001", level=4)
    with pytest.raises(LoginRefused):
        user_of(person, now=NOW)
    assert number not in caplog.text
    assert not User.objects.filter(subject=number).exists()


@pytest.mark.django_db
def test_without_a_provider_there_is_no_such_log_in(settings: Any) -> None:
    settings.OIDC = None
    assert Client().get("/login/oidc").status_code == 404
    assert Client().get("/login/oidc/callback").status_code == 404
    assert "HelseID" not in Client().get("/login").content.decode()
