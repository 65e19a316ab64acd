"""Rows of several tables in one statement: a receipt writes nine of them, and every round trip costs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Model


def insert_together(rows: Sequence[Model]) -> None:
    """Inserts new rows of any tables, in the order in which they are handed in, in one round trip.

    Those that others point to must have their keys already. `save()` is not called: what it does, the caller
    does. Foreign keys are checked when the transaction ends. All or none are written.
    """
    statements: list[str] = []
    values: list[Any] = []
    for model, group in groupby(rows, key=type):
        sql, params = _insert(model, list(group))
        statements.append(sql)
        values += params
    if statements:
        with connection.cursor() as cursor:
            cursor.execute("; ".join(statements), values)
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def _insert(model: type[Model], rows: list[Model]) -> tuple[str, list[Any]]:
    """One INSERT for rows of a table that all have a key, or all have none."""
    fields = [one for one in model._meta.concrete_fields if rows[0].pk is not None or not one.primary_key]
    places, values = [], []
    for row in rows:
        told = [one.get_db_prep_save(one.pre_save(row, True), connection) for one in fields]
        places.append("({})".format(", ".join(map(_place, fields, told))))
        values += told
    return f"{_head(model, tuple(fields))} VALUES {', '.join(places)}", values


def _place(field: Any, value: Any) -> str:
    if hasattr(field, "get_placeholder"):
        return str(field.get_placeholder(value, None, connection))
    return "%s"


@cache
def _head(model: type[Model], fields: tuple[Any, ...]) -> str:
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(one.column) for one in fields)
    return f"INSERT INTO {quoted(model._meta.db_table)} ({columns})"
