"""An integrator who knows the schema and a token: operations by their id, over HTTP, each POST sent twice."""

from __future__ import annotations

import uuid
from typing import Any

import requests

TIMEOUT = 30
Json = dict[str, Any]


class Api:
    """One system. Addresses, and which headers an operation takes, are read out of the schema."""

    def __init__(self, address: str, token: str, schema: Json) -> None:
        self.address, self.token = address, token
        self.operations = {
            operation["operationId"]: (method.upper(), path, _headers(operation, schema))
            for path, methods in schema["paths"].items()
            for method, operation in methods.items()
        }

    def get(self, operation: str, *ids: str, **query: str) -> Json:
        method, path, _ = self.operations[operation]
        return self._send(method, path, ids, params=query).json()

    def post(self, operation: str, *ids: str, body: Json | None = None, seen: Json | None = None) -> Json:
        """Sends it, and sends it again as a client does that has lost the answer; both must be the same."""
        method, path, headers = self.operations[operation]
        given = {"Idempotency-Key": str(uuid.uuid4())} if "Idempotency-Key" in headers else {}
        if "If-Match" in headers:
            assert seen is not None, f"{operation} needs a version"
            given["If-Match"] = f'"{seen["version"]}"'
        first = self._send(method, path, ids, json=body or {}, headers=given)
        again = self._send(method, path, ids, json=body or {}, headers=given)
        assert (again.status_code, again.json()) == (first.status_code, first.json()), operation
        return first.json()

    def _send(self, method: str, path: str, ids: tuple[str, ...], **given: Any) -> requests.Response:
        for one in ids:
            start, _, rest = path.partition("{")
            path = start + one + rest.partition("}")[2]
        headers = {"Authorization": f"Bearer {self.token}"} | given.pop("headers", {})
        answer = requests.request(method, self.address + path, headers=headers, timeout=TIMEOUT, **given)
        assert answer.ok, (method, path, answer.status_code, answer.text)
        return answer


def _headers(operation: Json, schema: Json) -> set[str]:
    """The request headers of an operation, whether written there or referred to."""
    found = set()
    for parameter in operation.get("parameters", ()):
        name = parameter.get("$ref", "").rpartition("/")[2]
        whole = schema["components"]["parameters"][name] if name else parameter
        if whole["in"] == "header":
            found.add(whole["name"])
    return found


def read_schema(address: str) -> Json:
    found: Json = requests.get(f"{address}/api/v1/schema", timeout=TIMEOUT).json()
    return found
