"""An issuer of access tokens with keys of its own, over real HTTP, and a client that proves it has its key.

with an_issuer() as issuer:
    settings.TOKEN_ISSUERS = (issuer.described(),)
    token = issuer.token(scope="referrals:read", organisation="700000402", bound_to=holder)
    headers = holder.shown(token, "GET", "/api/v1/referrals")
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from rve.core.api.dpop import thumbprint_of, token_hash
from rve.issuers import Issuer

AUDIENCE = "rve:api"
PARENT = "helseid://claims/client/claims/orgnr_parent"
LEVEL = "helseid://claims/identity/security_level"
HPR = "helseid://claims/hpr/hpr_number"


@cache
def rsa_key(number: int) -> rsa.RSAPrivateKey:
    """The same few for the whole run: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_jwk(key: Any) -> dict[str, Any]:
    public = key.public_key()
    kind = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    found: dict[str, Any] = kind.to_jwk(public, as_dict=True)  # type: ignore[call-overload]
    return {name: found[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in found}


class Holder:
    """A client's own key, and the proofs that it makes with it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.jwk = public_jwk(self.key)
        self.thumbprint = thumbprint_of(self.jwk)

    def proof(
        self,
        token: str,
        method: str,
        path: str,
        *,
        header: dict[str, Any] | None = None,
        algorithm: str = "ES256",
        key: Any = None,
        **claims: Any,
    ) -> str:
        """A proof for one request; a claim given as None is left out."""
        payload = {
            "jti": str(uuid.uuid4()),
            "htm": method,
            "htu": settings.PUBLIC_URL + path,
            "iat": int(time.time()),
            "ath": token_hash(token),
        } | claims
        head = {"typ": "dpop+jwt", "jwk": self.jwk} | (header or {})
        left = {name: value for name, value in payload.items() if value is not None}
        return jwt.encode(left, key or self.key, algorithm=algorithm, headers=head)

    def shown(self, token: str, method: str, path: str, **changed: Any) -> dict[str, str]:
        """The headers of a request, as Django's client takes them."""
        return {
            "HTTP_AUTHORIZATION": f"DPoP {token}",
            "HTTP_DPOP": self.proof(token, method, path, **changed),
        }


class LocalIssuer:
    """Answers with its discovery document and its keys, and counts how often it is asked for them."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.server = server
        # A path of its own: keys that are kept under its name are nobody else's.
        self.url = f"http://127.0.0.1:{server.server_port}/{uuid.uuid4()}"
        self.asked = 0
        self.down = False
        self.padding = ""
        self.keys = {"first": rsa_key(1)}

    def described(self, **changed: Any) -> Issuer:
        values = {"issuer": self.url, "kind": "helseid", "audience": AUDIENCE, "jwks_uri": f"{self.url}/jwks"}
        return Issuer(**{**values, **changed})

    def answer(self, path: str) -> dict[str, Any] | None:
        """The document at an address; None is an error of the server."""
        if self.down:
            return None
        if "/.well-known/" in path:
            ends = ("authorization", "token", "pushed_authorization_request", "end_session")
            return {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/jwks",
                **{f"{name}_endpoint": f"{self.url}/{name}" for name in ends},
            }
        self.asked += 1
        keys = [{**public_jwk(key), "kid": kid, "use": "sig"} for kid, key in self.keys.items()]
        return {"keys": keys, "padding": self.padding}

    def claims(
        self, *, organisation: str = "", bound_to: Holder | None = None, **changed: Any
    ) -> dict[str, Any]:
        now = int(time.time())
        payload = {
            "iss": self.url,
            "aud": AUDIENCE,
            "iat": now,
            "nbf": now,
            "exp": now + 300,
            "client_id": "epj-vest",
            "scope": ["referrals:read"],
            PARENT: organisation or None,
            "cnf": {"jkt": bound_to.thumbprint} if bound_to else None,
        } | changed
        return {name: value for name, value in payload.items() if value is not None}

    def token(
        self,
        *,
        kid: str | None = "first",
        algorithm: str = "RS256",
        key: Any = None,
        typ: str = "at+jwt",
        **claims: Any,
    ) -> str:
        """A signed token; a claim given as None is left out, and the name of the key too."""
        head = {"kid": kid, "typ": typ} if kid else {"typ": typ}
        return jwt.encode(
            self.claims(**claims), key or self.keys[kid or "first"], algorithm=algorithm, headers=head
        )

    def signed_with_the_public_key(self, **claims: Any) -> str:
        """HS256 with the issuer's public key as the secret: what a careless checker takes for sound."""
        secret = self.keys["first"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        parts = [{"alg": "HS256", "kid": "first", "typ": "at+jwt"}, self.claims(**claims)]
        text = ".".join(_base64(json.dumps(part).encode()) for part in parts)
        return f"{text}.{_base64(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@contextmanager
def an_issuer() -> Iterator[LocalIssuer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    issuer = server.issuer = LocalIssuer(server)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.server.issuer.answer(self.path)  # type: ignore[attr-defined]
        body = json.dumps(found or {}).encode()
        self.send_response(200 if found else 503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        return
