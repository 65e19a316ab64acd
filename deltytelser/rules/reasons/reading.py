"""One referral as the reason tree reads it: the case, its proposal, and who writes the sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deltytelser.rules.case import Case
from deltytelser.rules.render import Writer
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.trace import Proposal
from deltytelser.rules.vocabulary import DELYTELSE
from deltytelser.rules.world import World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """`decided`: row id -> the words in braces of its sentence, for every row that the proposal cites.

    `whole`: rows that are for other delytelser are listed too.
    """

    case: Case
    rules: RuleSet
    world: World
    proposal: Proposal
    writer: Writer
    lang: str
    decided: Mapping[str, Json]
    uncertain: frozenset[str]
    whole: bool

    @property
    def code(self) -> int:
        """The delytelse as the tables code it."""
        return self.case.coded[DELYTELSE]

    def table(self, name: str) -> list[Row]:
        """The rows of a table in force on receipt."""
        return [row for row in self.rules.rows.get(name, ()) if row.in_force(self.case.edition.day)]


def decided_rows(proposal: Proposal) -> dict[str, Json]:
    """Every row that the proposal's trace cites, and those of level, stay, deadline and place behind it."""
    found: dict[str, Json] = {}
    for one in proposal["trace"]:
        if one["rule"] == "law":
            continue
        words = {name: value for name, value in one["values"].items() if name not in ("rows", "limits")}
        for row in one["values"].get("rows", [one["row"]]):
            found[row] = words
        for limit in one["values"].get("limits", []):
            found[limit["row"]] = {"limit": limit["limit"]}
    for row in proposal["rows"]:
        found.setdefault(row, {})
    return found


def uncertain_rows(proposal: Proposal) -> frozenset[str]:
    """The rows cited that hold only if unknown facts turn out that way."""
    return frozenset(one["row"] for one in proposal["trace"] if not one["certain"])
