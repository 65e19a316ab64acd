"""HelseID's token for the message service: client credentials by private_key_jwt, bound to a key (DPoP).

The key of the proofs lives as long as the process. Times are of the real clock: no issuer follows one that
somebody moved.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from rve.core.api.dpop import token_hash
from rve.core.api.fetch import NotFetched, post_form
from rve.core.outbox import ServerAway
from rve.message_service import EdiService

SCOPE = "nhn:msh/api"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS, _EARLY = 30, 30.0


class NotLetIn(ServerAway):
    """Our key or our client is not accepted: no message's fault, and the others would fare no better."""


class Prover:
    """Makes the proof for one request, and remembers what each server wants to see in the next (nonce)."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = jwt.algorithms.ECAlgorithm.to_jwk(self._key.public_key())
        self.jwk: dict[str, Any] = json.loads(public) if isinstance(public, str) else public
        self._nonces: dict[str, str] = {}

    def proof(self, method: str, url: str, *, token: str = "") -> str:
        parts = urlsplit(url)
        claims: dict[str, Any] = {
            "jti": str(uuid4()),
            "htm": method,
            "htu": urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")),
            "iat": int(time.time()),
        }
        if token:
            claims["ath"] = token_hash(token)
        if nonce := self._nonces.get(parts.netloc):
            claims["nonce"] = nonce
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"typ": "dpop+jwt", "jwk": self.jwk})

    def remember(self, url: str, headers: Mapping[str, str]) -> bool:
        """Whether the answer brought a nonce that was not known."""
        nonce, where = headers.get("DPoP-Nonce", ""), urlsplit(url).netloc
        new = bool(nonce) and self._nonces.get(where) != nonce
        if new:
            self._nonces[where] = nonce
        return new


class Tokens:
    """One token at a time, asked for anew shortly before it ends."""

    def __init__(self, service: EdiService, prover: Prover) -> None:
        self._service, self._prover = service, prover
        self._token, self._ends = "", 0.0

    def token(self) -> str:
        """Raises ServerAway when there is none to be had."""
        if not self._token or time.monotonic() >= self._ends:
            self._ask()
        return self._token

    def forget(self) -> None:
        self._token = ""

    def _ask(self) -> None:
        url = self._service.token_url
        for _attempt in range(2):
            try:
                answer = post_form(url, self._form(), {"DPoP": self._prover.proof("POST", url)})
            except NotFetched as error:
                raise ServerAway(type(error.__cause__ or error).__name__) from None
            wants_nonce = self._prover.remember(url, answer.headers)
            if answer.status == 200 and str(answer.body.get("token_type", "")).lower() == "dpop":
                self._token = str(answer.body["access_token"])
                lasts = float(answer.body.get("expires_in") or 60)
                self._ends = time.monotonic() + max(lasts - _EARLY, 1.0)
                return
            if not wants_nonce:
                break
        raise NotLetIn("no token")

    def _form(self) -> dict[str, str]:
        return {
            "grant_type": "client_credentials",
            "client_id": self._service.client_id,
            "scope": SCOPE,
            "client_assertion_type": _ASSERTION,
            "client_assertion": self._assertion(),
        }

    def _assertion(self) -> str:
        now, service = int(time.time()), self._service
        claims = {
            "iss": service.client_id,
            "sub": service.client_id,
            "aud": service.token_audience,
            "jti": str(uuid4()),
            "iat": now,
            "nbf": now,
            "exp": now + _ASSERTION_SECONDS,
        }
        key = jwt.PyJWK(service.key, algorithm=service.algorithm)
        headers = {"typ": "client-authentication+jwt", "kid": str(service.key.get("kid") or "")}
        return jwt.encode(claims, key.key, algorithm=service.algorithm, headers=headers)
