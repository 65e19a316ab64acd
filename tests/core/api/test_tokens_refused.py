"""Everything that must not open the API, one row each: what is shown, and what the answer says."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from tests.core.api.conftest import PROBE
from tests.issuer import PARENT, Holder, LocalIssuer, rsa_key
from tests.people import World
from tests.tokens import token_for

pytestmark = [pytest.mark.urls("tests.core.api.probe"), pytest.mark.django_db]


@dataclass(frozen=True)
class In:
    """So many seconds from when the row is run."""

    seconds: int


def _moments(changed: dict[str, Any]) -> dict[str, Any]:
    return {
        name: int(time.time()) + value.seconds if isinstance(value, In) else value
        for name, value in changed.items()
    }


@dataclass
class Scene:
    """A good token of Kari's practice and a good proof, but for what a row changes."""

    issuer: LocalIssuer
    holder: Holder
    world: World

    def make(self, **changed: Any) -> str:
        plain = {"organisation": self.world.practice.number, "bound_to": self.holder}
        return self.issuer.token(**{**plain, **changed})

    def headers(self) -> dict[str, str]:
        return self.shown(self.make())

    def shown(self, token: str) -> dict[str, str]:
        return self.holder.shown(token, "GET", PROBE)


def _token(**changed: Any) -> Callable[[Scene], dict[str, str]]:
    return lambda scene: scene.shown(scene.make(**_moments(changed)))


def _proof(**changed: Any) -> Callable[[Scene], dict[str, str]]:
    return lambda scene: scene.holder.shown(scene.make(), "GET", PROBE, **_moments(changed))


def _without_proof(scene: Scene) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"DPoP {scene.make()}"}


def _as_bearer(scene: Scene) -> dict[str, str]:
    return {**scene.headers(), "HTTP_AUTHORIZATION": f"Bearer {scene.make()}"}


def _two_proofs(scene: Scene) -> dict[str, str]:
    shown = scene.headers()
    return {**shown, "HTTP_DPOP": f"{shown['HTTP_DPOP']}, {shown['HTTP_DPOP']}"}


def _unsigned(scene: Scene) -> dict[str, str]:
    claims = scene.issuer.claims(organisation=scene.world.practice.number, bound_to=scene.holder)
    return scene.shown(jwt.encode(claims, None, algorithm="none", headers={"kid": "first"}))


def _public_key_as_secret(scene: Scene) -> dict[str, str]:
    number = scene.world.practice.number
    return scene.shown(scene.issuer.signed_with_the_public_key(organisation=number, bound_to=scene.holder))


def _changed_after_signing(scene: Scene) -> dict[str, str]:
    """The claims of one token with the signature of another."""
    head, _, signature = scene.make().split(".")
    other = scene.make(organisation=scene.world.rve.number).split(".")[1]
    return scene.shown(f"{head}.{other}.{signature}")


def _proof_of_another_key(scene: Scene) -> dict[str, str]:
    token = scene.make()
    return {**scene.shown(token), "HTTP_DPOP": Holder().proof(token, "GET", PROBE)}


def _somebody_elses_key_shown(scene: Scene) -> dict[str, str]:
    """The holder's public key in the header, signed with another."""
    token = scene.make()
    forged = scene.holder.proof(token, "GET", PROBE, key=ec.generate_private_key(ec.SECP256R1()))
    return {**scene.shown(token), "HTTP_DPOP": forged}


def _private_key_shown(scene: Scene) -> dict[str, str]:
    numbers = jwt.algorithms.ECAlgorithm.to_jwk(scene.holder.key, as_dict=True)
    return scene.holder.shown(scene.make(), "GET", PROBE, header={"jwk": numbers})


def _proof_with_a_shared_secret(scene: Scene) -> dict[str, str]:
    secret = "a shared secret that is long enough for HS256"
    return scene.holder.shown(scene.make(), "GET", PROBE, key=secret, algorithm="HS256")


