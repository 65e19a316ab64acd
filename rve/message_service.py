"""How messages of the sector leave and arrive, from the environment.

What makes no sense is refused loudly, and never with a key's own text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import jwt
from django.core.exceptions import ImproperlyConfigured

from rve import env

NONE, FOLDER, EDI = "none", "folder", "edi"
_ALGORITHMS = {"EC": {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}, "RSA": {"": "PS256"}}


@dataclass(frozen=True, slots=True)
class EdiService:
    """Norsk helsenett's message service over REST: addresses without a slash at the end, our client, our key.

    `token_audience`: whom the client's assertion is for, the issuer of the tokens.
    """

    url: str
    token_url: str
    token_audience: str
    client_id: str
    source_system: str
    key: dict[str, Any] = field(repr=False)
    algorithm: str = ""


def transport(folder: str) -> str:
    """The way that is on: the folder where there is one, unless another is named."""
    chosen = env.text("RVE_MESSAGE_TRANSPORT", FOLDER if folder else NONE)
    if chosen not in {NONE, FOLDER, EDI}:
        raise ImproperlyConfigured(f"RVE_MESSAGE_TRANSPORT is {chosen!r}: it must be folder, edi or none.")
    if chosen == FOLDER and not folder:
        raise ImproperlyConfigured("RVE_MESSAGE_FOLDER must be set when RVE_MESSAGE_TRANSPORT is folder.")
    return chosen


def edi_service(chosen: str, *, secure: bool) -> EdiService | None:
    """The service where it is the way that is on; ImproperlyConfigured names what it lacks."""
    if chosen != EDI:
        return None
    url = env.web_address("RVE_EDI_URL", secure=secure)
    token_url = env.web_address("RVE_EDI_TOKEN_URL", secure=secure)
    client_id, key = env.text("RVE_EDI_CLIENT_ID", ""), env.text("RVE_EDI_KEY", "")
    given = {
        "RVE_EDI_URL": url,
        "RVE_EDI_TOKEN_URL": token_url,
        "RVE_EDI_CLIENT_ID": client_id,
        "RVE_EDI_KEY": key,
    }
    if missing := [name for name, value in given.items() if not value]:
        raise ImproperlyConfigured(f"{', '.join(missing)} must be set when RVE_MESSAGE_TRANSPORT is edi.")
    parts = urlsplit(token_url)
    private, algorithm = _private_key(key)
    return EdiService(
        url=url,
        token_url=token_url,
        token_audience=env.text("RVE_EDI_TOKEN_AUDIENCE", f"{parts.scheme}://{parts.netloc}"),
        client_id=client_id,
        source_system=env.text("RVE_EDI_SOURCE_SYSTEM", "RVE"),
        key=private,
        algorithm=algorithm,
    )


def _private_key(text: str) -> tuple[dict[str, Any], str]:
    """The client's own JWK, and how it signs; its text stands in no error."""
    try:
        found = json.loads(text)
        algorithm = found.get("alg") or _ALGORITHMS[found["kty"]][found.get("crv", "")]
        jwt.PyJWK(found, algorithm=algorithm)
        usable = bool(found["d"]) and algorithm[:2] in {"ES", "PS", "RS"}
    except (ValueError, KeyError, TypeError, AttributeError, jwt.PyJWTError):
        usable = False
    if not usable:
        raise ImproperlyConfigured("RVE_EDI_KEY must be a private JWK (EC or RSA) in JSON.")
    return found, algorithm
