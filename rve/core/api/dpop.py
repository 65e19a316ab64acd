"""Proofs of possession (DPoP, RFC 9449 § 4.3): for this request alone, by the key the token is bound to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import unquote, urlsplit

import jwt
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from rve.core.api import shared_state
from rve.core.api.refusals import PROOF_ALGORITHMS, Sentence, TokenRefused

# A proof is made for one request: it is seconds old, or somebody kept it.
OLDEST = 60
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
# What the thumbprint of a key is made of (RFC 7638), by kind of key.
_MEMBERS = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}
_LEAST_RSA_BITS = 2048
_LONGEST = 8_000
_PORTS = {"http": 80, "https": 443}
_OPTIONS = {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}


def check_proof(request: Request, *, token: str, thumbprint: str, now: float) -> None:
    """Raises TokenRefused unless the request's proof holds; NotOpenNow when Redis cannot tell if it was used.

    `thumbprint` is the token's cnf.jkt, `now` seconds of 1970.
    """
    proof = _shown(request)
    header, payload = _opened(proof)
    jwk = _public_jwk(header)
    if not hmac.compare_digest(thumbprint_of(jwk).encode(), thumbprint.encode()):
        raise _refused(_("The proof is made with another key than the token is bound to."))
    _check_signature(proof, header, jwk)
    _check_request(payload, request)
    _check_age(payload.get("iat"), now)
    if not hmac.compare_digest(str(payload.get("ath")).encode(), token_hash(token).encode()):
        raise _refused(_("The proof is made for another token (ath)."))
    _use_once(payload.get("jti"), thumbprint)


def token_hash(token: str) -> str:
    """The hash by which a proof names its token (ath)."""
    return _base64(hashlib.sha256(token.encode()).digest())


def thumbprint_of(jwk: dict[str, Any]) -> str:
    """RFC 7638, SHA-256."""
    members = {name: jwk[name] for name in _MEMBERS[jwk["kty"]]}
    text = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return _base64(hashlib.sha256(text.encode()).digest())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _refused(sentence: Sentence, **words: object) -> TokenRefused:
    return TokenRefused(sentence, error="invalid_dpop_proof", **words)


def _shown(request: Request) -> str:
    proof = str(request.META.get("HTTP_DPOP", ""))
    if not proof:
        raise _refused(_("The token is bound to a key: the request lacks its proof (the header DPoP)."))
    # Two headers of one name reach us joined by a comma, which no proof holds.
    if "," in proof or len(proof) > _LONGEST:
        raise _refused(_("The request must hold one proof (the header DPoP)."))
    return proof


def _opened(proof: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        opened = jwt.decode_complete(proof, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise _refused(_("The proof cannot be read.")) from None
    header, payload = opened["header"], opened["payload"]
    if header.get("typ") != "dpop+jwt" or "crit" in header:
        raise _refused(_("The type of the proof must be dpop+jwt."))
    if header.get("alg") not in PROOF_ALGORITHMS:
        raise _refused(
            _("The proof must be signed with one of {algorithms}."), algorithms=", ".join(PROOF_ALGORITHMS)
        )
    return header, payload


def _public_jwk(header: dict[str, Any]) -> dict[str, Any]:
    jwk = header.get("jwk")
    if not isinstance(jwk, dict) or jwk.get("kty") not in _MEMBERS:
        raise _refused(_("The proof must hold its public key (jwk), RSA or EC."))
    if _PRIVATE & set(jwk):
        raise _refused(_("The proof holds a private key. That key is not secret any more: throw it away."))
    if not all(isinstance(jwk.get(name), str) for name in _MEMBERS[jwk["kty"]]):
        raise _refused(_("The public key of the proof is not complete."))
    return jwk


def _check_signature(proof: str, header: dict[str, Any], jwk: dict[str, Any]) -> None:
    try:
        key = jwt.PyJWK.from_dict(
            {name: jwk[name] for name in _MEMBERS[jwk["kty"]]}, algorithm=header["alg"]
        ).key
        if jwk["kty"] == "RSA" and key.key_size < _LEAST_RSA_BITS:
            raise _refused(_("The key of the proof is too short."))
        jwt.decode(proof, key, algorithms=[header["alg"]], options=_OPTIONS)  # type: ignore[arg-type]
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        raise _refused(_("The signature of the proof is wrong.")) from None


def _check_request(payload: dict[str, Any], request: Request) -> None:
    if payload.get("htm") != request.method:
        raise _refused(_("The proof is for another method than {method} (htm)."), method=request.method)
    meant = _address(payload.get("htu"))
    if meant is None or meant not in {_address(base + request.path) for base in settings.API_URLS}:
        raise _refused(_("The proof is for another address than the one that was called (htu)."))


def _address(text: Any) -> tuple[str, str, int, str] | None:
    """Scheme, host, port and path: what is the same address however it is written. None if it is none."""
    if not isinstance(text, str):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        return None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme], unquote(parts.path)


def _check_age(made: Any, now: float) -> None:
    if isinstance(made, bool) or not isinstance(made, int | float):
        raise _refused(_("The proof does not say when it was made (iat)."))
    if made < now - OLDEST - settings.TOKEN_LEEWAY:
        raise _refused(_("The proof is older than {seconds} seconds (iat)."), seconds=OLDEST)
    if made > now + settings.TOKEN_LEEWAY:
        raise _refused(_("The proof is made in the future (iat)."))


def _use_once(name: Any, thumbprint: str) -> None:
    """The last check: only a proof that holds may take up room."""
    if not isinstance(name, str) or not name:
        raise _refused(_("The proof has no name of its own (jti)."))
    used = hashlib.sha256(f"{thumbprint} {name}".encode()).hexdigest()
    if not shared_state.first(f"proof:{used}", seconds=OLDEST + 2 * settings.TOKEN_LEEWAY + 1):
        raise _refused(_("The proof was used before (jti)."))
