"""Requests to the message service: in time, of bounded size, each with its token and proof.

Errors hold a status and an error number at most: what was sent stands in none of them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import requests
from django.conf import settings
from urllib3.exceptions import NewConnectionError

from referrals.messages.transport.edi_token import NotLetIn, Prover, Tokens
from referrals.messages.transport.port import NoAnswer, NotNow, ServerAway
from rve.message_service import EdiService

API_VERSION = "3"
_CONNECT, _READ, _WHOLE = 5.0, 20.0, 60.0
# The service takes 35 MB in one request. One that we could never fetch would hold up all that come after.
_LARGEST = 40_000_000
_LATER = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Answer:
    """`said` is the JSON of the answer; None where it had none."""

    status: int
    said: Any

    @property
    def number(self) -> str:
        """The service's own error number, if it told one."""
        found = self.said.get("errorCode") if isinstance(self.said, dict) else None
        return str(found) if isinstance(found, int) else ""


class EdiHttp:
    """The service, with the token in hand."""

    def __init__(self, service: EdiService) -> None:
        self.service = service
        self._prover = Prover()
        self._tokens = Tokens(service, self._prover)

    def ask(
        self, method: str, path: str, *, body: Any = None, query: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer, whatever its status but these: ServerAway, NotNow and NoAnswer say when nothing is
        known of the message.
        """
        answer, again = self._once(method, path, body, query)
        if answer.status == 401 and not again:
            self._tokens.forget()
            again = True
        if again:
            answer, _again = self._once(method, path, body, query)
        if answer.status in (401, 403, 423):
            raise NotLetIn(str(answer.status))
        if answer.status in _LATER:
            raise NotNow(str(answer.status))
        if answer.status >= 500:
            raise NoAnswer(str(answer.status))
        return answer

    def _once(
        self, method: str, path: str, body: Any, query: Mapping[str, str] | None
    ) -> tuple[Answer, bool]:
        """The answer, and whether it wants the same once more with its nonce."""
        url, token = f"{self.service.url}{path}", self._tokens.token()
        headers = {
            "Authorization": f"DPoP {token}",
            "DPoP": self._prover.proof(method, url, token=token),
            "Accept": "application/json",
            "api-version": API_VERSION,
            "nhn-source-system": self.service.source_system,
        }
        # An error's own text may hold what was sent: only its name goes on.
        failure: type[Exception] = ServerAway if method == "GET" else NoAnswer
        try:
            status, found, raw = _sent(method, url, headers, body, query)
        except requests.RequestException as error:
            raise (ServerAway if _never_left(error) else failure)(type(error).__name__) from None
        wants_nonce = self._prover.remember(url, found) and status == 401
        return Answer(status, _json(raw)), wants_nonce


def _sent(
    method: str, url: str, headers: dict[str, str], body: Any, query: Mapping[str, str] | None
) -> tuple[int, Mapping[str, str], bytes]:
    began, raw = time.monotonic(), bytearray()
    with requests.request(
        method,
        url,
        json=body,
        params=query,
        headers=headers,
        timeout=(_CONNECT, _READ),
        stream=True,
        allow_redirects=False,
    ) as answer:
        for part in answer.iter_content(65_536):
            raw += part
            if len(raw) > _LARGEST or time.monotonic() - began > _WHOLE:
                raise requests.Timeout
        return answer.status_code, dict(answer.headers.items()), bytes(raw)


def _never_left(error: requests.RequestException) -> bool:
    """Nobody took the connection: nothing was sent."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None


@lru_cache(maxsize=2)
def _client(url: str, client_id: str) -> EdiHttp:
    assert settings.EDI_SERVICE is not None
    return EdiHttp(settings.EDI_SERVICE)


def http() -> EdiHttp:
    """This process' client of the service that the settings name."""
    assert settings.EDI_SERVICE is not None
    return _client(settings.EDI_SERVICE.url, settings.EDI_SERVICE.client_id)
