"""A file as an answer: the bytes as they came, under the name they had."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from referrals.use_cases.attachments import CONTENT_TYPES
from rve.core.api.endpoint import Endpoint

# What an operation that answers with a file declares.
FILES = {(200, kind): OpenApiTypes.BINARY for kind in CONTENT_TYPES}


class FileEndpoint(Endpoint):
    """An address whose answer is a file."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Whatever is accepted: the file is what it is, and only faults are JSON."""
        return super().perform_content_negotiation(request, force=True)


def as_file(data: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Never shown in the browser's window, nor taken for another type than it is."""
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
