"""Issuers of access tokens from the environment: RVE_TOKEN_ISSUERS, refused loudly when it makes no sense."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

KINDS = ("helseid", "maskinporten")
# With a public key to check with: a shared secret or no signature at all can never be configured.
ALGORITHMS = ("ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512")
_USUAL = ("ES256", "PS256", "RS256")
_NEEDED = {"issuer", "kind", "audience"}
_KNOWN = _NEEDED | {"jwks_uri", "algorithms", "scope_prefix"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer that this installation trusts. Without `jwks_uri` its discovery document names the keys."""

    issuer: str
    kind: str
    audience: str
    jwks_uri: str = ""
    algorithms: tuple[str, ...] = _USUAL
    scope_prefix: str = ""

    @property
    def discovery(self) -> str:
        """Where the issuer describes itself."""
        name = "openid-configuration" if self.kind == "helseid" else "oauth-authorization-server"
        return f"{self.issuer.rstrip('/')}/.well-known/{name}"


def from_text(name: str, text: str, *, secure: bool) -> tuple[Issuer, ...]:
    """A JSON list of issuers as trusted ones; where `secure`, nothing but https."""
    if not text.strip():
        return ()
    try:
        rows = json.loads(text)
    except ValueError:
        _refuse(name, "must be a JSON list of issuers")
    if not isinstance(rows, list):
        _refuse(name, "must be a JSON list of issuers")
    found = tuple(_issuer(name, row, secure) for row in rows)
    if len({one.issuer for one in found}) != len(found):
        _refuse(name, "names an issuer twice")
    return found


def _issuer(name: str, row: Any, secure: bool) -> Issuer:
    if not isinstance(row, dict):
        _refuse(name, "must hold objects")
    if missing := sorted(_NEEDED - set(row)):
        _refuse(name, f"lacks {', '.join(missing)} in an issuer")
    if unknown := sorted(set(row) - _KNOWN):
        _refuse(name, f"holds what no issuer has: {', '.join(unknown)}")
    algorithms = row.get("algorithms", list(_USUAL))
    texts = [row[key] for key in row if key != "algorithms"]
    if not all(isinstance(value, str) and value for value in texts):
        _refuse(name, "must hold texts, and a list of algorithms")
    if row["kind"] not in KINDS:
        _refuse(name, f"has a kind that is none of {', '.join(KINDS)}")
    if not isinstance(algorithms, list) or not algorithms or not set(map(str, algorithms)) <= set(ALGORITHMS):
        _refuse(name, f"must hold algorithms out of {', '.join(ALGORITHMS)}")
    for address in (row["issuer"], row.get("jwks_uri", "")):
        check_address(name, address, secure=secure)
    return Issuer(**{**row, "algorithms": tuple(algorithms)})


def check_address(name: str, address: str, *, secure: bool) -> None:
    """An http(s) address without a user, a query or a fragment, or nothing; where `secure`, https alone."""
    parts = urlsplit(address)
    allowed = {"https"} if secure else {"http", "https"}
    if address and (parts.scheme not in allowed or not parts.hostname):
        _refuse(name, f"must hold addresses that begin with {' or '.join(sorted(allowed))}://")
    if parts.username or parts.password or parts.query or parts.fragment:
        _refuse(name, "must hold addresses without user, password, query or fragment")


def _refuse(name: str, what: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} {what}: see docs/running.md.")
