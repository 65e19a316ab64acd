"""Errors as OperationOutcome: what is wrong, in words, and at which element."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, MethodNotAllowed
from rest_framework.response import Response

from rve.core.api import problems
from rve.core.errors import DomainError
from rve.core.identity_numbers import without_numbers, without_numbers_inside

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
    found: dict[str, Any] = {"severity": severity, "code": code, "diagnostics": without_numbers(sentence)}
    return found | {"expression": without_numbers_inside(list(expression))} if expression else found


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
    # 400 is for what cannot be read; what a use case refuses was understood (R4, http.html § create).
    status = 422 if isinstance(error, DomainError) and error.status == 400 else plain.status_code
    if isinstance(error, MethodNotAllowed):
        plain.data["detail"] = _taken(context)
    body = outcome(*_issues(plain.data, status, context))
    return Response(body, status=status, headers=dict(plain.headers), content_type=FHIR_JSON)


def _taken(context: Mapping[str, Any]) -> str:
    """What an address takes instead; nothing at all where a kind is only read by its id."""
    methods = ", ".join(context["view"].allowed_methods)
    if not methods:
        return _("Nothing can be done at this address: read what you have a reference to, by its id.")
    return _("This address takes {methods} alone.").format(methods=methods)


def _issues(problem: Mapping[str, Any], status: int, context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One per fault; where a use case names a field of ours, the view knows its element."""
    code = _CODES.get(status, "exception" if status >= 500 else "processing")
    elements: Mapping[str, str] = getattr(context.get("view"), "elements", {})
    faults = [one for one in problem["errors"] if one["field"] in elements]
    if not faults:
        return [issue(code, problem["detail"])]
    return [issue(code, one["message"], [elements[one["field"]]]) for one in faults]
