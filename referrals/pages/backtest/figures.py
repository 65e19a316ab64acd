"""What a backtest shows: the figures of one group, ready to be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from deltytelser.rules.difference import GRANTED, KINDS, OPEN, OUTCOME, REFUSED, Cell
from deltytelser.rules.tally import (
    Cells,
    by_municipality,
    chosen,
    counted,
    left_to_people,
    letter_of,
    number_of,
    place_days,
    row_pairs,
    shift_buckets,
)
from deltytelser.rules.vocabulary import LEVELS
from referrals.backtest.result import Result
from referrals.pages.backtest import words
from referrals.pages.backtest.charts import Chart, Line, chart
from referrals.pages.backtest.filters import OUTSIDE, Asked, area_words
from referrals.words import LEVELS as LEVEL_WORDS
from rve.core.templatetags.rve_ui import decimal_no

MOST_ROW_PAIRS = 12
ALWAYS = ((GRANTED, REFUSED), (REFUSED, GRANTED))


@dataclass(frozen=True, slots=True)
class Names:
    """Names of areas by code, and of municipalities by number."""

    areas: dict[str, str]
    municipalities: dict[int, str]


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a table: referrals, and those that change."""

    label: str
    total: int
    changed: int


def figures(result: Result, asked: Asked, names: Names) -> dict[str, Any]:
    """The context of the charts and tables."""
    cells = chosen(result.difference.cells, asked.group)
    total, changed = number_of(cells), number_of(cells, changed=True)
    buckets, days = shift_buckets(cells)
    extra = place_days(cells)
    return {
        "total": total,
        "changed": changed,
        "share": f"{decimal_no(round(100 * changed / total, 1) if total else 0)} %",
        "lost": _pair(cells, GRANTED, None),
        "won": _pair(cells, None, GRANTED),
        "left_to_people": left_to_people(cells),
        "outcomes": _outcomes(cells, asked, people=result.against_people),
        "went": _went(cells),
        "went_areas": _went_areas(cells, result, names),
        "shifts": _shifts(buckets),
        "shift_days": days,
        "shift_sooner": -days,
        "moved": sum(buckets) - buckets[4],
        "place_days": [
            (words.letter_words(letter), LEVEL_WORDS[LEVELS[level]], one)
            for (letter, level), one in extra.items()
        ],
        "extra_days": sum(one.extra for one in extra.values()),
        **_tables(cells, result, asked, names),
    }


def _pair(cells: Cells, before: int | None, after: int | None) -> int:
    """Referrals whose outcome leaves `before`, or comes to `after`."""
    return sum(
        measures[0]
        for cell, measures in cells.items()
        if cell.kind == OUTCOME and before in (None, cell.old_outcome) and after in (None, cell.new_outcome)
    )


def _outcomes(cells: Cells, asked: Asked, *, people: bool) -> Chart:
    """The same answer, each pair of outcomes that changes, and the smaller changes."""
    pairs: dict[tuple[int, int], int] = dict.fromkeys(ALWAYS, 0)
    kinds = counted(cells, lambda cell: cell.kind)
    for cell, measures in cells.items():
        if cell.kind == OUTCOME:
            key = cell.old_outcome, cell.new_outcome
            pairs[key] = pairs.get(key, 0) + measures[0]
    lines = [Line(_("Same answer"), kinds[0], "grey")]
    lines += [
        Line(words.pair_words(*pair, people=people), number, query=_query(asked, f"{pair[0]}:{pair[1]}"))
        for pair, number in sorted(pairs.items(), key=lambda one: -one[1])
    ]
    lines += [
        Line(str(label), kinds[kind], "pale", _query(asked, KINDS[kind]))
        for kind, label in words.KINDS.items()
        if kinds[kind]
    ]
    if people:
        lines.append(Line(_("Left to a person"), kinds[OPEN], "grey"))
    return chart(lines)


def _query(asked: Asked, change: str) -> str:
    return "&".join(part for part in (asked.query, f"change={change}") if part)


def _went(cells: Cells) -> Chart:
    """What people decided in the cases that change."""
    numbers = counted(cells, lambda cell: cell.decided, changed=True)
    tones = ("pale", "fill", "grey", "grey")
    order = (1, 2, 3, 0)
    return chart([Line(str(words.DECIDED[one]), numbers[one], tones[one]) for one in order])


def _went_areas(cells: Cells, result: Result, names: Names) -> list[tuple[str, int]]:
    numbers = counted(cells, lambda cell: cell.area, changed=True)
    codes = (OUTSIDE, *result.areas)
    return [(area_words(codes[one], names.areas), number) for one, number in numbers.most_common()]


def _shifts(buckets: list[int]) -> Chart:
    lines = [Line(str(label), number) for label, number in zip(words.SHIFTS, buckets, strict=True) if number]
    return chart(lines)


def _tables(cells: Cells, result: Result, asked: Asked, names: Names) -> dict[str, Any]:
    codes = (OUTSIDE, *result.areas)
    places = by_municipality(result.difference, asked.group.delytelser)
    moved = sorted(
        ((key, *both) for key, both in places.items() if both[1]), key=lambda row: (-row[2], row[0])
    )
    return {
        "by_letter": _shares(cells, letter_of, words.letter_words),
        "by_area": _shares(cells, _area, lambda number: area_words(codes[number], names.areas)),
        "by_age": _shares(cells, _age, words.age_words),
        "by_municipality": [
            Share(names.municipalities.get(key, f"{key:04}"), total, changed) for key, total, changed in moved
        ],
        "row_pairs": _row_pairs(cells, result),
        "municipality_note": _("Delytelse is the only filter here") if asked.any else "",
    }


def _area(cell: Cell) -> int:
    return cell.area


def _age(cell: Cell) -> int:
    return cell.age


def _shares(cells: Cells, key: Any, label: Any) -> list[Share]:
    total, changed = counted(cells, key), counted(cells, key, changed=True)
    return [Share(label(one), total[one], changed[one]) for one in sorted(total) if changed[one]]


def _row_pairs(cells: Cells, result: Result) -> list[dict[str, Any]]:
    """The pairs of rows that decided before and after, the commonest first."""
    return [
        {
            "before": result.old_rows.get(before, "–"),
            "after": result.new_rows.get(after, "–"),
            "number": number,
            "rows": f"{before}:{after}",
        }
        for (before, after), number in row_pairs(cells).most_common(MOST_ROW_PAIRS)
    ]