def _unsigned_proof(scene: Scene) -> dict[str, str]:
    token = scene.make()
    payload = jwt.decode(scene.holder.proof(token, "GET", PROBE), options={"verify_signature": False})
    head = {"typ": "dpop+jwt", "jwk": scene.holder.jwk}
    return {**scene.shown(token), "HTTP_DPOP": jwt.encode(payload, None, algorithm="none", headers=head)}


def _proof_of_another_token(scene: Scene) -> dict[str, str]:
    return {**scene.headers(), "HTTP_DPOP": scene.holder.proof(scene.make(scope=[]), "GET", PROBE)}


def _local_token_as_dpop(scene: Scene) -> dict[str, str]:
    return scene.shown(token_for(scene.world.practice, "referrals:read"))


def _header(text: str) -> Callable[[Scene], dict[str, str]]:
    return lambda scene: {"HTTP_AUTHORIZATION": text}


TOKEN, PROOF, REQUEST = "invalid_token", "invalid_dpop_proof", "invalid_request"
ROWS: list[tuple[str, Callable[[Scene], dict[str, str]], str, str]] = [
    ("a token that has expired", _token(exp=In(-15)), TOKEN, "has expired"),
    ("a token that never expires", _token(exp=None), TOKEN, "lacks the claim exp"),
    ("a token that expires some day", _token(exp="tomorrow"), TOKEN, "exp is not a number"),
    ("a token that is not valid yet", _token(nbf=In(20)), TOKEN, "not valid yet"),
    ("a token of the future", _token(iat=In(20)), TOKEN, "issued in the future"),
    ("a token without a moment of issue", _token(iat=None), TOKEN, "lacks the claim iat"),
    ("a token for another API", _token(aud="nhn:msh"), TOKEN, "another audience"),
    ("a token for nobody", _token(aud=None), TOKEN, "another audience"),
    ("a token of an issuer that we do not know", _token(iss="https://sts.example.no"), TOKEN, "not trusted"),
    ("a token of an issuer with nearly the same name", _token(iss="HTTP://127.0.0.1"), TOKEN, "not trusted"),
    ("a token of no issuer", _token(iss=None), TOKEN, "not trusted"),
    ("a token signed by somebody else", _token(key=rsa_key(2)), TOKEN, "signature of the token is wrong"),
    ("a token that was changed after it was signed", _changed_after_signing, TOKEN, "signature of the token"),
    ("a token without a signature", _unsigned, TOKEN, "must be signed with"),
    ("a token signed with the issuer's public key as secret", _public_key_as_secret, TOKEN, "must be signed"),
    ("a token with an algorithm that is not agreed", _token(algorithm="RS512"), TOKEN, "must be signed with"),
    ("a token that names no key", _token(kid=None), TOKEN, "does not name its key"),
    ("an identity token", _token(typ="dpop+jwt"), TOKEN, "not an access token"),
    ("a token without a client", _token(client_id=None), TOKEN, "lacks the claim client_id"),
    ("a token without an organisation", _token(**{PARENT: None}), TOKEN, "names no organisation"),
    ("a token whose organisation has eight digits", _token(organisation="12345678"), TOKEN, "nine digits"),
    ("a token whose scope is no text", _token(scope={"referrals:read": True}), TOKEN, "scope is neither"),
    ("a token that is bound to no key", _token(bound_to=None), TOKEN, "not bound to a key"),
    ("a token that is bound to a key, as Bearer", _as_bearer, TOKEN, "shown as DPoP"),
    ("a token of the local issuer, as DPoP", _local_token_as_dpop, TOKEN, "shown as Bearer"),
    ("no token but letters", _header("DPoP abc.def.ghi"), TOKEN, "cannot be read"),
    ("a user name and a password", _header("Basic dXNlcjpwYXNz"), REQUEST, "must hold DPoP"),
    ("two tokens", _header("DPoP one two"), REQUEST, "must hold DPoP"),
    ("a scheme without a token", _header("DPoP "), REQUEST, "must hold DPoP"),
    ("no proof", _without_proof, PROOF, "lacks its proof"),
    ("two proofs", _two_proofs, PROOF, "must hold one proof"),
    ("a proof that is no token", _proof(header={"typ": "JWT"}), PROOF, "must be dpop+jwt"),
    ("a proof for another method", _proof(htm="POST"), PROOF, "another method than GET"),
    ("a proof for no method", _proof(htm=None), PROOF, "another method"),
    (
        "a proof for another address",
        _proof(htu="http://127.0.0.1:8000/api/v1/other"),
        PROOF,
        "another address",
    ),
    ("a proof for another host", _proof(htu=f"https://rve.example.no{PROBE}"), PROOF, "another address"),
    ("a proof for no address", _proof(htu=None), PROOF, "another address"),
    ("a proof that is too old", _proof(iat=In(-75)), PROOF, "older than 60 seconds"),
    ("a proof of the future", _proof(iat=In(20)), PROOF, "made in the future"),
    ("a proof of no moment", _proof(iat=None), PROOF, "when it was made"),
    ("a proof for another token", _proof_of_another_token, PROOF, "another token"),
    ("a proof for no token", _proof(ath=None), PROOF, "another token"),
    ("a proof without a name", _proof(jti=None), PROOF, "no name of its own"),
    ("a proof made with another key", _proof_of_another_key, PROOF, "another key than the token"),
    (
        "a proof that shows a key it is not made with",
        _somebody_elses_key_shown,
        PROOF,
        "signature of the proof",
    ),
    ("a proof that gives its private key away", _private_key_shown, PROOF, "private key"),
    ("a proof without a signature", _unsigned_proof, PROOF, "must be signed with one of"),
    ("a proof with a shared secret", _proof_with_a_shared_secret, PROOF, "must be signed with one of"),
    ("a proof without its key", _proof(header={"jwk": None}), PROOF, "must hold its public key"),
    (
        "a proof whose key is a secret",
        _proof(header={"jwk": {"kty": "oct", "k": "c2VjcmV0"}}),
        PROOF,
        "must hold its public key",
    ),
]


