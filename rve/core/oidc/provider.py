"""The log-in provider as it describes itself: where to send people, and where to ask for tokens."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings

from rve.core.api.fetch import NotFetched, fetch_json
from rve.core.oidc.refused import LoginRefused
from rve.login_provider import LoginProvider

log = logging.getLogger(__name__)

_HOUR = 60 * 60


@dataclass(frozen=True, slots=True)
class Provider:
    """Addresses of the provider; `end_session` is empty where it ends none."""

    client: LoginProvider
    authorization: str
    pushed: str
    token: str
    jwks: str
    end_session: str
    takes_proofs: bool


def configured() -> LoginProvider:
    found: LoginProvider | None = settings.OIDC
    if found is None:
        raise LoginRefused("unavailable")
    return found


def provider() -> Provider:
    """LoginRefused when the provider does not answer, or describes somebody else."""
    client = configured()
    try:
        found = _described(client.as_issuer.discovery, int(time.time() // _HOUR))
        if found["issuer"] != client.issuer:
            raise NotFetched("the discovery document is another issuer's")
        return Provider(
            client=client,
            authorization=found["authorization_endpoint"],
            pushed=found["pushed_authorization_request_endpoint"],
            token=found["token_endpoint"],
            jwks=found["jwks_uri"],
            end_session=found.get("end_session_endpoint", ""),
            takes_proofs=bool(found.get("dpop_signing_alg_values_supported")),
        )
    except (NotFetched, KeyError) as error:
        log.warning("the log-in provider cannot be used: %s", error)
        raise LoginRefused("unavailable") from error


@lru_cache(maxsize=4)
def _described(address: str, _hour: int) -> dict[str, Any]:
    return fetch_json(address)
