"""What the checks of a rule set found: findings with a place, a sentence and a referral that shows them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from deltytelser.checks.words import sentence

CHECKS: Final = ("types", "sources", "gaps", "overlaps", "dead", "cases", "mutants", "second")
Facts = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """One fault. `code` and `values` make the sentence; `witness` is referral facts that show the fault.

    `file`, `table`, `row` and `cell` say where, as far as it is one place.
    """

    check: str
    code: str
    file: str = ""
    table: str = ""
    row: str = ""
    cell: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    witness: Facts | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence, in the language of the reader."""
        return sentence(self.code, {"row": self.row, "cell": self.cell, "file": self.file, **self.values})

    @property
    def place(self) -> str:
        """File, row and cell, as an error of the loader names them."""
        named = [self.file, self.row and f"row {self.row}", self.cell and f"cell {self.cell}"]
        return ", ".join(one for one in named if one)


@dataclass(frozen=True)
class Report:
    """All findings, and figures: `rows`, `cells`, `cases`, `cases_held`, `mutants`, `mutants_caught`,
    `seconds` (by check), `second` (whether the second method was asked).
    """

    findings: tuple[Finding, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """True where nothing was found."""
        return not self.findings

    def of(self, check: str) -> list[Finding]:
        """The findings of one check."""
        return [one for one in self.findings if one.check == check]

    def of_row(self, row: str) -> list[Finding]:
        """The findings that name a row."""
        return [one for one in self.findings if one.row == row]

    def to_json(self) -> str:
        """As it is stored: codes and values, no sentences."""
        stored = {"findings": [asdict(one) for one in self.findings], "figures": dict(self.figures)}
        return json.dumps(stored, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, stored: str) -> Report:
        """A stored report."""
        read = json.loads(stored)
        return cls(tuple(Finding(**one) for one in read["findings"]), read["figures"])
