"""A query whose SQL is written once per process: what every receipt asks is asked in the same words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

# Values that nothing asks for: where they stand among the parameters, those of the moment are put.
_MARKS: Final[Mapping[type, Callable[[int], Any]]] = {
    int: lambda place: -2_000_000_000 - place,
    str: lambda place: f"\x01{place}",
    dt.date: lambda place: dt.date(1, 1, 1 + place),
}


class CompiledQuery:
    """`build` makes a `values_list` of some arguments; `kinds` are their types (int, str or date).

    Each argument must go into the query as it is: what is reckoned from one is an argument of its own. Rows
    come as the database driver reads them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self._build, self._kinds = build, kinds

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...], dict[Any, str]]:
        marks = {name: _MARKS[kind](place) for place, (name, kind) in enumerate(self._kinds.items())}
        sql, params = self._build(**marks).query.sql_with_params()
        return sql, params, {mark: name for name, mark in marks.items()}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values; one query."""
        sql, params, names = self._compiled
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[names[one]] if _is_mark(one, names) else one for one in params])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _is_mark(value: Any, names: Mapping[Any, str]) -> bool:
    return type(value) in _MARKS and value in names
