"""Which referrals the figures are of: in the address bar, as checkboxes with counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from deltytelser.rules.difference import AGE_BANDS, KINDS
from deltytelser.rules.tally import Cells, Group, chosen, counted, letter_of
from deltytelser.rules.vocabulary import DELYTELSE_WORDS
from referrals.backtest.result import Result
from referrals.pages.backtest.words import age_words, letter_words
from referrals.queries.backtests import Change

NAMES = ("delytelse", "area", "age", "rows", "change")
OUTSIDE = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """The group, the change and the query that gives them back."""

    group: Group
    change: Change
    query: str

    @property
    def any(self) -> bool:
        return bool(self.query)


def from_query(query: QueryDict, result: Result) -> Asked:
    """What the address asks for; words that are not known are passed over."""
    codes = (OUTSIDE, *result.areas)
    group = Group(
        delytelser=_numbers(query.getlist("delytelse"), DELYTELSE_WORDS),
        areas=_numbers(query.getlist("area"), codes),
        ages=_numbers(query.getlist("age"), tuple(str(one) for one in AGE_BANDS)),
        rows=_pair(query.get("rows", "")),
    )
    kept = QueryDict(mutable=True)
    for name in NAMES:
        kept.setlist(name, [value for value in query.getlist(name) if value])
    return Asked(group, _change(query.get("change", "")), kept.urlencode())


def _numbers(values: list[str], words: tuple[str, ...]) -> frozenset[int]:
    return frozenset(words.index(value) for value in values if value in words)


def _pair(text: str) -> tuple[int, int] | None:
    before, colon, after = text.partition(":")
    numbers = [int(one) for one in (before, after) if one.removeprefix("-").isdecimal() and len(one) < 6]
    return (numbers[0], numbers[1]) if colon and len(numbers) == 2 else None


def _change(text: str) -> Change:
    if text in KINDS:
        return Change(kind=KINDS.index(text))
    pair = _pair(text)
    fits = pair is not None and all(0 <= one < 5 for one in pair)
    return Change(outcomes=pair if fits else None)


def facets(result: Result, asked: Asked, areas: dict[str, str]) -> list[dict[str, Any]]:
    """Checkboxes by delytelse, area and age, each with its changed referrals under the other filters."""
    cells, group = result.difference.cells, asked.group
    return [
        _facet(
            "delytelse",
            _("Delytelse"),
            counted(chosen(cells, replace(group, delytelser=frozenset())), letter_of, changed=True),
            group.delytelser,
            [(number, word, letter_words(number)) for number, word in enumerate(DELYTELSE_WORDS)],
        ),
        _facet(
            "area",
            _("Health trust area"),
            _by(chosen(cells, replace(group, areas=frozenset())), "area"),
            group.areas,
            [(number, code, area_words(code, areas)) for number, code in enumerate((OUTSIDE, *result.areas))],
        ),
        _facet(
            "age",
            _("Age"),
            _by(chosen(cells, replace(group, ages=frozenset())), "age"),
            group.ages,
            [(band, str(first), age_words(band)) for band, first in enumerate(AGE_BANDS)],
        ),
    ]


def area_words(code: str, areas: dict[str, str]) -> str:
    """The area's name; «utenfor regionen» for none."""
    return _("Outside the region") if code == OUTSIDE else areas.get(code, code)


def _by(cells: Cells, name: str) -> dict[int, int]:
    return counted(cells, lambda cell: int(getattr(cell, name)), changed=True)


def _facet(
    name: str, label: str, numbers: dict[int, int], on: frozenset[int], choices: list[tuple[int, str, str]]
) -> dict[str, Any]:
    shown = [choice for choice in choices if numbers.get(choice[0]) or choice[0] in on]
    return {
        "name": name,
        "label": label,
        "first": [
            {"code": code, "label": words, "on": number in on, "number": numbers.get(number, 0)}
            for number, code, words in shown
        ],
        "rest": [],
    }
