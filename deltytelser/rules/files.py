"""The files of a rule set before they are compiled: which there are, and what each may hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.rows import LANGUAGES

Files = Mapping[str, object]
HEAD: Final = "rule_set.yaml"
CASES: Final = "cases.yaml"
ORDER: Final = "order.yaml"
# Beside the tables that the head names.
_OTHERS: Final = frozenset(
    [HEAD, "sources.yaml", "marks.yaml", "labels.yaml", "definitions.yaml", "settings.yaml", CASES, ORDER]
)
_SHORT_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_HEAD_NAMES: Final = frozenset(["id", "version", "region", "name", "areas", "tables"])


def check_files(files: Files) -> list[str]:
    """The names of the tables' files, in order, once no file is missing, unknown or named twice.

    Raises CatalogueError.
    """
    head = mapping(files, HEAD)
    only(head, _HEAD_NAMES, HEAD)
    tables = strings(head.get("tables"), f"{HEAD}, cell tables")
    repeated = next((name for index, name in enumerate(tables) if name in tables[:index]), None)
    if repeated is not None or set(tables) & _OTHERS:
        named = repeated or sorted(set(tables) & _OTHERS)[0]
        raise CatalogueError(f"{HEAD}, cell tables: {named} is named twice or is no table")
    for name in files:
        if name not in _OTHERS and name not in tables:
            raise CatalogueError(f"{name}: not named in {HEAD}")
    for name in tables:
        if name not in files:
            raise CatalogueError(f"{name}: named in {HEAD}, but not there")
    return tables


def only(content: Mapping[str, object], known: Collection[str], place: str) -> None:
    """Raises CatalogueError where a name is not among the known ones."""
    for name in content:
        if name not in known:
            raise CatalogueError(f"{place}, cell {name}: not a known cell")


def mapping(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    """The names and values under a name. Raises CatalogueError."""
    value = content.get(name)
    if not isinstance(value, dict):
        raise CatalogueError(f"{name}: missing or not a list of names and values")
    return value


def rows_of(content: Mapping[str, object], file: str, known: Collection[str]) -> list[dict[str, object]]:
    """The rows of a file that is no table of rules. Raises CatalogueError."""
    only(content, known, file)
    rows = content.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CatalogueError(f"{file}: must hold rows")
    return rows


def strings(value: object, place: str) -> list[str]:
    """A list of words, at least one. Raises CatalogueError."""
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise CatalogueError(f"{place}: must be a list of words")
    return value


def string(content: Mapping[str, object], name: str, file: str) -> str:
    """A word. Raises CatalogueError."""
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise CatalogueError(f"{file}, cell {name}: missing or no text")
    return value


def short_name(content: Mapping[str, object], name: str, file: str, *, longest: int) -> str:
    """A word that is stored and shown as a name: letters, digits, - _ and dots. Raises CatalogueError."""
    value = string(content, name, file)
    if len(value) > longest or not _SHORT_NAME.fullmatch(value):
        raise CatalogueError(
            f"{file}, cell {name}: must be 1 to {longest} characters of letters, digits, - _ and ."
        )
    return value


def in_languages(value: object, place: str) -> dict[str, str]:
    """A text in both languages. Raises CatalogueError."""
    if not isinstance(value, dict) or not all(isinstance(value.get(language), str) for language in LANGUAGES):
        raise CatalogueError(f"{place}: must be given in nb and nn")
    only(value, LANGUAGES, place)
    return {language: value[language] for language in LANGUAGES}


def that_decide(files: Files) -> dict[str, object]:
    """The files that answers come from: without cases, confirmed orders and the number of the version."""
    return {name: content for name, content in unnumbered(files).items() if name not in (CASES, ORDER)}


def unnumbered(files: Files) -> dict[str, object]:
    """The files without the number of the version, which says nothing of what it changes."""
    head = files.get(HEAD)
    return {**files, HEAD: {**head, "version": ""} if isinstance(head, dict) else head}
