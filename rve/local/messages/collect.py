"""Every English sentence that the templates and the Python files hand to gettext."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import cast

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

from rve.local.messages.key import Key

_PYTHON = ("rve", "deltytelser", "institutions", "referrals")
_TEMPLATES = ("templates",)
_CONTEXT_FIRST = {"pgettext", "pgettext_lazy"}
_KEYWORDS = {"_", "gettext", "gettext_lazy", "gettext_noop", *_CONTEXT_FIRST}


class Plural(ValueError):
    """A sentence with plural forms: the words are to be chosen so that they need none."""


def collect(root: Path) -> dict[Key, set[str]]:
    """Each message, with the files (relative to `root`) that it stands in."""
    found: dict[Key, set[str]] = {}
    for path, source in _sources(root):
        for key in _messages(source, path):
            found.setdefault(key, set()).add(path)
    return found


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    for folder in _PYTHON:
        for path in sorted((root / folder).rglob("*.py")):
            yield str(path.relative_to(root)), path.read_text(encoding="utf-8")
    for folder in _TEMPLATES:
        for path in sorted((root / folder).rglob("*.html")) + sorted((root / folder).rglob("*.txt")):
            yield str(path.relative_to(root)), _as_python(path.read_text(encoding="utf-8"))


def _as_python(template: str) -> str:
    # Django blanks out all but the messages; what is left of the indentation would be no Python.
    return "\n".join(line.lstrip() for line in templatize(template).splitlines())


def _messages(source: str, path: str) -> Iterator[Key]:
    keywords: Mapping[str, None] = dict.fromkeys([*_KEYWORDS, "ngettext", "ngettext_lazy", "npgettext"])
    calls = extract_python(BytesIO(source.encode()), keywords, [], {"encoding": "utf-8"})
    for _, function, arguments, _ in calls:
        found = cast("str | tuple[str, ...]", arguments)
        message = (found,) if isinstance(found, str) else found
        if function not in _KEYWORDS:
            raise Plural(f"{path}: {message}")
        if function in _CONTEXT_FIRST:
            yield Key(text=message[1], context=message[0])
        elif message:
            yield Key(message[0])
