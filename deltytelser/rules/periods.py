"""Days on which something is in force: the editions of a rule set, and days that nothing covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.rows import Row, table_kind
from deltytelser.rules.ruleset import Value

Rows = Mapping[str, tuple[Row, ...]]
REQUIRED_REASONS: Final = frozenset(
    [
        "clock",
        "map.lookup",
        "map.request_differs",
        "right.granted",
        "right.not_settled",
        "route.choice",
        "route.choice/late",
        "route.ranked",
        "route.gap",
    ]
)
# The engine cites these by id, on any day.
REQUIRED_REMARKS: Final = frozenset(
    [
        "remark.thin_refusal",
        "remark.choice_unknown",
        "remark.choice_not_serving",
        "remark.agreements_later",
        "remark.level_unconfirmed",
    ]
)
# Kinds of table in which something must be in force every day. In the others, no row means not stated.
_ALWAYS: Final = ("map", "right", "level", "deadline", "laws")
_DAY: Final = timedelta(days=1)


def check_periods(rows: Rows, settings: Mapping[str, tuple[Value, ...]]) -> None:
    """Raises CatalogueError, with file and row, for a day on which a kind of table has nothing in force
    between or after its rows, or on which it has not begun though others have.
    """
    kinds = _by_kind(rows)
    missing = REQUIRED_REASONS - {row.id for row in kinds.get("reasons", ())}
    if missing or not kinds.keys() >= {"reasons", "remarks", *_ALWAYS}:
        raise CatalogueError(f"reasons.yaml: no row {', '.join(sorted(missing)) or 'at all'}")
    missing = REQUIRED_REMARKS - {row.id for row in kinds["remarks"]}
    if missing:
        raise CatalogueError(f"remarks.yaml: no row {', '.join(sorted(missing))}")
    for kind, of_kind in kinds.items():
        _check_run(of_kind, open_end=kind in _ALWAYS)
    for name in ("reasons", "remarks"):
        for row_id in {row.id for row in kinds[name]}:
            _check_run([row for row in kinds[name] if row.id == row_id], open_end=True)
    start = min(row.first for row in kinds["map"])
    for kind in (*_ALWAYS[1:-1], "reasons"):
        begins = min(kinds[kind], key=lambda row: row.first)
        if begins.first != start:
            raise CatalogueError(f"{begins.place}, cell from: the first day must be that of the map, {start}")
    for name, values in settings.items():
        if values[0].first > start:
            raise CatalogueError(f"settings.yaml, row {name}, cell from: nothing is in force from {start}")


def _by_kind(rows: Rows) -> dict[str, list[Row]]:
    kinds: dict[str, list[Row]] = {}
    for name, table in rows.items():
        kinds.setdefault(table_kind(name), []).extend(table)
    return kinds


def _check_run(rows: Iterable[Row], *, open_end: bool) -> None:
    """The periods of the rows leave no day out between them; with `open_end`, none after them either."""
    ordered = sorted(rows, key=lambda row: row.first)
    latest = ordered[0]
    for row in ordered[1:]:
        if latest.last is not None and row.first > latest.last + _DAY:
            raise CatalogueError(
                f"{row.place}, cell from: nothing is in force from {latest.last + _DAY} to {row.first - _DAY}"
            )
        if latest.last is not None and (row.last is None or row.last > latest.last):
            latest = row
    if open_end and latest.last is not None:
        raise CatalogueError(f"{latest.place}, cell to: nothing is in force from {latest.last + _DAY}")


def breaks_of(rows: Rows, settings: Mapping[str, tuple[Value, ...]]) -> tuple[date, ...]:
    """The days on which another edition begins; the first is the day that every kind of table has begun."""
    ruled = {name: table for name, table in rows.items() if name != "laws"}
    kinds = _by_kind(ruled)
    start = max(
        min(row.first for row in kinds[kind]) for kind in ("map", "right", "level", "deadline", "reasons")
    )
    start = max(start, max(values[0].first for values in settings.values()))
    days = {value.first for values in settings.values() for value in values}
    for table in ruled.values():
        days |= {row.first for row in table}
        days |= {row.last + _DAY for row in table if row.last}
    return tuple(sorted({start} | {day for day in days if day > start}))
