"""A rule set: every table of one version of the rule book, and the edition in force on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from deltytelser.rules.boxes import Definitions
from deltytelser.rules.cells import Words
from deltytelser.rules.edition import Edition, build_edition
from deltytelser.rules.errors import NoRuleInForce
from deltytelser.rules.golden import Confirmed, GoldenCase
from deltytelser.rules.rows import Row, Source


class Value(NamedTuple):
    """A setting from its first day until the next."""

    first: date
    value: int | bool | str
    source: tuple[Source, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class RuleSet:
    """Immutable. `hash` is the SHA-256 of `content`, the canonical JSON of all files."""

    id: str
    version: str
    region: str
    content: str
    hash: str
    name: Mapping[str, str]
    documents: Mapping[str, str]
    marks: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, object]
    words: Words
    definitions: Definitions
    definition_sources: Mapping[str, tuple[Source, ...]]
    rows: Mapping[str, tuple[Row, ...]]
    settings: Mapping[str, tuple[Value, ...]]
    breaks: tuple[date, ...] = ()
    cases: tuple[GoldenCase, ...] = ()
    order: tuple[Confirmed, ...] = ()
    # Memories of finished sentences, sources and parts of lines, by the place of the row.
    texts: dict[tuple[str, date, str, str], str] = field(default_factory=dict)
    source_texts: dict[tuple[str, date], tuple[str, str]] = field(default_factory=dict)
    parts: dict[tuple[object, ...], tuple[str, str]] = field(default_factory=dict)
    _editions: dict[int, Edition] = field(default_factory=dict)

    def on(self, day: date) -> Edition:
        """The rows and values in force on a day. Raises NoRuleInForce before the first."""
        index = bisect_right(self.breaks, day) - 1
        if index < 0:
            raise NoRuleInForce(day)
        edition = self._editions.get(index)
        if edition is None:
            edition = self._editions[index] = build_edition(
                rule_set=self.hash,
                day=day,
                rows=self.rows,
                definitions=self.definitions,
                map_ids=self.words.found_by,
                settings={name: _value_on(values, name, day) for name, values in self.settings.items()},
                sizes=self.words.sizes,
            )
        return edition

    def law_on(self, day: date) -> Row:
        """The law of a day. Raises NoRuleInForce before the first."""
        for row in self.rows["laws"]:
            if row.in_force(day):
                return row
        raise NoRuleInForce(day, "law")

    def all_rows(self) -> list[Row]:
        """Every row of every table, in the order of the tables."""
        return [row for rows in self.rows.values() for row in rows]


def _value_on(values: tuple[Value, ...], name: str, day: date) -> int | bool | str:
    in_force = [value for value in values if value.first <= day]
    if not in_force:
        raise NoRuleInForce(day, name)
    return in_force[-1].value
