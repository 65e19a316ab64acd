"""Access tokens: signature, issuer, audience and times. Who they stand for is asked in `identity`.

Times are held against the real clock, as those of sessions: no issuer follows a clock that somebody moved.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import jwt
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from rve.core.api import dpop, local_issuer
from rve.core.api.claims import Claims, read
from rve.core.api.issuer_keys import public_key
from rve.core.api.refusals import TokenRefused
from rve.issuers import Issuer

_TYPES = {"", "jwt", "at+jwt", "application/at+jwt"}
# The parser checks form and signature; everything else is checked here, each with its own sentence.
_FORM_ONLY = {"verify_signature": False}
_SIGNATURE_ONLY = {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")} | {
    "verify_signature": True
}


FindKey = Callable[[Issuer, str, str], Any]


def checked(token: str, *, scheme: str, request: Request) -> Claims:
    """What a token that may be used in this way says; TokenRefused says what is wrong with it."""
    header, unproven = _opened(token)
    issuer = _trusted(unproven.get("iss"))
    payload = _proven(token, header, issuer, _key_of)
    if issuer.issuer == local_issuer.ISSUER:
        _check_bearer(scheme)
    else:
        _check_binding(token, payload, scheme, request)
    claims = read(payload, scope_prefix=issuer.scope_prefix)
    if claims.is_person and issuer.kind == "maskinporten":
        raise TokenRefused(_("Tokens of Maskinporten stand for systems, not for people."))
    return claims


def sound(token: str, issuer: Issuer, *, find_key: FindKey) -> dict[str, Any]:
    """The claims of a token with the issuer's signature, for its audience, in time. Else TokenRefused.

    `find_key` gives the public key by issuer, name of the key (kid) and algorithm.
    """
    header, unproven = _opened(token)
    if unproven.get("iss") != issuer.issuer:
        raise TokenRefused(_("The token is another issuer's."))
    return _proven(token, header, issuer, find_key)


def _proven(token: str, header: dict[str, Any], issuer: Issuer, find_key: FindKey) -> dict[str, Any]:
    payload = _signed(token, header, issuer, find_key)
    _check_audience(payload.get("aud"), issuer)
    _check_times(payload, now=time.time())
    return payload


def _key_of(issuer: Issuer, kid: str, algorithm: str) -> Any:
    if issuer.issuer == local_issuer.ISSUER:
        return local_issuer.public_key()
    return public_key(issuer, kid=kid, algorithm=algorithm)


def _opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        opened = jwt.decode_complete(token, options=_FORM_ONLY)  # type: ignore[arg-type]
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenRefused(_("The token cannot be read.")) from None
    header, payload = opened["header"], opened["payload"]
    if "crit" in header or str(header.get("typ", "")).lower() not in _TYPES:
        raise TokenRefused(_("This is not an access token."))
    return header, payload


def _trusted(name: Any) -> Issuer:
    """The issuer by exactly that name; the local one outside of production alone."""
    if name == local_issuer.ISSUER and not settings.PRODUCTION:
        return local_issuer.DESCRIBED
    for issuer in settings.TOKEN_ISSUERS:
        if issuer.issuer == name:
            return issuer
    raise TokenRefused(_("The issuer of the token is not trusted here."))


def _signed(token: str, header: dict[str, Any], issuer: Issuer, find_key: FindKey) -> dict[str, Any]:
    algorithm = header.get("alg")
    if algorithm not in issuer.algorithms:
        allowed = ", ".join(issuer.algorithms)
        raise TokenRefused(_("The token must be signed with one of {algorithms}."), algorithms=allowed)
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise TokenRefused(_("The token does not name its key (kid)."))
    key = find_key(issuer, kid, algorithm)
    try:
        payload: dict[str, Any] = jwt.decode(token, key, algorithms=[algorithm], options=_SIGNATURE_ONLY)  # type: ignore[arg-type]
    except (jwt.PyJWTError, ValueError, TypeError):
        raise TokenRefused(_("The signature of the token is wrong.")) from None
    return payload


def _check_audience(audience: Any, issuer: Issuer) -> None:
    named = audience if isinstance(audience, list) else [audience]
    if issuer.audience not in named:
        raise TokenRefused(_("The token is for another audience than {audience}."), audience=issuer.audience)


def _check_times(payload: dict[str, Any], *, now: float) -> None:
    """Seconds of 1970; each side's clock may be off by the leeway."""
    leeway = settings.TOKEN_LEEWAY
    for name in ("exp", "nbf", "iat"):
        if name in payload and not _is_moment(payload[name]):
            raise TokenRefused(_("The claim {claim} is not a number of seconds."), claim=name)
    for name in ("exp", "iat"):
        if name not in payload:
            raise TokenRefused(_("The token lacks the claim {claim}."), claim=name)
    if payload["exp"] + leeway <= now:
        raise TokenRefused(_("The token has expired."))
    if payload.get("nbf", now) > now + leeway:
        raise TokenRefused(_("The token is not valid yet (nbf)."))
    if payload["iat"] > now + leeway:
        raise TokenRefused(_("The token is issued in the future (iat)."))


def _is_moment(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_bearer(scheme: str) -> None:
    if scheme != "bearer":
        raise TokenRefused(_("Tokens of the local issuer are shown as Bearer."))


def _check_binding(token: str, payload: dict[str, Any], scheme: str, request: Request) -> None:
    """The token is bound to a key, and the request proves that it has the key."""
    if scheme != "dpop":
        raise TokenRefused(_("Tokens of this issuer are shown as DPoP, with a proof."))
    confirmation = payload.get("cnf")
    thumbprint = confirmation.get("jkt") if isinstance(confirmation, dict) else None
    if not isinstance(thumbprint, str) or not thumbprint:
        raise TokenRefused(_("The token is not bound to a key (cnf.jkt)."))
    dpop.check_proof(request, token=token, thumbprint=thumbprint, now=time.time())
