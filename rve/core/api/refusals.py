"""Refused: with the status, the sentence and the WWW-Authenticate header that RFC 6750 and RFC 9449 ask for.

Sentences never hold the token or anything out of it but names of claims.
"""

from __future__ import annotations

from rest_framework.exceptions import APIException, AuthenticationFailed

from rve.issuers import ALGORITHMS

# What a proof may be signed with; the header tells it to clients.
PROOF_ALGORITHMS = ALGORITHMS


class TokenRefused(AuthenticationFailed):
    """401. `error` is the code that OAuth has for it: invalid_token, invalid_dpop_proof, invalid_request,
    insufficient_user_authentication (RFC 9470).
    """

    def __init__(self, sentence: str, *, error: str = "invalid_token") -> None:
        super().__init__(sentence)
        self.sentence, self.error = sentence, error


class ScopeMissing(APIException):
    """403, with the scope (or scopes, one of which is needed) that the token lacks."""

    status_code = 403

    def __init__(self, scope: str, sentence: str = "") -> None:
        self.sentence = sentence or f"The token lacks the scope {scope.replace(' ', ' or ')}."
        super().__init__(self.sentence)
        self.scope = scope
        self.auth_header = challenge(error="insufficient_scope", sentence=self.sentence, scope=scope)


class NotKnown(APIException):
    """403: a sound token of somebody who may do nothing here. Another token would not help."""

    status_code = 403

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotOpenNow(APIException):
    """503: what keeps proofs from being used twice cannot be asked, so nobody is let in."""

    status_code = 503
    wait = 5

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def challenge(*, error: str = "", sentence: str = "", scope: str = "") -> str:
    """The value of WWW-Authenticate; without an error, how to come in at all."""
    parts = {
        "error": error,
        "error_description": sentence,
        "scope": scope,
        "algs": " ".join(PROOF_ALGORITHMS),
    }
    return "DPoP " + ", ".join(f'{name}="{_plain(text)}"' for name, text in parts.items() if text)


def _plain(text: str) -> str:
    """Only what a quoted string of a header may hold."""
    kept = "".join(sign if " " <= sign <= "~" else "?" for sign in text)
    return kept.replace("\\", "?").replace('"', "'")
