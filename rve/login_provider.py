"""Who logs people in (HelseID, or another OpenID provider), from the environment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from rve import env
from rve.issuers import ALGORITHMS, Issuer, check_address

# What HelseID calls the person's security level and HPR number; none of them is the identity number.
SCOPES = "openid profile helseid://scopes/identity/security_level helseid://scopes/hpr/hpr_number"


@dataclass(frozen=True, slots=True)
class LoginProvider:
    """The provider that this installation sends people to, and the client that we are there."""

    issuer: str
    client_id: str
    key: dict[str, Any]
    scopes: str
    name: str

    def __repr__(self) -> str:
        return f"LoginProvider({self.issuer}, {self.client_id})"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def as_issuer(self) -> Issuer:
        """The issuer of identity tokens, which are for us as a client."""
        return Issuer(issuer=self.issuer, kind="helseid", audience=self.client_id, algorithms=ALGORITHMS)


def from_environment(*, secure: bool) -> LoginProvider | None:
    """None where RVE_OIDC_ISSUER is not set; half a configuration stops the start."""
    issuer = env.text("RVE_OIDC_ISSUER", "")
    if not issuer:
        return None
    check_address("RVE_OIDC_ISSUER", issuer, secure=secure)
    return LoginProvider(
        issuer=issuer,
        client_id=env.text("RVE_OIDC_CLIENT_ID"),
        key=_private_key(env.text("RVE_OIDC_CLIENT_KEY")),
        scopes=env.text("RVE_OIDC_SCOPES", SCOPES),
        name=env.text("RVE_OIDC_NAME", "HelseID"),
    )


def _private_key(text: str) -> dict[str, Any]:
    """A private key as JWK. What is wrong is said without the key."""
    try:
        key = json.loads(text)
    except ValueError:
        key = None
    if not isinstance(key, dict) or not key.get("d") or key.get("kty") not in {"RSA", "EC"}:
        raise ImproperlyConfigured("RVE_OIDC_CLIENT_KEY must be a private key (RSA or EC) as a JWK in JSON.")
    return key
