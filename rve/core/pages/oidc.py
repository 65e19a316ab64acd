"""Log-in by the provider of the health service: there, back again, and out of it."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from rve.core.encryption import decrypt, encrypt
from rve.core.oidc import client
from rve.core.oidc.names import callback_address, setting
from rve.core.oidc.provider import provider
from rve.core.oidc.refused import LoginRefused
from rve.core.policies import Policy

log = logging.getLogger(__name__)

_STATUS = {"failed": 400, "unavailable": 503}


class _Door:
    """Both addresses: not there where no provider is configured; a refusal becomes a page."""

    policy = Policy(public=True)
    get_settings = staticmethod(setting)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.OIDC is None:
            raise Http404
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except LoginRefused as refused:
            return refusal(request, refused.code)
        except SuspiciousOperation as error:
            log.warning("a log-in was not ours or too late: %s", error)
            return refusal(request, "failed")


class Start(_Door, OIDCAuthenticationRequestView):
    """To the provider. The request itself goes ahead of the browser, signed (PAR)."""

    def __init__(self, **kwargs: Any) -> None:
        # Nothing is asked of the provider before there is a request to answer.
        super(OIDCAuthenticationRequestView, self).__init__(**kwargs)

    @property
    def OIDC_OP_AUTH_ENDPOINT(self) -> str:  # noqa: N802
        return provider().authorization

    @property
    def OIDC_RP_CLIENT_ID(self) -> str:  # noqa: N802
        return str(setting("OIDC_RP_CLIENT_ID"))

    def get(self, request: HttpRequest) -> HttpResponse:
        planned = dict(parse_qsl(urlsplit(super().get(request).url).query))
        found = provider()
        pushed = client.push(found, {**planned, "redirect_uri": callback_address()})
        query = urlencode({"client_id": found.client.client_id, "request_uri": pushed})
        return HttpResponseRedirect(f"{found.authorization}?{query}")


class Callback(_Door, OIDCAuthenticationCallbackView):
    """Back from the provider."""

    def login_success(self) -> HttpResponse:
        answer = super().login_success()
        session = self.request.session
        session["without_roles"] = self.request.oidc_without
        session["oidc_id_token"] = encrypt(self.request.oidc_id_token).decode()
        return answer

    def login_failure(self) -> HttpResponse:
        return refusal(self.request, "failed")


def refusal(request: HttpRequest, code: str) -> HttpResponse:
    """The page that says why somebody was not let in, and what to do."""
    context = {"code": code, "provider": settings.OIDC.name if settings.OIDC else ""}
    return render(request, "core/login_refused.html", context, status=_STATUS.get(code, 403))


def end_session_address(request: HttpRequest) -> str:
    """Where the provider ends its own session too; empty when the log-in was not its, or it offers none."""
    kept = request.session.get("oidc_id_token")
    if not kept or settings.OIDC is None:
        return ""
    try:
        found, hint = provider(), decrypt(kept.encode())
    except (LoginRefused, InvalidToken):
        return ""
    query = {
        "id_token_hint": hint,
        "client_id": found.client.client_id,
        "post_logout_redirect_uri": f"{settings.PUBLIC_URL}/login",
    }
    return f"{found.end_session}?{urlencode(query)}" if found.end_session else ""
