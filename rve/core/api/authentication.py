"""REST framework's door for tokens: `Authorization: DPoP …`, or `Bearer …` of the local issuer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from rve.core import clock
from rve.core.api.caller import Caller
from rve.core.api.identity import caller_for
from rve.core.api.refusals import TokenRefused, challenge
from rve.core.api.tokens import checked
from rve.core.models import User

_SCHEMES = {"dpop", "bearer"}
_LONGEST = 16_000


class TokenAuthentication(BaseAuthentication):
    """(user, Caller) from the token; None when the request shows none."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        try:
            scheme, token = _parts(header)
            claims = checked(token, scheme=scheme, request=request)
            caller = caller_for(claims, today=clock.today())
        except TokenRefused as refused:
            # REST framework asks another instance for the header of the answer.
            request._request.token_refused = refused
            raise
        return caller.actor.user, caller

    def authenticate_header(self, request: Request) -> str:
        refused: TokenRefused | None = getattr(request._request, "token_refused", None)
        return challenge(error=refused.error, sentence=refused.sentence) if refused else challenge()


def _parts(header: str) -> tuple[str, str]:
    """Scheme in lower case and token; a header that no token fits in is refused."""
    scheme, _space, token = header.partition(" ")
    scheme = scheme.lower()
    if scheme not in _SCHEMES or not token or " " in token or len(token) > _LONGEST:
        raise TokenRefused(_("Authorization must hold DPoP and one token."), error="invalid_request")
    return scheme, token
