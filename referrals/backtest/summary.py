"""A result as plain data with codes and no words: what `manage.py backtest --json` prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deltytelser.rules.difference import AGE_BANDS, CHANGED, DECIDED, GRANTED, KINDS, OUTCOME, Cell
from deltytelser.rules.tally import (
    Cells,
    by_municipality,
    counted,
    left_to_people,
    letter_of,
    number_of,
    outcome_pairs,
    place_days,
    row_pairs,
    shift_buckets,
)
from deltytelser.rules.verdict import OUTCOMES
from deltytelser.rules.vocabulary import DELYTELSE_WORDS, LEVELS
from referrals.backtest.result import Result

Json = dict[str, Any]


def summary(result: Result) -> Json:
    """Counts of referrals throughout; `days` are days that deadlines move in all, negative for sooner."""
    found = result.difference
    cells = found.cells
    areas = ("none", *result.areas)
    _buckets, days = shift_buckets(cells)
    return {
        "referrals": found.asked,
        "undecided": found.undecided,
        "changed": number_of(cells, changed=True),
        "left_to_people": left_to_people(cells),
        "rights_lost": _leaves(cells, lambda cell: cell.old_outcome),
        "rights_gained": _leaves(cells, lambda cell: cell.new_outcome),
        "kinds": _numbers(cells, lambda cell: cell.kind, KINDS),
        "outcomes": [
            {"before": OUTCOMES[before], "after": OUTCOMES[after], "referrals": number}
            for (before, after), number in sorted(outcome_pairs(cells).items())
        ],
        "delytelse": _shares(cells, letter_of, DELYTELSE_WORDS),
        "area": _shares(cells, lambda cell: cell.area, areas),
        "age": _shares(cells, lambda cell: cell.age, tuple(f"{first}+" for first in AGE_BANDS)),
        "municipality": {
            f"{number:04}": {"referrals": total, "changed": changed}
            for number, (total, changed) in sorted(by_municipality(found).items())
            if changed
        },
        "rows": [
            {
                "before": result.old_rows.get(before),
                "after": result.new_rows.get(after),
                "referrals": number,
            }
            for (before, after), number in row_pairs(cells).most_common()
        ],
        "deadlines": {"days": days, "moved": {str(one): n for one, n in sorted(found.shifts.items())}},
        "place_days": [
            {
                "delytelse": DELYTELSE_WORDS[letter],
                "level": LEVELS[level],
                "before": one.before,
                "after": one.after,
                "extra": one.extra,
            }
            for (letter, level), one in place_days(cells).items()
        ],
        "decided": _numbers(cells, lambda cell: cell.decided, DECIDED, changed=True),
    }


def _leaves(cells: Cells, outcome: Callable[[Cell], int]) -> int:
    """Referrals whose outcome changes and was, or becomes, a right."""
    return sum(n[0] for cell, n in cells.items() if cell.kind == OUTCOME and outcome(cell) == GRANTED)


def _numbers(
    cells: Cells, key: Callable[[Cell], int], names: tuple[str, ...], *, changed: bool = False
) -> dict[str, int]:
    found = counted(cells, key, changed=changed)
    return {names[number]: found[number] for number in sorted(found)}


def _shares(cells: Cells, key: Callable[[Cell], int], names: tuple[str, ...]) -> Json:
    total = counted(cells, key)
    moved = counted({cell: n for cell, n in cells.items() if cell.kind in CHANGED}, key)
    return {names[one]: {"referrals": total[one], "changed": moved[one]} for one in sorted(total)}
