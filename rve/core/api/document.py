"""The whole schema as a document: JSON for programs, YAML for the file in docs/."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import yaml
from django.utils import translation
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI 3.0.3 description, always in English; made once in each process."""
    with translation.override("en"):
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
        # Translated sentences become text while English is on.
        plain: dict[str, Any] = json.loads(json.dumps(made, default=str))
    return plain


def warnings() -> list[str]:
    """What drf-spectacular could not make out; empty when the schema says all there is."""
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence(), translation.override("en"):
        SchemaGenerator().get_schema(request=None, public=True)
    return [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]


@cache
def as_json() -> bytes:
    return json.dumps(schema(), ensure_ascii=False, indent=1).encode()


@cache
def as_yaml() -> bytes:
    text: str = yaml.dump(schema(), Dumper=_Blocks, allow_unicode=True, sort_keys=False, width=110)
    return text.encode()


class _Blocks(yaml.SafeDumper):
    """Texts of several lines as they would be written by hand; nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Blocks.add_representer(str, _text)
