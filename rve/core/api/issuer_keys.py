"""The public keys of an issuer: fetched, kept for all processes, and asked for again when a new one turns up.

Keys are an hour old at most, a day when the issuer does not answer. A key that is not known leads to one
question a minute, whatever is thrown at us.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jwt
from django.utils.translation import gettext_lazy as _

from rve.core.api import shared_state
from rve.core.api.fetch import NotFetched, fetch_json
from rve.core.api.refusals import NotOpenNow, TokenRefused
from rve.issuers import Issuer

log = logging.getLogger(__name__)

FRESH, KEPT = 60 * 60, 24 * 60 * 60
_BETWEEN, _BETWEEN_FAILURES, _FETCHING = 60, 5, 10
_PATIENCE, _STEP = 3.0, 0.05
_LEAST_RSA_BITS = 2048
_KINDS = {"RSA", "EC"}


def public_key(issuer: Issuer, *, kid: str, algorithm: str) -> Any:
    """The issuer's key of that name, for that algorithm; TokenRefused when there is none, NotOpenNow
    when the issuer's keys cannot be had at all.
    """
    kept = _kept(issuer)
    if kept is None or kid not in kept["keys"] or time.time() - kept["at"] > FRESH:
        kept = _newer(issuer, kid, kept)
    if kept is None:
        raise NotOpenNow(
            _("The keys of the issuer cannot be fetched right now. Try again in a little while.")
        )
    if kid not in kept["keys"]:
        raise TokenRefused(_("The token is signed with a key that its issuer does not have."))
    return _usable(json.dumps(kept["keys"][kid], sort_keys=True), algorithm)


def fetched_key(address: str) -> Callable[[Issuer, str, str], Any]:
    """Finds a key at this address anew each time: for log-ins, which are few and wait for no Redis."""

    def find(issuer: Issuer, kid: str, algorithm: str) -> Any:
        try:
            keys = _keys_at(address)
        except NotFetched as error:
            raise TokenRefused("The keys of the issuer cannot be fetched: {why}", why=error) from error
        if kid not in keys:
            raise TokenRefused(_("The token is signed with a key that its issuer does not have."))
        return _usable(json.dumps(keys[kid], sort_keys=True), algorithm)

    return find


def _name(issuer: Issuer, what: str) -> str:
    where = f"{issuer.issuer} {issuer.jwks_uri}"
    return f"{what}:{hashlib.sha256(where.encode()).hexdigest()[:32]}"


def _kept(issuer: Issuer) -> dict[str, Any] | None:
    text = shared_state.get(_name(issuer, "keys"))
    return json.loads(text) if text else None


def _newer(issuer: Issuer, kid: str, kept: dict[str, Any] | None) -> dict[str, Any] | None:
    """Fetched by the first who asks in a minute; the others wait for it, or take what there is."""
    if not shared_state.first(_name(issuer, "asked"), seconds=_BETWEEN):
        return _fetched_by_another(issuer, kid, kept)
    shared_state.first(_name(issuer, "fetching"), seconds=_FETCHING)
    try:
        found = {"at": time.time(), "keys": _fetch(issuer)}
        shared_state.keep(_name(issuer, "keys"), json.dumps(found), seconds=KEPT)
    except NotFetched as error:
        log.warning("keys of an issuer could not be fetched: %s", error)
        shared_state.keep(_name(issuer, "asked"), "1", seconds=_BETWEEN_FAILURES)
        return kept
    finally:
        shared_state.forget(_name(issuer, "fetching"))
    return found


def _fetched_by_another(issuer: Issuer, kid: str, kept: dict[str, Any] | None) -> dict[str, Any] | None:
    if kept is not None and kid in kept["keys"]:
        return kept
    until = time.monotonic() + _PATIENCE
    while shared_state.get(_name(issuer, "fetching")) and time.monotonic() < until:
        time.sleep(_STEP)
    return _kept(issuer)


def _fetch(issuer: Issuer) -> dict[str, dict[str, Any]]:
    return _keys_at(issuer.jwks_uri or _jwks_uri(issuer))


def _keys_at(address: str) -> dict[str, dict[str, Any]]:
    """Signing keys by their names, secrets and what we do not know left out."""
    keys = fetch_json(address).get("keys")
    if not isinstance(keys, list):
        raise NotFetched("the document holds no keys")
    return {
        key["kid"]: key
        for key in keys
        if isinstance(key, dict)
        and isinstance(key.get("kid"), str)
        and key.get("kty") in _KINDS
        and key.get("use", "sig") == "sig"
    }


def _jwks_uri(issuer: Issuer) -> str:
    described = fetch_json(issuer.discovery)
    if described.get("issuer") != issuer.issuer:
        raise NotFetched(f"{issuer.discovery} describes another issuer")
    return str(described.get("jwks_uri", ""))


@lru_cache(maxsize=128)
def _usable(jwk: str, algorithm: str) -> Any:
    """The key as PyJWT takes it; refused where it is not for that algorithm, or too weak."""
    values = json.loads(jwk)
    if values.get("alg", algorithm) != algorithm:
        raise TokenRefused(_("The token is signed with another algorithm than its key is for."))
    try:
        key = jwt.PyJWK.from_dict(values, algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        raise TokenRefused(_("The issuer's key does not suit the algorithm of the token.")) from None
    if values["kty"] == "RSA" and key.key_size < _LEAST_RSA_BITS:
        raise TokenRefused(_("The issuer's key is too short."))
    return key
