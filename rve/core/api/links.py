"""What an answer leads to, as OpenAPI links: the operations that take the id, and the version, it gives.

Read out of the addresses and shapes alone, so that no operation has to name another: what stands under
/referrals/{id} takes the id of an answer that is a referral.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
_ROOT = "/api/v1/"


def add_links(result: Schema) -> None:
    """Puts `links` in the answers, and what they lead to under components.links."""
    shapes = {_shape(methods["get"]["responses"]["200"]): kind for kind, methods in _resources(result)}
    kept: Schema = {}
    for path, methods in result["paths"].items():
        for operation in methods.values():
            for status in sorted(operation["responses"].keys() & {"200", "201"}):
                answer = operation["responses"][status]
                found = dict(_found(path, status, answer, shapes, result))
                found.pop(operation["operationId"], None)
                for name, (pointer, link) in sorted(found.items()):
                    component = name + pointer.replace("/", ".")
                    kept[component] = link
                    answer.setdefault("links", {})[name] = {"$ref": f"#/components/links/{component}"}
    result["components"]["links"] = dict(sorted(kept.items()))


def _resources(result: Schema) -> Iterator[tuple[str, Schema]]:
    """What is read one by one: its kind (the first part of its address) and its methods."""
    for path, methods in result["paths"].items():
        if path.endswith("/{id}") and "get" in methods:
            yield path.removeprefix(_ROOT).removesuffix("/{id}"), methods


def _shape(answer: Schema) -> str:
    content = answer.get("content", {}).get("application/json", {})
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]


def _found(
    path: str, status: str, answer: Schema, shapes: dict[str, str], result: Schema
) -> Iterator[tuple[str, tuple[str, Schema]]]:
    """Operations by their id, with the pointer to the id that they take; the answer's own resource last."""
    shape, kinds = _shape(answer), set(shapes.values())
    kind, _, rest = path.removeprefix(_ROOT).partition("/")
    properties = result["components"]["schemas"].get(shape, {}).get("properties", {})
    for one in sorted(kinds & {f"{name}s" for name in properties}):
        inner = "" if properties[one[:-1]].get("type") == "string" else "/id"
        yield from _links(one, f"/{one[:-1]}{inner}", False, result)
    if kind in kinds and "results" in properties:
        yield from _links(kind, "/results/0/id", False, result)
    elif shape in shapes:
        yield from _links(shapes[shape], "/id", "ETag" in answer["headers"], result)
    elif kind in kinds and "id" in properties and (status == "200" or not rest):
        yield from _links(kind, "/id", "ETag" in answer["headers"], result)


def _links(kind: str, pointer: str, tagged: bool, result: Schema) -> Iterator[tuple[str, tuple[str, Schema]]]:
    """Reading it; and where the answer is tagged with its version, whatever is done with it."""
    for path, methods in result["paths"].items():
        verb = path.removeprefix(f"{_ROOT}{kind}/{{id}}")
        if verb != path and "{" not in verb:
            for method, operation in methods.items():
                if method == "get" or tagged:
                    yield operation["operationId"], (pointer, _link(operation, pointer))


def _link(operation: Schema, pointer: str) -> Schema:
    given = {"id": f"$response.body#{pointer}"}
    if {"$ref": "#/components/parameters/If-Match"} in operation["parameters"]:
        given["If-Match"] = "$response.header.ETag"
    return {"operationId": operation["operationId"], "parameters": given}
