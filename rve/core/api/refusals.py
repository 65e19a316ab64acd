"""Refused: with the status, the sentence and the WWW-Authenticate header that RFC 6750 and RFC 9449 ask for.

Sentences never hold the token or anything out of it but names of claims. `detail` is in the caller's
language, `sentence` in English: a header holds ASCII only, and the log is ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, AuthenticationFailed

from rve.issuers import ALGORITHMS

# What a proof may be signed with; the header tells it to clients.
PROOF_ALGORITHMS = ALGORITHMS
Sentence = str | Promise


class TokenRefused(AuthenticationFailed):
    """401. `error` is the code that OAuth has for it: invalid_token, invalid_dpop_proof, invalid_request,
    insufficient_user_authentication (RFC 9470). `words` stand in the sentence's places.
    """

    def __init__(self, sentence: Sentence, *, error: str = "invalid_token", **words: object) -> None:
        super().__init__(_told(sentence, words))
        self.sentence, self.error = _in_english(sentence, words), error


class ScopeMissing(APIException):
    """403, with the scope (or scopes with spaces between, one of which is needed) that the token lacks."""

    status_code = 403

    def __init__(self, scope: str, sentence: Sentence = "") -> None:
        several = _("The token needs one of these scopes: {scope}.")
        said = sentence or (several if " " in scope else _("The token lacks the scope {scope}."))
        words = {"scope": scope.replace(" ", ", ")}
        super().__init__(_told(said, words))
        self.sentence, self.scope = _in_english(said, words), scope
        self.auth_header = challenge(error="insufficient_scope", sentence=self.sentence, scope=scope)


class NotKnown(APIException):
    """403: a sound token of somebody who may do nothing here. Another token would not help."""

    status_code = 403

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(_told(sentence, {}))


class NotOpenNow(APIException):
    """503: what keeps proofs from being used twice cannot be asked, so nobody is let in."""

    status_code = 503
    wait = 5

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(_told(sentence, {}))


def _told(sentence: Sentence, words: Mapping[str, object]) -> str:
    return str(sentence).format(**words)


def _in_english(sentence: Sentence, words: Mapping[str, object]) -> str:
    with translation.override("en"):
        return _told(sentence, words)


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
