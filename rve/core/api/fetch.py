"""Small JSON documents of an issuer: in time, of bounded size, and from the address that was meant."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

_LARGEST = 256 * 1024
_CONNECT, _READ, _WHOLE = 3.0, 3.0, 6.0


class NotFetched(Exception):
    """The document did not come, or is none."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]


def fetch_json(address: str) -> dict[str, Any]:
    """The JSON object at an address; redirects are not followed, in production http is not spoken."""
    answer = _asked("GET", address)
    if answer.status != 200:
        raise NotFetched(f"{address} answers {answer.status}")
    return answer.body


def post_form(address: str, form: dict[str, str], headers: dict[str, str]) -> Answer:
    """What a form is answered with, whatever the status; NotFetched when the answer is no JSON object."""
    return _asked("POST", address, data=form, headers=headers)


def _asked(method: str, address: str, **more: Any) -> Answer:
    if settings.PRODUCTION and not address.startswith("https://"):
        raise NotFetched(f"{address} is not https")
    try:
        return _read(method, address, **more)
    except (requests.RequestException, ValueError) as error:
        raise NotFetched(f"{address}: {type(error).__name__}") from error


def _read(
    method: str, address: str, *, data: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> Answer:
    began, body = time.monotonic(), b""
    with requests.request(
        method,
        address,
        data=data,
        headers={"Accept": "application/json, application/jwk-set+json", **(headers or {})},
        timeout=(_CONNECT, _READ),
        stream=True,
        allow_redirects=False,
    ) as answer:
        for part in answer.iter_content(16 * 1024):
            body += part
            if len(body) > _LARGEST or time.monotonic() - began > _WHOLE:
                raise NotFetched(f"{address} is too large or too slow")
    found = json.loads(body)
    if not isinstance(found, dict):
        raise NotFetched(f"{address} holds no object")
    return Answer(answer.status_code, found, answer.headers)
