"""The completions of the unknown facts that a set of residuals asks about, as one truth-table layout.

Facts that no residual can tell apart are one variable: values of a fact that every mask treats alike,
conditions that the same denied cells read, needs that are a ground alone and are read by no cell of their
own.
"""

from __future__ import annotations

from collections.abc import Iterable

from deltytelser.rules.boxes import Definitions
from deltytelser.rules.residual import Residual
from deltytelser.rules.truth import Layout, depends_on, layout
from deltytelser.rules.vocabulary import CONDITION_BITS, SCALAR_DOMAINS, SCALAR_NAMES, conditions_in


class Completions:
    """Variables, and a table for each residual."""

    def __init__(self, residuals: Iterable[Residual], coded: list[int], definitions: Definitions) -> None:
        unsettled = [one for one in residuals if not one.settled]
        self._names: list[tuple[str, ...]] = []
        shape: list[int] = []
        masks = _masks_of(unsettled)
        self._grounds = (
            _open_grounds(coded, definitions) if any(one.grounds is not None for one in unsettled) else []
        )
        alone = _grounds_alone(self._grounds, masks)
        for needs in self._grounds:
            for position in needs:
                if position not in alone:
                    masks.setdefault(position, set()).add(0b10)
        self._values: dict[int, tuple[int, tuple[int, ...]]] = {}
        for position, of_one in masks.items():
            classes = _classes(len(SCALAR_DOMAINS[position]), of_one)
            self._values[position] = (len(shape), classes)
            self._names.append((SCALAR_NAMES[position],))
            shape.append(max(classes) + 1)
        self._alone = len(shape)
        if alone:
            self._names.append(tuple(SCALAR_NAMES[position] for position in alone))
            shape.append(2)
        self._grounds = [needs for needs in self._grounds if needs[0] not in alone]
        self._has_alone = bool(alone)
        self._conditions: list[tuple[int, int]] = []
        for bits in _condition_classes(unsettled):
            self._conditions.append((bits, len(shape)))
            self._names.append(tuple(f"conditions.{name}" for name in conditions_in(bits)))
            shape.append(2)
        self.tables: Layout = layout(tuple(shape))

    def table(self, one: Residual) -> int:
        """The completions in which a residual holds.

        A class of conditions has value 1 when all turn out denied.
        """
        table = self.tables.full
        for position, mask in one.scalars:
            table &= self._accepting(position, mask)
        for bits, variable in self._conditions:
            if bits & one.denied:
                table &= self.tables.values[variable][1]
        if one.grounds is not None:
            grounds = self._ground_table()
            table &= grounds if one.grounds else ~grounds
        return table

    def that_decide(self, statements: Iterable[int]) -> tuple[str, ...]:
        """The facts for which two completions that differ in that fact alone differ in a statement,
        sorted.
        """
        found: list[str] = []
        tables = list(statements)
        for variable, names in enumerate(self._names):
            if any(depends_on(table, variable, self.tables) for table in tables):
                found += names
        return tuple(sorted(found))

    def _accepting(self, position: int, mask: int) -> int:
        variable, classes = self._values[position]
        accepted = {of_value for value, of_value in enumerate(classes) if mask >> value & 1}
        table = 0
        for of_value in accepted:
            table |= self.tables.values[variable][of_value]
        return table

    def _ground_table(self) -> int:
        table = self.tables.values[self._alone][1] if self._has_alone else 0
        for needs in self._grounds:
            both = self.tables.full
            for position in needs:
                both &= self._accepting(position, 0b10)
            table |= both
        return table


def asked_by(residuals: Iterable[Residual], coded: list[int], definitions: Definitions) -> tuple[str, ...]:
    """Every unknown fact that residuals ask about, sorted, without going through any completion."""
    names: set[str] = set()
    for one in residuals:
        names.update(SCALAR_NAMES[position] for position, _ in one.scalars)
        names.update(f"conditions.{name}" for name in conditions_in(one.denied))
        if one.grounds is not None:
            names.update(SCALAR_NAMES[at] for needs in _open_grounds(coded, definitions) for at in needs)
    return tuple(sorted(names))


def _masks_of(residuals: list[Residual]) -> dict[int, set[int]]:
    masks: dict[int, set[int]] = {}
    for one in residuals:
        for position, mask in one.scalars:
            masks.setdefault(position, set()).add(mask)
    return dict(sorted(masks.items()))


def _open_grounds(coded: list[int], definitions: Definitions) -> list[tuple[int, ...]]:
    """The grounds that can still hold, each with its unknown needs. Asked only while no ground holds."""
    return [
        tuple(position for position in needs if coded[position] < 0)
        for needs in definitions.grounds
        if all(coded[position] != 0 for position in needs)
    ]


def _grounds_alone(grounds: list[tuple[int, ...]], masks: dict[int, set[int]]) -> tuple[int, ...]:
    shared = {position for needs in grounds if len(needs) > 1 for position in needs} | masks.keys()
    return tuple(needs[0] for needs in grounds if len(needs) == 1 and needs[0] not in shared)


def _classes(count: int, masks: set[int]) -> tuple[int, ...]:
    """For each value the number of its class: values that every mask treats alike."""
    seen: dict[tuple[int, ...], int] = {}
    ordered = sorted(masks)
    return tuple(
        seen.setdefault(tuple(mask >> value & 1 for mask in ordered), len(seen)) for value in range(count)
    )


def _condition_classes(residuals: list[Residual]) -> list[int]:
    """Sets of conditions that the same residuals ask about."""
    by_readers: dict[tuple[int, ...], int] = {}
    asked = 0
    for one in residuals:
        asked |= one.denied
    for bit in CONDITION_BITS.values():
        if asked & bit:
            readers = tuple(index for index, one in enumerate(residuals) if one.denied & bit)
            by_readers[readers] = by_readers.get(readers, 0) | bit
    return list(by_readers.values())
