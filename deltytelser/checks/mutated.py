"""A rule set made ready to be mutated: compiled with finer ages, each row beside its raw cells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from deltytelser.checks.mutations import Change, changes_of
from deltytelser.checks.period import rows_in_force
from deltytelser.rules.boxes import Definitions
from deltytelser.rules.cells import OLDEST
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.golden import FIRST_HIT
from deltytelser.rules.rows import Row, read_row
from deltytelser.rules.ruleset import RuleSet, Value
from deltytelser.rules.vocabulary import CONDITION_BITS, FUNCTION_LOSS

KINDS: Final = (*FIRST_HIT, "right", "lodging", "deadline_limits", "route_named", "route_own_hf")


@dataclass(frozen=True, eq=False)
class Mutant:
    """One slip. `rows` are those of its kind of table in the last period, with the slip in; `rules` is the
    whole rule set with it.
    """

    kind: str
    row: str
    file: str
    table: str
    change: Change
    old: Row | None
    new: Row | None
    rows: tuple[Row, ...]
    rules: RuleSet
    details: Mapping[str, str] = field(default_factory=dict)


def finely(rules: RuleSet) -> RuleSet:
    """The same rule set, which also tells the ages beside its age limits apart."""
    return compile_rule_set(json.loads(rules.content), ages=ages_beside(rules.words.age_limits))


def ages_beside(limits: Iterable[int]) -> list[int]:
    """The age limits that a slip of one year would give."""
    return [age for limit in limits for age in (limit - 1, limit + 1) if 0 <= age <= OLDEST + 1]


class Mutator:
    """Makes the mutants of a rule set (compiled by `finely`) in its last period."""

    def __init__(self, rules: RuleSet, institutions: Sequence[str] = ()) -> None:
        self.rules = rules
        self.institutions = institutions
        self.files = json.loads(rules.content)
        self.rows = rows_in_force(rules, rules.breaks[-1])
        self.raws = self._raws()

    def _raws(self) -> dict[int, tuple[str, dict[str, Any]]]:
        found: dict[int, tuple[str, dict[str, Any]]] = {}
        seen: dict[str, int] = {}
        for file in self.files["rule_set.yaml"]["tables"]:
            table = self.files[file]["table"]
            for raw in self.files[file]["rows"]:
                at = seen.get(table, 0)
                found[id(self.rules.rows[table][at])] = file, raw
                seen[table] = at + 1
        return found

    def raw_of(self, row: Row) -> tuple[str, dict[str, Any]]:
        """The file of a row, and its raw cells."""
        return self.raws[id(row)]

    def of_kind(self, kind: str, only: frozenset[str] | None = None) -> Iterator[Mutant]:
        """The mutants of the rows of a kind of table; `only` of the rows with these ids."""
        rows = self.rows.get(kind, [])
        for row in rows:
            if only is None or row.id in only:
                yield from self._of_row(row, kind)
        if kind in FIRST_HIT or kind == "route_named":
            for one, other in pairwise(rows):
                if (only is None or {one.id, other.id} & only) and _may_meet(one, other):
                    yield self._swapped(one, other, kind)

    def _of_row(self, row: Row, kind: str) -> Iterator[Mutant]:
        file, raw = self.raw_of(row)
        for change in changes_of(raw, kind, self.institutions):
            try:
                new = self._read(change.raw, row, file) if change.raw else None
            except CatalogueError:
                continue  # the loader would not let this slip through
            if new is None or new.boxes != row.boxes or _decides(new) != _decides(row):
                yield self._mutant(kind, row, file, change, new)

    def _read(self, raw: dict[str, Any], row: Row, file: str) -> Row:
        return read_row(
            raw,
            table=row.table,
            stage=row.stage,
            file=file,
            words=self.rules.words,
            documents=frozenset(self.rules.documents),
        )

    def _mutant(self, kind: str, row: Row, file: str, change: Change, new: Row | None) -> Mutant:
        rows = tuple(one for old in self.rows[kind] if (one := new if old is row else old) is not None)
        table = tuple(
            one for old in self.rules.rows[row.table] if (one := new if old is row else old) is not None
        )
        return Mutant(kind, row.id, file, row.table, change, row, new, rows, self.with_rows(row.table, table))

    def _swapped(self, one: Row, other: Row, kind: str) -> Mutant:
        places = {id(one): other, id(other): one}
        rows = tuple(places.get(id(row), row) for row in self.rows[kind])
        table = tuple(places.get(id(row), row) for row in self.rules.rows[one.table])
        change = Change("swap", "", {"other": other.id}, None)
        file, _ = self.raw_of(one)
        return Mutant(
            kind, one.id, file, one.table, change, one, other, rows, self.with_rows(one.table, table)
        )

    def with_rows(self, table: str, rows: tuple[Row, ...]) -> RuleSet:
        """The rule set with other rows in a table."""
        return fresh(self.rules, rows={**self.rules.rows, table: rows})

    def of_settings(self) -> Iterator[Mutant]:
        """The mutants of the values in force in the last period."""
        last = self.rules.breaks[-1]
        for name, values in self.rules.settings.items():
            at = max(number for number, value in enumerate(values) if value.first <= last)
            for after in _other_settings(values[at].value):
                new = (*values[:at], Value(values[at].first, after, values[at].source), *values[at + 1 :])
                words = {"before": f"{name}: {values[at].value}", "after": f"{name}: {after}"}
                change = Change("value", "value", words, None)
                rules = fresh(self.rules, settings={**self.rules.settings, name: new})
                yield Mutant("settings", name, "settings.yaml", "settings", change, None, None, (), rules)

    def of_definitions(self) -> Iterator[Mutant]:
        """The mutants of the words that rows use in one cell."""
        for row, cell, words, definitions in _other_definitions(self.rules.definitions):
            change = Change("drop_word", cell, {"word": words}, None)
            rules = fresh(self.rules, definitions=definitions)
            yield Mutant("definitions", row, "definitions.yaml", "definitions", change, None, None, (), rules)


def fresh(rules: RuleSet, **changes: Any) -> RuleSet:
    """A rule set with changes and none of the other's memories."""
    return replace(rules, texts={}, source_texts={}, _editions={}, **changes)


