"""Query strings rewritten for filters, sorting and pages: a QueryDict in, a string beginning with «?» out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

PAGE = "page"


def rewritten(current: QueryDict, changes: Mapping[str, Any]) -> str:
    """`current` with names replaced; None and "" take a name away. Changes lead back to the first page."""
    wanted = current.copy()
    if PAGE not in changes:
        wanted.pop(PAGE, None)
    for name, value in changes.items():
        _set(wanted, name, value)
    return "?" + wanted.urlencode()


def _set(wanted: QueryDict, name: str, value: Any) -> None:
    if value is None or value == "":
        wanted.pop(name, None)
    elif isinstance(value, list | tuple):
        wanted.setlist(name, [str(one) for one in value])
    else:
        wanted[name] = str(value)


def toggled(current: QueryDict, name: str, value: str) -> str:
    """`current` with `value` of a filter that can have several turned on or off."""
    chosen = current.getlist(name)
    left = [one for one in chosen if one != value] if value in chosen else [*chosen, value]
    return rewritten(current, {name: left or None})


def sorted_by(current: QueryDict, name: str, parameter: str = "sort") -> str:
    """Sorts by `name`; turns the order when the list is sorted by it already."""
    turned = f"-{name}" if current.get(parameter) == name else name
    return rewritten(current, {parameter: turned})


def sort_state(sorted_by_now: str, name: str) -> str:
    """The value of aria-sort for a column: ascending, descending or empty."""
    if sorted_by_now == name:
        return "ascending"
    return "descending" if sorted_by_now == f"-{name}" else ""
