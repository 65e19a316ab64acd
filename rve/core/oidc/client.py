"""What we send to the log-in provider: each request signed with our own key (private_key_jwt, RFC 7523)."""

from __future__ import annotations

import logging
import time
import uuid
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from rve.core.api.fetch import Answer, NotFetched, post_form
from rve.core.oidc.provider import Provider
from rve.core.oidc.refused import LoginRefused
from rve.login_provider import LoginProvider

log = logging.getLogger(__name__)

_LIFETIME = 30
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_BY_CURVE = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}


def push(provider: Provider, parameters: dict[str, str]) -> str:
    """The name under which the provider keeps the request for us (PAR, RFC 9126)."""
    answer = _post(provider, provider.pushed, parameters)
    if answer.status not in {200, 201} or not isinstance(answer.body.get("request_uri"), str):
        raise _unexpected("the pushed request", answer)
    return str(answer.body["request_uri"])


def exchange(provider: Provider, parameters: dict[str, str]) -> dict[str, Any]:
    """The tokens for a code; with a proof of a key for this once where the provider takes proofs (DPoP)."""
    key = ec.generate_private_key(ec.SECP256R1())
    answer = _post(provider, provider.token, parameters, proof=_proof(provider, key))
    nonce = answer.headers.get("DPoP-Nonce")
    if answer.status == 400 and answer.body.get("error") == "use_dpop_nonce" and nonce:
        answer = _post(provider, provider.token, parameters, proof=_proof(provider, key, nonce=nonce))
    if answer.status != 200 or not isinstance(answer.body.get("id_token"), str):
        raise _unexpected("the code", answer)
    return answer.body


def assertion(client: LoginProvider, *, now: float) -> str:
    """Signed for the provider, for half a minute, to be used once. `now` in seconds of 1970."""
    claims = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": client.issuer,
        "jti": str(uuid.uuid4()),
        "iat": int(now),
        "nbf": int(now),
        "exp": int(now) + _LIFETIME,
    }
    algorithm = client.key.get("alg") or _BY_CURVE.get(client.key.get("crv", ""), "RS256")
    head = {"typ": "client-authentication+jwt"} | ({"kid": client.key["kid"]} if "kid" in client.key else {})
    key = jwt.PyJWK.from_dict(client.key, algorithm=algorithm).key
    return jwt.encode(claims, key, algorithm=algorithm, headers=head)


def _post(provider: Provider, address: str, parameters: dict[str, str], *, proof: str = "") -> Answer:
    form = {
        **parameters,
        "client_assertion_type": _ASSERTION,
        "client_assertion": assertion(provider.client, now=time.time()),
    }
    try:
        return post_form(address, form, {"DPoP": proof} if proof else {})
    except NotFetched as error:
        log.warning("the log-in provider did not answer: %s", error)
        raise LoginRefused("unavailable") from error


def _proof(provider: Provider, key: ec.EllipticCurvePrivateKey, *, nonce: str = "") -> str:
    if not provider.takes_proofs:
        return ""
    public = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    claims = {"jti": str(uuid.uuid4()), "htm": "POST", "htu": provider.token, "iat": int(time.time())}
    if nonce:
        claims["nonce"] = nonce
    shown = {name: public[name] for name in ("kty", "crv", "x", "y")}
    return jwt.encode(claims, key, algorithm="ES256", headers={"typ": "dpop+jwt", "jwk": shown})


def _unexpected(what: str, answer: Answer) -> LoginRefused:
    # The error's code alone: its description may hold what was sent.
    log.warning("%s was answered %s %s", what, answer.status, str(answer.body.get("error", ""))[:40])
    return LoginRefused("failed")
