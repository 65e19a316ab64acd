"""X-Request-ID on every answer of the API, and one line in the log that names the address by its pattern.

Neither ids nor query values stand in the line: what somebody may write there by mistake could name a person.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from rve.core.api.machine import is_machine, new_request_id

HEADER = "X-Request-ID"
_USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = logging.getLogger("rve.api")


class trace:
    """Gives each request of a machine a name: its own, when that can be used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_machine(request.path):
            return self.get_response(request)
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        # Eleven digits could be a person.
        usable = _USABLE.fullmatch(given) and not re.search(r"\d{11}", given)
        name = given if usable else new_request_id()
        begun = time.perf_counter()
        response = self.get_response(request)
        response.headers[HEADER] = name
        log.info(_line(request, response, name, time.perf_counter() - begun))
        return response


def _line(request: HttpRequest, response: HttpResponse, name: str, seconds: float) -> str:
    match = request.resolver_match
    client = re.sub(r"[^\w.:/@-]", "?", str(getattr(request, "api_client", "-")))[:80]
    method = request.method if request.method and request.method.isalpha() else "?"
    route = f"/{match.route}" if match else "-"
    return f"{method} {route} {response.status_code} {seconds * 1000:.0f} ms client={client} request={name}"
