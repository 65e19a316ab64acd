"""What mozilla-django-oidc asks of Django's settings, answered from ours and from the provider itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from rve.core.oidc.provider import configured, provider

CALLBACK = "login-oidc-callback"


def callback_address() -> str:
    """Where the provider sends people back to: the address it has on its list."""
    return f"{settings.PUBLIC_URL}{reverse(CALLBACK)}"


def setting(name: str, *default: Any) -> Any:
    if name == "OIDC_OP_AUTHORIZATION_ENDPOINT":
        return provider().authorization
    known = {
        "OIDC_RP_CLIENT_ID": configured().client_id,
        "OIDC_RP_SCOPES": configured().scopes,
        "OIDC_AUTHENTICATION_CALLBACK_URL": CALLBACK,
        "OIDC_USE_PKCE": True,
        "OIDC_USE_NONCE": True,
        "LOGIN_REDIRECT_URL": "home",
        "OIDC_AUTH_REQUEST_EXTRA_PARAMS": {"acr_values": "Level4"},
    }
    return known.get(name, default[0] if default else None)
