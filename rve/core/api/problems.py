"""Errors of the API as application/problem+json (RFC 9457): what is wrong, at which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.response import Response

from rve.core.api.catalogue import KINDS, Kind, of_status
from rve.core.api.refusals import ScopeMissing
from rve.core.errors import DomainError
from rve.core.identity_numbers import without_numbers, without_numbers_inside

PROBLEM_JSON = "application/problem+json"
Fault = dict[str, Any]


class Problem(APIException):
    """An error by the name of its kind, with a sentence of its own where the kind's is not enough."""

    def __init__(
        self,
        name: str,
        detail: str = "",
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = KINDS[name]
        self.status_code = self.kind.status
        self.sentence = detail or str(self.kind.detail)
        self.errors = [{"field": field, "message": self.sentence}] if field else []
        self.headers = dict(headers or {})
        super().__init__(self.sentence)


def problem(kind: Kind, detail: str = "", errors: Sequence[Fault] = ()) -> dict[str, Any]:
    """The body of a problem. What a client sent may be repeated in it, an identity number never."""
    return {
        "type": kind.uri,
        "title": str(kind.title),
        "status": kind.status,
        "detail": without_numbers(detail) or str(kind.detail),
        "errors": without_numbers_inside(list(errors)),
    }


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler; None lets what nobody foresaw become a 500 of its own."""
    kind, detail, errors = _read(error)
    if kind is None:
        return None
    # Another tenant's, hidden and absent answer alike, to the letter.
    body = problem(kind) if kind.status == 404 else problem(kind, detail, errors)
    return Response(body, status=kind.status, headers=_headers(error), content_type=PROBLEM_JSON)


def _read(error: Exception) -> tuple[Kind | None, str, list[Fault]]:
    if isinstance(error, Problem):
        return error.kind, error.sentence, error.errors
    if isinstance(error, DomainError):
        found = [{"field": error.field, "message": error.message}] if error.field else []
        return of_status(error.status), error.message, found
    if isinstance(error, Http404):
        return KINDS["not-found"], "", []
    if isinstance(error, PermissionDenied):
        return KINDS["not-allowed"], "", []
    if isinstance(error, RequestDataTooBig):
        return KINDS["too-large"], "", []
    if isinstance(error, SuspiciousOperation):
        return KINDS["unreadable"], "", []
    if isinstance(error, ValidationError):
        return KINDS["invalid"], "", list(faults(error.detail))
    if isinstance(error, ScopeMissing):
        return KINDS["scope"], str(error.detail), []
    if isinstance(error, Throttled):
        return KINDS["throttled"], "", []
    if isinstance(error, APIException):
        kind = KINDS["unreadable"] if error.default_code == "parse_error" else of_status(error.status_code)
        return kind, _sentence(error), []
    return None, "", []


def _sentence(error: APIException) -> str:
    """What the error says, unless it only says what REST framework always says."""
    said = str(error.detail) if isinstance(error.detail, str) else ""
    return "" if said == str(error.default_detail) else said


def _headers(error: Exception) -> dict[str, str]:
    headers: dict[str, str] = dict(getattr(error, "headers", {}))
    if asked := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = asked
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def faults(detail: Any, path: str = "") -> Iterator[Fault]:
    """What a serializer says, flat: `field` dotted as in the body, null for the body itself."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            yield from faults(inner, path if key == "non_field_errors" else _below(path, str(key)))
    elif isinstance(detail, list | tuple):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            yield from faults(inner, _below(path, str(place)) if nested else path)
    else:
        yield {"field": path or None, "message": str(detail)}


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
