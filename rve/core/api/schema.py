"""The OpenAPI description of one operation: what the endpoint's class and `describe` say, in schema terms."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from rve.core.api import pages
from rve.core.api.catalogue import KINDS
from rve.core.api.describe import Described

_PAGING = (
    OpenApiParameter("cursor", str, description="Take it from next or previous as it was given."),
    OpenApiParameter(
        "page_size", {"type": "integer", "minimum": 1, "maximum": pages.LARGEST, "default": pages.USUAL}
    ),
    OpenApiParameter(
        "updated_since",
        {"type": "string", "format": "date-time"},
        description="Only what changed at this moment or later; any offset. Take poll_from of the first page "
        "of the poll before.",
    ),
)
_NOTHING = Described(frozenset(), {}, False, "", False, False)


class OperationSchema(AutoSchema):
    """drf-spectacular's reading of a view, and what all operations of ours have in common."""

    @property
    def described(self) -> Described:
        found = getattr(getattr(self.view, self.method.lower(), None), "described", None)
        return found if isinstance(found, Described) else _NOTHING

    @property
    def wanted_scope(self) -> str:
        return str(getattr(self.view, "scope", {}).get(self.method, ""))

    def get_auth(self) -> list[dict[str, list[str]]]:
        return [{"DPoP": []}, {"Bearer": []}] if self.wanted_scope else []

    def is_deprecated(self) -> bool:
        return hasattr(getattr(self.view, self.method.lower(), None), "ending")

    def get_tags(self) -> list[str]:
        first = self.path.removeprefix("/api/v1/").split("/")[0]
        return [first or "api"]

    def get_description(self) -> str:
        """Only what `describe` was given: a docstring of the code is written for its readers."""
        return ""

    def get_override_parameters(self) -> list[Any]:
        return [*_PAGING] if self.described.paged else []

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            self._complete(operation)
        return operation

    def _complete(self, operation: dict[str, Any]) -> None:
        described = self.described
        operation.setdefault("security", [])
        if self.wanted_scope:
            operation["x-scopes"] = [] if self.wanted_scope == "*" else self.wanted_scope.split()
        operation.setdefault("parameters", []).extend(self._header_parameters())
        self._add_examples(operation)
        for status, answer in operation["responses"].items():
            answer["headers"] = self._headers(int(status))
        for status in sorted(self._errors(operation)):
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        operation["responses"] = dict(sorted(operation["responses"].items()))
        if described.etag and self.method == "GET":
            operation["responses"]["304"] = {
                "description": "You have this version already (If-None-Match).",
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
            }

    def _header_parameters(self) -> list[dict[str, str]]:
        described, names = self.described, ["X-Request-ID", "Accept-Language"]
        if described.key:
            names.append(f"Idempotency-Key-{described.key}")
        if described.if_match:
            names.append("If-Match")
        if described.etag and self.method == "GET":
            names.append("If-None-Match")
        return [{"$ref": f"#/components/parameters/{name}"} for name in names]

    def _headers(self, status: int) -> dict[str, dict[str, str]]:
        names = ["X-Request-ID", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
        if self.described.etag:
            names.append("ETag")
        if self.described.key:
            names.append("Idempotent-Replay")
        if status == 201:
            names.append("Location")
        return {name: {"$ref": f"#/components/headers/{name}"} for name in names}

    def _errors(self, operation: dict[str, Any]) -> set[int]:
        found = {*self.described.errors, 406, 429}
        if self.wanted_scope:
            found |= {401, 403, 503}
        if operation.get("requestBody"):
            found |= {400, 413, 415}
        if any(one.get("in") in {"query", "path"} for one in operation["parameters"]):
            found |= {400}
        if "{" in self.path:
            found.add(404)
        if self.described.if_match:
            found |= {412, 428}
        if self.described.key:
            found |= {400, 409, 422}
        return found & {kind.status for kind in KINDS.values()}

    def _add_examples(self, operation: dict[str, Any]) -> None:
        described = self.described
        if "request" in described.examples and operation.get("requestBody"):
            for kind, content in operation["requestBody"]["content"].items():
                content["example"] = described.examples.get(f"request {kind}", described.examples["request"])
        for status, answer in operation["responses"].items():
            if int(status) in described.examples:
                value = described.examples[int(status)]
                for content in answer.get("content", {}).values():
                    content["example"] = _page(value, self.path) if described.paged else value


def _page(item: Any, path: str) -> dict[str, Any]:
    results = item if isinstance(item, list) else [item]
    next_page = f"https://rve.example.no{path}?cursor=gAAAAABpoexample&page_size=50"
    return {
        "next": next_page,
        "previous": None,
        "results": results,
        "poll_from": "2026-03-02T08:58:00.000Z",
    }
