"""A schema as rows of a table: one for each field, nested ones by their dotted names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
_DEEPEST = 5
_IN_A_LINE = 20
# What the type says already.
_NO_LIMIT = {"minItems": 0, "minLength": 1}


@dataclass(frozen=True, slots=True)
class Row:
    """`name` is dotted, with [] after a list: `facts.diagnoses[].code`."""

    name: str
    kind: str
    required: bool
    text: str
    choices: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """Whether the choices are too many to be read in a line."""
        return len(self.choices) > _IN_A_LINE

    @property
    def depth(self) -> int:
        return self.name.count(".")


def rows(schema: Schema, components: Schema) -> list[Row]:
    """All fields of an object, or of the objects in a list; none for anything else."""
    return list(_rows(schema, components, "", 0))


def _rows(schema: Schema, components: Schema, path: str, depth: int) -> Iterator[Row]:
    found = resolved(schema, components)
    if found.get("type") == "array":
        yield from _rows(found.get("items", {}), components, f"{path}[]" if path else "[]", depth)
        return
    needed = set(found.get("required", ()))
    for name, inner in found.get("properties", {}).items():
        dotted = f"{path}.{name}" if path else name
        one = resolved(inner, components)
        yield Row(dotted, kind_of(one, components), name in needed, _text(inner, one), choices_of(one))
        if depth < _DEEPEST:
            yield from _rows(one, components, dotted, depth + 1)


def resolved(schema: Schema, components: Schema) -> Schema:
    """The schema itself, behind references and wrappers; what stands beside a wrapper is kept."""
    for wrapper in ("allOf", "oneOf", "anyOf"):
        if wrapper in schema:
            beside = {key: value for key, value in schema.items() if key != wrapper}
            parts = [resolved(one, components) for one in schema[wrapper]]
            return {**_joined(parts), **beside}
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].rpartition("/")[2]
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    return {**resolved(components["schemas"][name], components), **beside}


def _joined(parts: list[Schema]) -> Schema:
    """Alternatives of one kind as one: a list of codes or nothing, say. An empty text is none of them."""
    parts = [part for part in parts if part.get("maxLength") != 0]
    choices = [choice for part in parts for choice in part.get("enum", ())]
    joined = {key: value for part in reversed(parts) for key, value in part.items()}
    if not choices:
        return joined
    return {**joined, "enum": [one for one in choices if one not in (None, "")], "nullable": None in choices}


def kind_of(schema: Schema, components: Schema) -> str:
    """The type in a word or three: `string, date`, `list of object`, `integer or null`."""
    kind = str(schema.get("type") or ("string" if schema.get("enum") else "any"))
    if kind == "array":
        kind = f"list of {kind_of(resolved(schema.get('items', {}), components), components)}"
    elif schema.get("format"):
        kind = f"{kind}, {schema['format']}"
    return f"{kind} or null" if schema.get("nullable") else kind


def choices_of(schema: Schema) -> tuple[str, ...]:
    items = schema.get("items", {})
    found = schema.get("enum") or (items.get("enum") if isinstance(items, dict) else None) or ()
    return tuple(str(one) for one in found if one not in (None, ""))


def _text(outer: Schema, inner: Schema) -> str:
    limits = {
        "minLength": "at least {} characters",
        "maxLength": "at most {} characters",
        "minimum": "at least {}",
        "maximum": "at most {}",
        "minItems": "at least {} of them",
        "maxItems": "at most {} of them",
    }
    said = str(outer.get("description") or inner.get("description") or "").strip()
    # Long numbers are read in threes.
    told = [
        words.format(f"{inner[key]:,}".replace(",", " "))
        for key, words in limits.items()
        if key in inner and inner[key] > _NO_LIMIT.get(key, -1)
    ]
    limit = ", ".join(told)
    whole = f"{said.rstrip('.')}; {limit}" if said and limit else said or limit.capitalize()
    return whole if not whole or whole.endswith(".") else f"{whole}."
