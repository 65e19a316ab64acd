"""Where in a file the reader is: the row and the cell, so that what is refused can be found."""

from __future__ import annotations

from dataclasses import dataclass

import yaml


@dataclass(slots=True)
class _Level:
    """A group of names and values, or a list (`name` is then its number of items so far)."""

    is_list: bool
    name: str = ""
    items: int = 0
    at_name: bool = True
    id: str = ""


class Where:
    """Follows the events of a YAML file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.depth = 0
        self._levels: list[_Level] = []

    def follow(self, event: yaml.Event) -> None:
        """One event on."""
        if isinstance(event, yaml.CollectionEndEvent):
            self._levels.pop()
            self.depth -= 1
            self._value_done()
        elif isinstance(event, yaml.CollectionStartEvent):
            self._levels.append(_Level(is_list=isinstance(event, yaml.SequenceStartEvent)))
            self.depth += 1
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event.value)

    def _scalar(self, value: str) -> None:
        level = self._levels[-1] if self._levels else None
        if level and not level.is_list and level.at_name:
            level.name, level.at_name = value, False
            return
        if level and level.name == "id":
            level.id = value
        self._value_done()

    def _value_done(self) -> None:
        if self._levels:
            level = self._levels[-1]
            level.at_name = True
            level.items += 1

    def place(self) -> str:
        """`file, row X, cell Y`; a row without its id so far by its number."""
        for outer, inner, row in zip(self._levels, self._levels[1:], self._levels[2:], strict=False):
            if outer.name == "rows" and inner.is_list and not row.is_list:
                named = row.id or f"number {inner.items + 1}"
                return f"{self.file}, row {named}" + (f", cell {row.name}" if row.name else "")
        names = [level.name for level in self._levels if level.name and not level.at_name]
        return f"{self.file}, cell {names[-1]}" if names else self.file
