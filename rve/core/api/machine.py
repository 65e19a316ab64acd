"""Addresses for machines: what goes wrong before or outside a view is answered in their own format."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from rve.core.api.catalogue import KINDS, Kind
from rve.core.api.problems import PROBLEM_JSON, problem

FHIR_JSON = "application/fhir+json"
_FHIR_CODES = {400: "invalid", 401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported"}
_FHIR_CODES |= {409: "conflict", 412: "conflict", 413: "too-long", 415: "not-supported", 429: "throttled"}


def is_machine(path: str) -> bool:
    """Whether an address belongs to the API or to the FHIR facade."""
    return path.startswith(("/api/", "/fhir/")) or path in {"/api", "/fhir"}


def is_read_by_people(path: str) -> bool:
    """Whether an address of the API is a page: the reference, or what a kind of problem means."""
    return path.startswith(("/api/docs", "/api/v1/problems"))


def refusal(request: HttpRequest, name: str, detail: str = "") -> HttpResponse:
    """The problem of that kind, as problem+json, or under /fhir/ as an OperationOutcome."""
    kind = KINDS[name]
    if request.path.startswith("/fhir"):
        return _answer(kind, outcome(kind, detail), FHIR_JSON)
    return _answer(kind, problem(kind, detail), PROBLEM_JSON)


def outcome(kind: Kind, detail: str = "") -> dict[str, Any]:
    """An OperationOutcome that says what a problem of that kind would."""
    code = _FHIR_CODES.get(kind.status, "exception" if kind.status >= 500 else "processing")
    issue = {"severity": "error", "code": code, "diagnostics": detail or str(kind.detail)}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def _answer(kind: Kind, body: dict[str, Any], content_type: str) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=kind.status, content_type=content_type)


def new_request_id() -> str:
    return get_random_string(22)
