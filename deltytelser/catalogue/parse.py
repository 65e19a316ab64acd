"""One YAML file of a rule set: plain values only, and every way of hurting the reader refused by name."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import yaml

from deltytelser.catalogue.where import Where
from deltytelser.rules.errors import CatalogueError

# A table is a few hundred rows: anything larger is not one.
MOST_BYTES: Final = 1_000_000
# The shipped tables nest six deep.
DEEPEST: Final = 20
LONGEST_NAME: Final = 100
LONGEST_NUMBER: Final = 10
LARGEST_NUMBER: Final = 999_999
_UNREADABLE: Final = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")


def parse_yaml(data: bytes, name: str) -> Any:
    """One file: no aliases, no repeated names, no tags, at most a megabyte; words, whole numbers, yes and no,
    days. Raises CatalogueError naming file, row and cell where it can.
    """
    if len(data) > MOST_BYTES:
        raise CatalogueError(f"{name}: larger than {MOST_BYTES} bytes")
    try:
        text = data.decode("utf-8-sig")
        _check_events(text, name)
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, see below
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueError(f"{name}: not YAML: {error.problem} (line {line})") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, _Repeated) as error:
        raise CatalogueError(f"{name}: not YAML: {error}") from error
    check_plain(content, name)
    return content


def _check_events(text: str, name: str) -> None:
    """Before anything is built: an alias can make a small file large, or hold itself."""
    where = Where(name)
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise CatalogueError(f"{where.place()}: aliases are not allowed (line {line})")
        where.follow(event)
        if getattr(event, "tag", None) is not None:
            raise CatalogueError(f"{where.place()}: tags are not allowed (line {line})")
        if where.depth > DEEPEST:
            raise CatalogueError(f"{where.place()}: nested too deeply (line {line})")


def check_plain(value: object, place: str) -> None:
    """Only what a table can hold: names and values, lists, words, whole numbers, yes and no, days, nothing.

    Raises CatalogueError naming file, row and cell.
    """
    if isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str) or len(name) > LONGEST_NAME:
                raise CatalogueError(f"{place}: {name!r:.80} is not a name")
            check_plain(
                inner, place if ", cell " in place or ", row " not in place else f"{place}, cell {name}"
            )
    elif isinstance(value, list):
        for inner in value:
            row = inner.get("id") if isinstance(inner, dict) and ", row " not in place else None
            check_plain(inner, f"{place}, row {row}" if isinstance(row, str) else place)
    elif isinstance(value, str):
        _check_text(value, place)
    elif not (value is None or type(value) in (bool, date) or _small_number(value)):
        raise CatalogueError(f"{place}: {value!r:.80} is not a word, a whole number or a day")


def _small_number(value: object) -> bool:
    return type(value) is int and abs(value) <= LARGEST_NUMBER


def _check_text(value: str, place: str) -> None:
    if _UNREADABLE.search(value):
        raise CatalogueError(f"{place}: a character that cannot be read")


class _Repeated(Exception):
    """A name given twice in one group."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, that also refuses a name given twice."""


def _mapping_without_repeats(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[object] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Repeated(f"a name that is no word (line {key.start_mark.line + 1})")
        if key.value in seen:
            raise _Repeated(f"{key.value!r:.80} is given twice (line {key.start_mark.line + 1})")
        seen.add(key.value)
    return dict(loader.construct_pairs(node, deep=True))


def _day_or_word(loader: Any, node: yaml.ScalarNode) -> object:
    """A day that no calendar has stays a word, so that the row is refused by name."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


def _number_or_word(loader: Any, node: yaml.ScalarNode) -> object:
    """A number too long to be one stays a word, too."""
    if len(node.value) >= LONGEST_NUMBER:
        return node.value
    try:
        return loader.construct_yaml_int(node)
    except ValueError as error:
        # `0x_` looks like a number, and has no digits.
        raise yaml.constructor.ConstructorError(
            None, None, f"{node.value!r} is not a number", node.start_mark
        ) from error


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeats)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day_or_word)
_Loader.add_constructor("tag:yaml.org,2002:int", _number_or_word)
