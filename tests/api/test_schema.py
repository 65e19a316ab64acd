"""The OpenAPI description: fresh, whole, and true to its own examples."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml
from django.test import Client as Browser

from rve.core.api import document
from rve.core.api.groups import GROUPS
from rve.core.api.scopes import SCOPES
from tests.house.test_urls import patterns
from tests.house.tree import text

METHODS = {"get", "post", "put", "patch", "delete"}
Operation = dict[str, Any]


def operations() -> Iterator[tuple[str, Operation]]:
    for path, item in document.schema()["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield f"{method.upper()} {path}", operation


def answers_of(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            for content in answer.get("content", {}).values():
                yield status, content


def test_the_committed_description_is_what_the_code_says() -> None:
    said, committed = document.as_yaml().decode().splitlines(), text("docs/openapi.yaml").splitlines()
    changed = list(difflib.unified_diff(committed, said, "docs/openapi.yaml", "the code", lineterm="", n=1))
    assert changed == [], "run manage.py write_openapi"


def test_nothing_is_left_that_the_generator_could_not_make_out() -> None:
    assert document.warnings() == []


def test_every_address_of_the_api_is_described() -> None:
    ours = {path.replace("<uuid:", "{").replace(">", "}") for path, _ in patterns()}
    ours = {path.replace("{public_id}", "{id}") for path in ours}
    pages_for_people = {path for path in ours if "/problems" in path}
    described = set(document.schema()["paths"])
    assert {path for path in ours if path.startswith("/api/v1/")} - pages_for_people == described


def test_every_operation_says_what_it_is_called_and_does() -> None:
    silent = [
        (name, part)
        for name, operation in operations()
        for part in ("operationId", "summary", "description")
        if not operation.get(part)
    ]
    assert silent == []
    names = [operation["operationId"] for _name, operation in operations()]
    assert sorted(names) == sorted(set(names))


def test_every_operation_stands_in_a_group_with_words() -> None:
    assert [name for name, operation in operations() if not set(operation["tags"]) <= set(GROUPS)] == []


def test_every_body_and_every_answer_has_an_example() -> None:
    without = [
        (name, "request")
        for name, operation in operations()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "example" not in content
    ]
    without += [
        (name, status)
        for name, operation in operations()
        for status, content in answers_of(operation)
        if "example" not in content and content["schema"].get("format") != "binary"
    ]
    assert without == []


def test_every_scope_is_in_the_catalogue_and_every_one_is_used() -> None:
    used = {scope for _name, operation in operations() for scope in operation.get("x-scopes", ())}
    assert used - set(SCOPES) == set()
    assert set(SCOPES) - used == set()


def test_what_needs_a_token_says_so_with_its_errors() -> None:
    for name, operation in operations():
        if operation["security"]:
            assert {"401", "403", "429"} <= set(operation["responses"]), name
        else:
            assert "x-scopes" not in operation, name


def test_what_makes_something_needs_a_key_and_what_changes_something_a_version() -> None:
    lacking = [
        name
        for name, operation in operations()
        if "201" in operation["responses"] and not refers(operation, "Idempotency-Key-required")
    ]
    lacking += [
        name
        for name, operation in operations()
        if "428" in operation["responses"] and not refers(operation, "If-Match")
    ]
    lacking += [
        name for name, _ in operations() if name.startswith(("PUT", "PATCH")) and "428" not in _["responses"]
    ]
    assert lacking == []


def refers(operation: Operation, parameter: str) -> bool:
    return {"$ref": f"#/components/parameters/{parameter}"} in operation["parameters"]


def plain(schema: Any) -> Any:
    """A schema of OpenAPI 3.0 as JSON Schema: `nullable` becomes a type of its own."""
    if isinstance(schema, list):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: plain(value) for key, value in schema.items() if key != "nullable"}
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made


def test_every_example_is_as_its_schema_says() -> None:
    components = plain(document.schema()["components"])
    wrong = []
    for name, operation in operations():
        contents = [("request", one) for one in operation.get("requestBody", {}).get("content", {}).values()]
        for part, content in [*contents, *answers_of(operation)]:
            whole = {**plain(content["schema"]), "components": components}
            checker = jsonschema.Draft202012Validator(whole)
            for fault in checker.iter_errors(content.get("example")) if "example" in content else ():
                wrong.append((name, part, list(fault.absolute_path), fault.message[:200]))
    assert wrong == []


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        ("", "*/*", "application/json"),
        ("", "application/yaml", "application/yaml"),
        ("?format=yaml", "*/*", "application/yaml"),
        ("?format=json", "application/yaml", "application/json"),
    ],
)
def test_it_is_served_as_json_and_yaml(query: str, accept: str, content_type: str, db: None) -> None:
    answer = Browser().get(f"/api/v1/schema{query}", HTTP_ACCEPT=accept)
    assert answer["Content-Type"] == content_type
    # YAML reads JSON too.
    assert yaml.load(answer.content, yaml.CSafeLoader) == document.schema()
