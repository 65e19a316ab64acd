"""Two rule sets side by side: per table, the rows that differ, with their words.

A row that ends and the row of the same id that follows it are one change: «12 uker» is «10 uker»
from the day that the follower begins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from deltytelser.rules.compare_values import FILES, ValueDifference, rewritten, value_differences
from deltytelser.rules.moved import moved
from deltytelser.rules.phrases import effect_phrase, table_label
from deltytelser.rules.row_words import (
    condition_words,
    mark_words,
    period_words,
    sentence,
    source_words,
    test_words,
)
from deltytelser.rules.rows import LANGUAGES, Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.word_differences import GONE, NEW, SAME, Segment, whole, word_differences

CHANGED: Final = "changed"
ADDED: Final = "added"
ENDED: Final = "ended"
REMOVED: Final = "removed"
MOVED: Final = "moved"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that a row says. `name`: row (what it asks for and does), test, source, mark, period,
    place (the row before it), nb, nn, nb_short or nn_short (its sentences).
    """

    name: str
    old: tuple[Segment, ...]
    new: tuple[Segment, ...]

    @property
    def differs(self) -> bool:
        return any(segment.op != SAME for segment in (*self.old, *self.new))


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that is not as it was. `kind`: changed, added, ended, removed or moved. What a change
    begins on is `first`; `last` is the last day of a row that ends. `row` is always among the aspects.
    """

    id: str
    kind: str
    first: date | None
    last: date | None
    aspects: tuple[Aspect, ...]
    effect_old: str = ""
    effect_new: str = ""


@dataclass(frozen=True, slots=True)
class TableDifference:
    """A table with at least one difference: rows of a table, or entries of settings, words and cases."""

    table: str
    label: str
    rows: tuple[RowDifference, ...] = ()
    values: tuple[ValueDifference, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain data; days as text."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def compare(old: RuleSet, new: RuleSet, lang: str) -> list[TableDifference]:
    """Every table that differs, in the order of the new rule set; empty where they say the same."""
    found = []
    files = _files_that_differ(old, new)
    for table in [*new.rows, *(name for name in old.rows if name not in new.rows)]:
        rows = _Table(old, new, old.rows.get(table, ()), new.rows.get(table, ()), lang).differences()
        if rows:
            holder = new if table in new.rows else old
            found.append(TableDifference(table, table_label(holder, table, lang), tuple(rows)))
        elif table in files:
            said = (rewritten(files[table], lang),)
            found.append(TableDifference(table, table_label(new, table, lang), values=said))
    found += [
        TableDifference(name, label, values=values)
        for name, label, values in value_differences(old, new, lang)
    ]
    return found


def _files_that_differ(old: RuleSet, new: RuleSet) -> dict[str, str]:
    """The file of every table of the new rule set that is not as it was, to the letter."""
    before, after = json.loads(old.content), json.loads(new.content)
    return {
        content["table"]: file
        for file, content in after.items()
        if file not in FILES and content != before.get(file)
    }


def changed_rows(old: RuleSet, new: RuleSet) -> dict[str, set[str]]:
    """The ids of rows that differ, by table: for marks beside rows."""
    found = {}
    for table in {**old.rows, **new.rows}:
        before, after = old.rows.get(table, ()), new.rows.get(table, ())
        ids = {row.id for row in (*before, *after)}
        differ = {one for one in ids if _of(before, one) != _of(after, one)}
        if differ:
            found[table] = differ
    return found


def _of(rows: Sequence[Row], id: str) -> list[tuple[object, ...]]:
    return [_content(row) for row in rows if row.id == id]


def _says(row: Row) -> tuple[object, ...]:
    """All that a row says but its days."""
    return (row.cells, row.effect, row.test, row.stage, row.marks, row.sources, row.text, row.short)


def _content(row: Row) -> tuple[object, ...]:
    return (row.first, row.last, *_says(row))


class _Table:
    """The rows of one table, before and after."""

    def __init__(
        self, old: RuleSet, new: RuleSet, before: Sequence[Row], after: Sequence[Row], lang: str
    ) -> None:
        self.old, self.new, self.lang = old, new, lang
        self.before, self.after = before, after
        self.old_by = {(row.id, row.first): row for row in before}
        self.new_by = {(row.id, row.first): row for row in after}
        self.ended_on = {(row.id, row.last): row for row in after if row.last}
        self.moved = moved(_ids(before), _ids(after))

    def differences(self) -> list[RowDifference]:
        found = [one for row in self.after if (one := self._of_new(row))]
        gone = [row for row in self.before if (row.id, row.first) not in self.new_by]
        return found + [self._alone(row, REMOVED) for row in gone]

    def _of_new(self, row: Row) -> RowDifference | None:
        same_day = self.old_by.get((row.id, row.first))
        if same_day is None:
            before = self.ended_on.get((row.id, row.first - timedelta(days=1)))
            return self._pair(before, row, CHANGED) if before else self._alone(row, ADDED)
        if _says(same_day) != _says(row):
            return self._pair(same_day, row, CHANGED)
        if same_day.last != row.last:
            return None if self._followed(row) else self._pair(same_day, row, _end_kind(row))
        if row.id in self.moved and row is self._last_of(row.id):
            return self._pair(same_day, row, MOVED)
        return None

    def _followed(self, row: Row) -> bool:
        """Whether the same id goes on the day after: then the follower tells the change."""
        return row.last is not None and (row.id, row.last + timedelta(days=1)) in self.new_by

    def _last_of(self, id: str) -> Row:
        return [row for row in self.after if row.id == id][-1]

    def _pair(self, before: Row, row: Row, kind: str) -> RowDifference:
        aspects = [
            Aspect(name, *word_differences(one, other))
            for (name, one), other in zip(
                self._said(self.old, before).items(), self._said(self.new, row).values(), strict=True
            )
        ]
        if before.first == row.first and before.last != row.last:
            periods = (period_words(before, self.lang), period_words(row, self.lang))
            aspects.append(Aspect("period", *word_differences(*periods)))
        if row.id in self.moved:
            aspects.append(
                Aspect(
                    "place",
                    whole(_before(self.before, row.id), GONE),
                    whole(_before(self.after, row.id), NEW),
                )
            )
        return RowDifference(
            id=row.id,
            kind=kind,
            first=row.first,
            last=row.last,
            aspects=tuple(one for one in aspects if one.name == "row" or one.differs),
            effect_old=effect_phrase(self.old, before, self.lang),
            effect_new=effect_phrase(self.new, row, self.lang),
        )

    def _alone(self, row: Row, kind: str) -> RowDifference:
        rules, added = (self.new, True) if kind == ADDED else (self.old, False)
        said = self._said(rules, row)
        effect = effect_phrase(rules, row, self.lang)
        return RowDifference(
            id=row.id,
            kind=kind,
            first=row.first,
            last=row.last,
            aspects=tuple(
                Aspect(name, () if added else whole(text, GONE), whole(text, NEW) if added else ())
                for name, text in said.items()
                if text
            ),
            effect_old="" if added else effect,
            effect_new=effect if added else "",
        )

    def _said(self, rules: RuleSet, row: Row) -> Mapping[str, str]:
        """What a row says by the names of its aspects; the same names for every row."""
        asked = condition_words(rules, row, self.lang)
        effect = effect_phrase(rules, row, self.lang)
        return {
            "row": f"{asked}: {effect}" if asked else effect,
            "test": test_words(rules, row, self.lang),
            **{name: sentence(row, name) for name in _ordered(self.lang)},
            **{f"{name}_short": row.short.get(name, "") for name in _ordered(self.lang)},
            "mark": mark_words(rules, row, self.lang),
            "source": source_words(rules, row),
        }


def _end_kind(row: Row) -> str:
    return ENDED if row.last else CHANGED


def _ordered(lang: str) -> list[str]:
    """The reader's language first."""
    return sorted(LANGUAGES, key=lambda name: name != lang)


def _ids(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row.id for row in rows))


def _before(rows: Sequence[Row], id: str) -> str:
    """The id of the row that stands before; empty for the first."""
    ids = _ids(rows)
    index = ids.index(id)
    return ids[index - 1] if index else ""


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
