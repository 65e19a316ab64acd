"""A difference as JSON and back, with what its numbers mean: ids of rows and areas."""

from __future__ import annotations

import json
from dataclasses import dataclass

from deltytelser.rules.difference import Cell, Difference
from deltytelser.rules.ruleset import RuleSet
from referrals.backtest.scan import Question


@dataclass(frozen=True, slots=True)
class Result:
    """A difference that can be read without its rule sets. Rows by number; areas numbered from 1."""

    difference: Difference
    old_rows: dict[int, str]
    new_rows: dict[int, str]
    areas: tuple[str, ...]
    against_people: bool


def result_of(difference: Difference, question: Question) -> Result:
    """The counts of a whole scan with the ids of the rows they name."""
    old = {cell.old_row for cell in difference.cells}
    new = {cell.new_row for cell in difference.cells}
    return Result(
        difference=difference,
        old_rows=_ids(question.against, old),
        new_rows=_ids(question.tested, new),
        areas=question.order,
        against_people=question.against is None,
    )


def _ids(rules: RuleSet | None, numbers: set[int]) -> dict[int, str]:
    rows = rules.all_rows() if rules else []
    return {number: rows[number].id for number in sorted(numbers) if 0 <= number < len(rows)}


def to_json(result: Result) -> str:
    """Compact JSON; `from_json` gives the same back."""
    found = result.difference
    return json.dumps(
        {
            "asked": found.asked,
            "undecided": found.undecided,
            "cells": [[*cell, *measures] for cell, measures in sorted(found.cells.items())],
            "places": [[*place, number] for place, number in sorted(found.places.items())],
            "shifts": sorted(found.shifts.items()),
            "old_rows": result.old_rows,
            "new_rows": result.new_rows,
            "areas": result.areas,
            "against_people": result.against_people,
        },
        separators=(",", ":"),
    )


def from_json(text: str) -> Result:
    """Raises ValueError and KeyError for what is no result."""
    seen = json.loads(text)
    size = len(Cell._fields)
    return Result(
        difference=Difference(
            asked=seen["asked"],
            undecided=seen["undecided"],
            cells={Cell(*row[:size]): row[size:] for row in seen["cells"]},
            places={(row[0], row[1], row[2]): row[3] for row in seen["places"]},
            shifts=dict(seen["shifts"]),
        ),
        old_rows={int(number): name for number, name in seen["old_rows"].items()},
        new_rows={int(number): name for number, name in seen["new_rows"].items()},
        areas=tuple(seen["areas"]),
        against_people=seen["against_people"],
    )
