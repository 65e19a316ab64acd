"""Rows of a table as the catalogue shows them: phrases, effect, test, days, sources and both sentences."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from deltytelser.rules.phrases import effect_mark, effect_phrase, row_parts
from deltytelser.rules.row_words import (
    document_title,
    lines_in_words,
    locator,
    sentence,
    test_words,
)
from deltytelser.rules.rows import MARKS, Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import DELYTELSE, DELYTELSER

_PARTS: Final = re.compile(r"[^./_]*[./_]?")
_COMMON: Final = "right.common"
Tags = Mapping[str, list[tuple[str, str]]]  # row -> [(words, address)]


@dataclass(frozen=True, slots=True)
class ShownSource:
    """`title` is empty where the document is the one that the foot of the table names."""

    title: str
    where: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """`state`: empty for a row in force on the day, `over` or `later` for one that is not."""

    id: str
    id_words: SafeString
    anchor: str
    shared: list[str]
    alternatives: list[list[str]]
    effect: str
    mark: str
    test: str
    marks: list[str]
    first: dt.date
    last: dt.date | None
    state: str
    sources: list[ShownSource]
    text: str
    nb: str
    nn: str
    tags: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """`rows` of the table itself, `common`: rows for every delytelse that may hold here too."""

    rows: list[ShownRow]
    common: list[ShownRow]
    main_source: str
    marks: list[str]
    tests: bool
    hidden: int


class _Show:
    def __init__(self, rules: RuleSet, on: dt.date, lang: str, main: str, tags: Tags) -> None:
        self.rules, self.on, self.lang, self.main, self.tags = rules, on, lang, main, tags
        self.law = next((row for row in rules.rows["laws"] if row.in_force(on)), None)

    def row(self, row: Row) -> ShownRow:
        shared, alternatives = row_parts(self.rules, row.cells, self.lang)
        shared = [phrase[:1].upper() + phrase[1:] for phrase in shared[:1]] + shared[1:]
        return ShownRow(
            id=row.id,
            id_words=format_html_join("", "{}<wbr>", ((part,) for part in _PARTS.findall(row.id) if part)),
            anchor=row.id if row.in_force(self.on) else f"{row.id}@{row.first.isoformat()}",
            shared=shared,
            alternatives=alternatives,
            effect=effect_phrase(self.rules, row, self.lang),
            mark=effect_mark(row),
            test=test_words(self.rules, row, self.lang),
            marks=[self.rules.marks[mark][self.lang].partition(", ")[0] for mark in row.marks],
            first=row.first,
            last=row.last,
            state=_state(row, self.on),
            sources=self._sources(row),
            text=sentence(row, self.lang),
            nb=sentence(row, "nb"),
            nn=sentence(row, "nn"),
            tags=self.tags.get(row.id, []),
        )

    def _sources(self, row: Row) -> list[ShownSource]:
        shown = []
        for source in row.sources:
            title = document_title(self.rules, source)
            where = locator(source, self.law)
            at_foot = title == self.main and source.locator.startswith("linje ")
            bare = lines_in_words(source.locator.removeprefix("linje "))
            shown.append(ShownSource("", bare) if at_foot else ShownSource(title, where))
        return shown


def shown_table(
    rules: RuleSet, table: str, *, on: dt.date, everything: bool, lang: str, tags: Tags
) -> ShownTable:
    """The rows of a table in force on a day, or all of them; those not in force say so."""
    every = rules.rows[table]
    rows = [row for row in every if everything or row.in_force(on)]
    common = [row for row in rules.rows.get(_COMMON, ()) if row.in_force(on) and _may_hold(row, table)]
    main = _main_source(rules, (*rows, *common))
    show = _Show(rules, on, lang, main, tags)
    shown = [show.row(row) for row in rows]
    beside = [show.row(row) for row in common]
    return ShownTable(
        rows=shown,
        common=beside,
        main_source=main,
        marks=[
            rules.marks[mark][lang] for mark in MARKS if any(mark in row.marks for row in (*rows, *common))
        ],
        tests=any(row.test for row in (*shown, *beside)),
        hidden=len(every) - len(rows),
    )


def _state(row: Row, on: dt.date) -> str:
    if row.in_force(on):
        return ""
    return "later" if row.first > on else "over"


def _main_source(rules: RuleSet, rows: Iterable[Row]) -> str:
    """The document that most of the rows cite by line: named once, at the foot."""
    counts = Counter(
        document_title(rules, source)
        for row in rows
        for source in row.sources
        if source.locator.startswith("linje ")
    )
    return counts.most_common(1)[0][0] if counts else ""


def _may_hold(row: Row, table: str) -> bool:
    """Whether a common row may hold for the delytelse of a table of rights: `right.EI` is E and I."""
    letters = table.removeprefix("right.")
    if letters == table or not set(letters) <= set(DELYTELSER):
        return False
    wanted = sum(1 << DELYTELSER.index(letter) for letter in letters)
    return any(dict(box.statics).get(DELYTELSE, wanted) & wanted for box in row.boxes)
