"""Errors of the API as application/problem+json (RFC 9457): what is wrong, at which field."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from rve.core.errors import DomainError


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler."""
    if isinstance(error, DomainError):
        return _problem(
            error.status,
            error.message,
            [{"field": error.field, "message": error.message}] if error.field else [],
        )
    plain = exception_handler(error, context)
    if plain is None:
        return None
    detail = (
        str(error.default_detail) if isinstance(error, APIException) else "The request cannot be answered."
    )
    return _problem(plain.status_code, detail, _fields(error))


def _fields(error: Exception) -> list[dict[str, Any]]:
    if not isinstance(error, ValidationError) or not isinstance(error.detail, dict):
        return []
    return [
        {"field": field, "message": str(message)}
        for field, messages in error.detail.items()
        for message in (messages if isinstance(messages, list) else [messages])
    ]


def _problem(status: int, detail: str, errors: list[dict[str, Any]]) -> Response:
    body = {"type": "about:blank", "title": detail, "status": status, "detail": detail, "errors": errors}
    return Response(body, status=status, content_type="application/problem+json")
