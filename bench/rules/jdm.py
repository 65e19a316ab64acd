"""The rule set's tables of stages 1 to 5 as one JDM decision, for zen-engine: cell by cell from the raw rows.

Hit policies are those of the rule book: the first row, and every row (collect) for stage 3 and the limits.
Zen is two-valued: an unknown fact is null, and a cell about it is not met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from bench.rules.jdm_cells import Column, columns_of
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet

_OUTCOME: Final = (
    "redirect_to != null ? 'redirected' : "
    "(some(right, #.refuses) and not some(right, #.stops)) ? 'refused' : "
    "len(right) > 0 ? 'manual' : 'granted'"
)
_WEEKS: Final = "weeks == null ? null : urgency == 'deteriorating' ? ceil(weeks / 2) : weeks"
_LEVEL_FIELDS: Final = {"function_loss": "function_loss_or_moderate"}


def decision(rules: RuleSet, day: date) -> dict[str, Any]:
    """The JDM content for the rows in force on a day."""

    def rows(name: str) -> list[Row]:
        tables = [table for key, table in rules.rows.items() if key.partition(".")[0] == name]
        return [row for table in tables for row in table if row.in_force(day)]

    looked_up = {"delytelse": "lookup", "found_by": "lookup == 'none' ? 'none' : 'map.lookup'"}
    nodes = [
        _table(
            "delytelse",
            [*_outputs(rows("map"), _found), *_outputs(rows("work"), _found)],
            default=looked_up,
        ),
        _table("gate", _outputs(rows("gate"), _redirected), default={"redirect_to": "null"}),
        _table("right", _right(rows("right")), policy="collect"),
        _expression("outcome", {"outcome": _OUTCOME}),
        _table("level", _outputs(rows("level"), _leveled), default={"level": "null"}, fields=_LEVEL_FIELDS),
        _table("lodging", _outputs(rows("lodging"), _lodged), default={"travel": "false"}),
        _table("stay", _outputs(rows("stay"), _stayed), default={"days": "null"}, fields=_LEVEL_FIELDS),
        _table("deadline", _outputs(rows("deadline"), _timed), default={"weeks": "null"}),
        _table("limits", _outputs(rows("deadline_limits"), _named), policy="collect"),
        _expression("start", {"weeks_to_start": _WEEKS}),
    ]
    return _chained(nodes)


Cells = Mapping[str, object]
Line = tuple[list[Cells], dict[str, str]]  # groups of cells that must all hold, outputs as expressions


def _text(value: object) -> str:
    return f"'{value}'"


def _found(row: Row) -> dict[str, str]:
    return {"delytelse": _text(row.effect["delytelse"]), "found_by": _text(row.id)}


def _redirected(row: Row) -> dict[str, str]:
    return {"redirect_to": _text(row.effect["redirect_to"]), "gate_row": _text(row.id)}


def _leveled(row: Row) -> dict[str, str]:
    lodging = "true" if row.effect.get("lodging") is True else "false"
    return {"level": _text(row.effect["level"]), "lodging": lodging, "level_row": _text(row.id)}


def _lodged(row: Row) -> dict[str, str]:
    return {"travel": "true", "lodging_row": _text(row.id)}


def _stayed(row: Row) -> dict[str, str]:
    days = row.effect["days"]
    told = f"[{days['min']}, {days['max']}]" if isinstance(days, dict) else "null"
    return {"days": told, "stay_row": _text(row.id)}


def _timed(row: Row) -> dict[str, str]:
    return {"weeks": str(row.effect["weeks"]), "deadline_row": _text(row.id)}


def _named(row: Row) -> dict[str, str]:
    return {"row": _text(row.id)}


def _outputs(rows: Iterable[Row], outputs: Any) -> list[Line]:
    """A line for each alternative of each row."""
    return [(cells, outputs(row)) for row in rows for cells in _alternatives(row)]


def _right(rows: Iterable[Row]) -> list[Line]:
    lines: list[Line] = []
    for row in rows:
        refuses = row.effect["refuses"]
        stops = "true" if row.effect.get("stops_refusals") is True else "false"
        told = {"row": _text(row.id), "stops": stops}
        for cells in _alternatives(row):
            if isinstance(refuses, dict):
                lines.append(([*cells, refuses], {**told, "refuses": "true"}))
            lines.append((cells, {**told, "refuses": "true" if refuses == "always" else "false"}))
    return lines


def _alternatives(row: Row) -> list[list[Cells]]:
    when = row.cells.get("when") or {}
    groups = row.cells.get("one_of") or [{}]
    assert isinstance(when, dict) and isinstance(groups, list)
    return [[when, group] for group in groups]


def _table(
    name: str,
    lines: list[Line],
    *,
    policy: str = "first",
    default: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    inputs: dict[str, Column] = {}
    outputs: dict[str, None] = dict.fromkeys(default or {})
    rules = []
    for number, (cells, told) in enumerate(lines):
        tests = columns_of(cells, fields or {})
        if tests is None:
            continue
        inputs |= {column.id: column for column in tests}
        outputs |= dict.fromkeys(told)
        rule = {"_id": f"{name}{number}"} | {column.id: test for column, test in tests.items()}
        rules.append(rule | {f"out_{key}": value for key, value in told.items()})
    if default:
        rules.append({"_id": f"{name}-else"} | {f"out_{key}": value for key, value in default.items()})
    return {
        "id": name,
        "name": name,
        "type": "decisionTableNode",
        "content": {
            "hitPolicy": policy,
            "passThrough": True,
            "outputPath": name if policy == "collect" else None,
            "inputs": [{"id": one.id, "name": one.id, "field": one.field} for one in inputs.values()],
            "outputs": [{"id": f"out_{key}", "name": key, "field": key} for key in outputs],
            "rules": [_filled(rule, inputs, outputs) for rule in rules],
        },
    }


def _filled(rule: dict[str, str], inputs: Iterable[str], outputs: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys((*inputs, *(f"out_{key}" for key in outputs)), "") | rule


def _expression(name: str, told: Mapping[str, str]) -> dict[str, Any]:
    expressions = [{"id": key, "key": key, "value": value} for key, value in told.items()]
    return {
        "id": name,
        "name": name,
        "type": "expressionNode",
        "content": {"passThrough": True, "expressions": expressions},
    }


def _chained(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    first = {"id": "facts", "name": "facts", "type": "inputNode", "content": {}}
    last = {"id": "answer", "name": "answer", "type": "outputNode", "content": {}}
    every = [first, *nodes, last]
    edges = [
        {"id": f"{one['id']}-{other['id']}", "type": "edge", "sourceId": one["id"], "targetId": other["id"]}
        for one, other in pairwise(every)
    ]
    return {"nodes": every, "edges": edges}
