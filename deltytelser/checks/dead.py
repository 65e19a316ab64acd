"""Dead rows: rows that no referral reaches, and refusals that never come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from deltytelser.checks.period import Period
from deltytelser.checks.report import Finding
from deltytelser.checks.space import Region
from deltytelser.rules.golden import FIRST_HIT
from deltytelser.rules.rows import Row

KINDS: Final = (*FIRST_HIT, "right", "lodging", "deadline_limits", "route_named", "route_own_hf")


def check_dead(periods: Sequence[Period], kinds: Sequence[str] = KINDS) -> list[Finding]:
    """Findings of the check `dead`: what is dead on every day that it is in force."""
    lives: dict[tuple[str, str, str], bool] = {}
    rows: dict[tuple[str, str, str], Row] = {}
    for period in periods:
        for kind in kinds:
            for row, part, alive in parts_in(period, kind):
                key = row.place, row.first.isoformat(), part
                rows[key] = row
                lives[key] = lives.get(key, False) or alive
    dead_rows = {key[:2] for key, alive in lives.items() if not alive and key[2] == "row"}
    return [
        _finding(rows[key], key[2], periods)
        for key, alive in lives.items()
        if not alive and (key[2] == "row" or key[:2] not in dead_rows)
    ]


def parts_in(period: Period, kind: str) -> Iterator[tuple[Row, str, bool]]:
    """Each row of a table, each of its alternatives and its refusal, and whether a referral reaches it."""
    earlier: list[Region] = []
    for row in period.kind(kind):
        alive = [period.find(period.of_box(box, row), earlier, kind) is not None for box in row.boxes]
        yield row, "row", any(alive)
        if len(row.boxes) > 1:
            for number, one in enumerate(alive, 1):
                yield row, f"one_of {number}", one
        if kind == "right" and row.effect.get("refuses") != "never":
            yield row, "refuses", _can_refuse(period, row)
        if kind in FIRST_HIT:
            earlier += period.of_row(row)


def _can_refuse(period: Period, row: Row) -> bool:
    refusing = [one for group in row.refusing for box in group for one in period.of_box(box, row)]
    return period.find(refusing, stopping(period), "right") is not None


def stopping(period: Period) -> list[Region]:
    """The regions in which a row holds that lets no row refuse."""
    rows = [row for row in period.kind("right") if row.effect.get("stops_refusals") is True]
    return [one for row in rows for one in period.of_row(row)]


def _finding(row: Row, part: str, periods: Sequence[Period]) -> Finding:
    place: dict[str, Any] = {"file": row.place.partition(",")[0], "table": row.table, "row": row.id}
    if part == "refuses":
        return Finding("dead", "dead.refuses", **place, cell="refuses")
    if part != "row":
        number = part.removeprefix("one_of ")
        return Finding("dead", "dead.alternative", **place, cell="one_of", values={"number": number})
    kind = row.table.partition(".")[0]
    reached = any(
        period.find(period.of_row(row), [], kind) is not None
        for period in periods
        if row in period.kind(kind)
    )
    return Finding("dead", "dead.shadowed" if reached else "dead.row", **place)
