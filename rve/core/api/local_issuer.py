"""The issuer of the local installation: `manage.py issue_token` and the tests. Production has none.

Its key comes from the installation's secret key, so that web, worker and commands agree without a file.
"""

from __future__ import annotations

import time
import uuid
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from rve.core.api.claims import CLIENT, HPR, LEVEL, PARENT, ROLE
from rve.issuers import Issuer

ISSUER = "urn:rve:local"
AUDIENCE = "urn:rve:api"
ALGORITHM = "ES256"
DESCRIBED = Issuer(issuer=ISSUER, kind="local", audience=AUDIENCE, algorithms=(ALGORITHM,))
LIFETIME = 12 * 60 * 60
# The order of P-256: a private key is a number from 1 to one less than it.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class NoLocalIssuer(RuntimeError):
    """Production trusts the issuers it was told of and no other."""


@lru_cache(maxsize=4)
def _key(secret: str) -> ec.EllipticCurvePrivateKey:
    derived = HKDF(algorithm=hashes.SHA256(), length=48, salt=None, info=b"rve local issuer").derive(
        secret.encode()
    )
    return ec.derive_private_key(int.from_bytes(derived, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def public_key() -> ec.EllipticCurvePublicKey:
    return _key(settings.SECRET_KEY).public_key()


def issue(
    *, client: str, organisation: str, scope: str, hpr: str = "", role: str = "", lifetime: int = LIFETIME
) -> str:
    """A signed token for a system, or with `hpr` for a person; `role` leaves out their other roles.

    `lifetime` is in seconds. Raises NoLocalIssuer in production.
    """
    if settings.PRODUCTION:
        raise NoLocalIssuer("Tokens of the local issuer are not for production.")
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": now,
        "nbf": now,
        "exp": now + lifetime,
        "jti": str(uuid.uuid4()),
        CLIENT: client,
        "scope": scope,
        PARENT: organisation,
    }
    if hpr:
        claims |= {"sub": f"hpr:{hpr}", HPR: hpr, LEVEL: "4"}
    if role:
        claims[ROLE] = role
    return jwt.encode(claims, _key(settings.SECRET_KEY), algorithm=ALGORITHM, headers={"kid": "local"})
