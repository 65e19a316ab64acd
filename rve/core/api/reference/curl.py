"""A command that can be copied: what a terminal would send."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

Schema = dict[str, Any]
_SOME_ID = "6b6c1f0e-5f0c-4d0a-9d53-0c1f5b0c7a11"
_SHORT = 160


def command(
    root: str,
    method: str,
    path: str,
    operation: Schema,
    components: Schema,
    content_type: str,
    example: Any,
) -> str:
    """curl over several lines: address, token, headers that are needed, body."""
    address = root.rstrip("/") + re.sub(r"\{\w+\}", _SOME_ID, path) + _query(operation)
    lines = [f"curl {'' if method == 'GET' else f'-X {method} '}{_quoted(address)}"]
    if operation["security"]:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    for one in operation["parameters"]:
        found = components["parameters"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        if found["in"] == "header" and found.get("required"):
            lines.append(_header(found))
    if example is not None:
        lines.extend(_body(content_type, example))
    return " \\\n  ".join(lines)


def _header(found: Schema) -> str:
    name, example = found["name"], found.get("example", "")
    return f"-H {_quoted(f'{name}: {example}')}"


def _query(operation: Schema) -> str:
    needed = [
        f"{one['name']}={one.get('example', '…')}"
        for one in operation["parameters"]
        if one.get("in") == "query" and one.get("required")
    ]
    return "?" + "&".join(needed) if needed else ""


def _body(content_type: str, example: Any) -> list[str]:
    if content_type == "multipart/form-data":
        return [f"-F {_quoted(f'{name}={value}')}" for name, value in example.items()]
    text = json.dumps(example, ensure_ascii=False)
    data = _quoted(text) if len(text) <= _SHORT else "@request.json"
    return ["-H 'Content-Type: application/json'", f"-d {data}"]


def _quoted(text: str) -> str:
    return shlex.quote(text)
