"""What the stand-in checks of a request: the client's assertion, and the proof of its key (DPoP)."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import Any

import jwt

_SECONDS = 60
_LOOSE: Any = {"verify_aud": False, "verify_iss": False, "verify_sub": False, "verify_jti": False}


class NotProved(Exception):
    """Says what is wrong, in a word of the standard."""


def thumbprint(jwk: dict[str, Any]) -> str:
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return _base64(
        hashlib.sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).digest()
    )


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def check_proof(
    proof: str, *, method: str, url: str, used: set[str], nonce: str = "", token: str = ""
) -> str:
    """The thumbprint of the key that made the proof for this very request, once."""
    try:
        header = jwt.get_unverified_header(proof)
        jwk = header["jwk"]
        claims = jwt.decode(
            proof, jwt.PyJWK(jwk, algorithm="ES256").key, algorithms=["ES256"], options=_LOOSE
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError):
        raise NotProved("invalid_dpop_proof") from None
    wanted = {"htm": method, "htu": url} | (
        {"ath": _base64(hashlib.sha256(token.encode()).digest())} if token else {}
    )
    fits = header.get("typ") == "dpop+jwt" and "d" not in jwk
    fits = fits and all(claims.get(name) == value for name, value in wanted.items())
    if not fits or abs(time.time() - claims.get("iat", 0)) > _SECONDS or claims.get("jti") in used:
        raise NotProved("invalid_dpop_proof")
    if nonce and claims.get("nonce") != nonce:
        raise NotProved("use_dpop_nonce")
    used.add(claims["jti"])
    return thumbprint(jwk)


def check_assertion(
    form: dict[str, str], *, key: dict[str, Any], client_id: str, audience: str, used: set[str]
) -> None:
    """The client is who it says, by its registered key; an assertion is good for once."""
    try:
        claims = jwt.decode(
            form["client_assertion"],
            jwt.PyJWK(key, algorithm="ES256").key,
            algorithms=["ES256"],
            audience=audience,
            issuer=client_id,
            options={"require": ["exp", "iat", "jti", "sub"]},
        )
    except (jwt.PyJWTError, KeyError):
        raise NotProved("invalid_client") from None
    wrong = claims["sub"] != client_id or claims["exp"] - claims["iat"] > 120 or claims["jti"] in used
    if wrong or form.get("grant_type") != "client_credentials" or form.get("scope") != "nhn:msh/api":
        raise NotProved("invalid_client")
    used.add(claims["jti"])
