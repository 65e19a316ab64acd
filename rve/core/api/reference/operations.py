"""The operations as the reference shows them: fields, an example to copy, answers and errors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rve.core.api import document
from rve.core.api.catalogue import KINDS, Kind
from rve.core.api.groups import GROUPS
from rve.core.api.reference.curl import command
from rve.core.api.reference.fields import Row, kind_of, resolved, rows

_OF_A_KEY = {"key-missing", "in-flight", "key-reused"}
_EVERYWHERE = {"X-Request-ID", "Accept-Language"}
METHODS = ("get", "post", "put", "patch", "delete")
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    where: str
    kind: str
    required: bool
    text: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    text: str
    headers: tuple[str, ...]
    fields: list[Row]
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str
    summary: str
    paragraphs: list[str]
    scopes: tuple[str, ...]
    is_open: bool
    deprecated: bool
    parameters: list[Parameter]
    fields: list[Row]
    request: str
    curl: str
    answers: list[Answer]
    errors: list[tuple[int, list[Kind]]]


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    text: str
    operations: list[Operation]


@lru_cache(maxsize=8)
def groups(root: str) -> list[Group]:
    """All operations by group. `root` is the installation's address, for the commands to copy."""
    by_name: dict[str, list[Operation]] = {}
    for path, item in document.schema()["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                by_name.setdefault(operation["tags"][0], []).append(_read(path, method, operation, root))
    return [Group(name, text, by_name[name]) for name, text in GROUPS.items() if name in by_name]


def _read(path: str, method: str, operation: Schema, root: str) -> Operation:
    components: Schema = document.schema()["components"]
    parameters = [_parameter(one, components) for one in operation["parameters"]]
    contents: Schema = operation.get("requestBody", {}).get("content", {})
    kind, content = _first(contents)
    return Operation(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        paragraphs=[one.strip() for one in operation.get("description", "").split("\n\n") if one.strip()],
        scopes=tuple(operation.get("x-scopes", ())),
        is_open=not operation["security"],
        deprecated=operation.get("deprecated", False),
        parameters=[one for one in parameters if one.name not in _EVERYWHERE],
        fields=rows(content.get("schema", {}), components),
        request=_json(content.get("example")),
        curl=command(root, method.upper(), path, operation, components, kind, content.get("example")),
        answers=[
            _answer(status, one, components)
            for status, one in operation["responses"].items()
            if status < "400"
        ],
        errors=_errors(operation),
    )


def _first(contents: Schema) -> tuple[str, Schema]:
    return next(iter(contents.items()), ("", {}))


def _errors(operation: Schema) -> list[tuple[int, list[Kind]]]:
    """The kinds that this operation can answer with; those of a key only where one is taken."""
    takes_key = any("Idempotency-Key" in one.get("$ref", "") for one in operation["parameters"])
    kinds = [kind for kind in KINDS.values() if takes_key or kind.name not in _OF_A_KEY]
    statuses = sorted(int(status) for status in operation["responses"] if status >= "400")
    return [(status, [kind for kind in kinds if kind.status == status]) for status in statuses]


def _parameter(one: Schema, components: Schema) -> Parameter:
    if "$ref" in one:
        one = components["parameters"][one["$ref"].rpartition("/")[2]]
    schema = resolved(one["schema"], components)
    row = rows({"properties": {one["name"]: {**schema, "description": one.get("description")}}}, components)
    return Parameter(
        one["name"],
        one["in"],
        kind_of(schema, components),
        bool(one.get("required")),
        row[0].text,
        row[0].choices,
    )


def _answer(status: str, one: Schema, components: Schema) -> Answer:
    content: Schema = next(iter(one.get("content", {}).values()), {})
    return Answer(
        status=status,
        text=one.get("description", ""),
        headers=tuple(name for name in one.get("headers", {}) if not name.startswith(("RateLimit", "X-"))),
        fields=rows(content.get("schema", {}), components),
        example=_json(content.get("example")),
    )


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)