@pytest.mark.parametrize(("what", "show", "error", "words"), ROWS, ids=[row[0] for row in ROWS])
def test_the_api_does_not_open_for(
    what: str,
    show: Callable[[Scene], dict[str, str]],
    error: str,
    words: str,
    issuer: LocalIssuer,
    holder: Holder,
    world: World,
) -> None:
    headers = show(Scene(issuer, holder, world))
    answer = Client(HTTP_ACCEPT_LANGUAGE="en").get(PROBE, **headers)
    assert answer.status_code == 401, answer.content
    assert words in answer.json()["detail"]
    challenge = answer.headers["WWW-Authenticate"]
    assert challenge.startswith("DPoP ")
    assert f'error="{error}"' in challenge
    assert "ES256" in challenge
    _nothing_is_echoed(headers, answer)


def _nothing_is_echoed(headers: dict[str, str], answer: Any) -> None:
    said = answer.content.decode() + answer.headers["WWW-Authenticate"]
    for value in headers.values():
        for part in value.split(" ")[-1].split("."):
            assert len(part) < 12 or part not in said


def test_without_a_token_the_answer_says_how_to_come_in(world: World) -> None:
    answer = Client().get(PROBE)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("DPoP algs=")
    assert "error" not in answer.headers["WWW-Authenticate"]


def test_a_proof_opens_once(issuer: LocalIssuer, holder: Holder, world: World) -> None:
    shown = Scene(issuer, holder, world).headers()
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    first, second = client.get(PROBE, **shown), client.get(PROBE, **shown)
    assert (first.status_code, second.status_code) == (200, 401)
    assert "used before" in second.json()["detail"]