def _may_meet(one: Row, other: Row) -> bool:
    """Whether two rows disagree, and may be for the same referral by what is always known."""
    return one.effect != other.effect and any(a.both(b) is not None for a in one.boxes for b in other.boxes)


def _decides(row: Row) -> object:
    return row.effect, row.refusing


def _other_settings(value: int | bool | str) -> list[int | bool | str]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value - 1, value + 1] if value else [1]
    at = FUNCTION_LOSS.index(value)
    return [FUNCTION_LOSS[near] for near in (at - 1, at + 1) if 0 <= near < len(FUNCTION_LOSS)]


def _other_definitions(old: Definitions) -> Iterator[tuple[str, str, str, Definitions]]:
    for at, needs in enumerate(old.grounds):
        rest = old.grounds[:at] + old.grounds[at + 1 :]
        if rest:
            yield "grounds", "grounds", str(at + 1), replace(old, grounds=rest)
        if len(needs) > 1:
            for need in needs:
                fewer = tuple(other for other in needs if other != need)
                grounds = (*old.grounds[:at], fewer, *old.grounds[at + 1 :])
                yield "grounds", "grounds", f"{at + 1}.{need}", replace(old, grounds=grounds)
    for cell, bits in (("always", old.event_always), ("after_last_stay", old.event_after)):
        name = "event_always" if cell == "always" else "event_after"
        for word, bit in CONDITION_BITS.items():
            if bits & bit:
                changed: Any = {name: bits & ~bit}
                yield "new_cardiac_event", cell, word, replace(old, **changed)
