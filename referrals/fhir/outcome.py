"""Errors as OperationOutcome: what is wrong, in words, and at which element."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework.exceptions import APIException
from rest_framework.response import Response

from rve.core.api import problems

FHIR_JSON = "application/fhir+json"
_CODES = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    412: "conflict",
    413: "too-long",
    415: "not-supported",
    422: "business-rule",
    428: "required",
    429: "throttled",
    503: "transient",
}


class Refused(APIException):
    """An error of the facade: status, FHIR's code for it, a sentence, and the element («Task.owner»)."""

    def __init__(self, status: int, code: str, sentence: str, *expression: str) -> None:
        self.status_code = status
        self.code, self.sentence, self.expression = code, sentence, expression
        super().__init__(sentence)


def issue(
    code: str, sentence: str, expression: Sequence[str] = (), *, severity: str = "error"
) -> dict[str, Any]:
    found: dict[str, Any] = {"severity": severity, "code": code, "diagnostics": sentence}
    return found | {"expression": list(expression)} if expression else found


def outcome(*issues: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": list(issues)}


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """REST framework's exception handler under /fhir/; None lets what nobody foresaw become a 500."""
    if isinstance(error, Refused):
        issues = [issue(error.code, error.sentence, error.expression)]
        return Response(outcome(*issues), status=error.status_code, content_type=FHIR_JSON)
    plain = problems.handle(error, dict(context))
    if plain is None:
        return None
    body = outcome(*_issues(plain.data, plain.status_code, context))
    return Response(body, status=plain.status_code, headers=dict(plain.headers), content_type=FHIR_JSON)


def _issues(problem: Mapping[str, Any], status: int, context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One per fault; where a use case names a field of ours, the view knows its element."""
    code = _CODES.get(status, "exception" if status >= 500 else "processing")
    elements: Mapping[str, str] = getattr(context.get("view"), "elements", {})
    faults = [one for one in problem["errors"] if one["field"] in elements]
    if not faults:
        return [issue(code, problem["detail"])]
    return [issue(code, one["message"], [elements[one["field"]]]) for one in faults]
