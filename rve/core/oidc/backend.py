"""Django's door for people from the log-in provider: mozilla-django-oidc's flow with what HelseID demands.

Own here: our signature instead of a shared secret, every check of the identity token, and whom it stands for.
"""

from __future__ import annotations

import hmac
import logging
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from rve.core import clock
from rve.core.api.issuer_keys import fetched_key
from rve.core.api.refusals import TokenRefused
from rve.core.api.tokens import sound
from rve.core.models import User
from rve.core.oidc import client
from rve.core.oidc.names import callback_address, setting
from rve.core.oidc.people import person_of, user_of
from rve.core.oidc.provider import provider
from rve.core.oidc.refused import LoginRefused

log = logging.getLogger(__name__)


class Backend(OIDCAuthenticationBackend):
    get_settings = staticmethod(setting)

    def __init__(self) -> None:
        # Made anew for each request: nothing is asked of the provider here.
        self.UserModel = User

    @property
    def OIDC_RP_CLIENT_ID(self) -> str:  # noqa: N802
        return str(setting("OIDC_RP_CLIENT_ID"))

    OIDC_RP_CLIENT_SECRET = None

    def get_token(self, payload: dict[str, Any]) -> dict[str, Any]:
        asked = {name: value for name, value in payload.items() if name != "client_secret"}
        return client.exchange(provider(), {**asked, "redirect_uri": callback_address()})

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """The claims of an identity token that is the provider's, for us, in time, and of this log-in."""
        found = provider()
        try:
            payload = sound(token, found.client.as_issuer, find_key=fetched_key(found.jwks))
        except TokenRefused as refused:
            log.warning("an identity token does not hold: %s", refused.sentence)
            raise LoginRefused("failed") from refused
        expected = kwargs.get("nonce") or ""
        if not expected or not hmac.compare_digest(str(payload.get("nonce")).encode(), expected.encode()):
            log.warning("an identity token is of another log-in (nonce)")
            raise LoginRefused("failed")
        if payload.get("azp", found.client.client_id) != found.client.client_id:
            raise LoginRefused("failed")
        return payload

    def store_tokens(self, access_token: str, id_token: str) -> None:
        """Kept by the view once the session is the person's: nothing here."""
        self.request.oidc_id_token = id_token

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> User:
        person = person_of(payload)
        user = user_of(person, now=clock.now())
        self.request.oidc_without = sorted(person.without)
        return user

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        """As with passwords: somebody who is closed is out with the next request."""
        return ModelBackend.get_user(self, user_id)
