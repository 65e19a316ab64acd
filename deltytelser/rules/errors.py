"""What can go wrong between a referral's facts and a proposal."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

# The groups of labels.yaml, which stand before the row.
_LABELS: Final = (
    "levels|outcomes|tests|redirects|tables|settings|definitions|areas|institutions|facts|values|conditions"
)
_PLACE: Final = re.compile(
    rf"(?P<file>[^,:]+?)(?:, (?:{_LABELS}))?(?:, row (?P<row>.+?))?(?:, (?P<group>one_of \d+|refuses))?"
    r"(?:, (?:cell )?(?P<cell>\w[\w.]*))?: (?P<what>.*)",
    re.DOTALL,
)


class CatalogueError(ValueError):
    """A table that cannot be used; the message names file, row and cell, and these stand apart as well.

    `file, row X, one_of 2, cell Y: what`; None for what the message does not name.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        found = _PLACE.fullmatch(message)
        parts = found.groupdict() if found else {}
        self.file: str | None = parts.get("file")
        self.row: str | None = parts.get("row")
        self.group: str | None = parts.get("group")
        self.cell: str | None = parts.get("cell")
        self.what: str = parts.get("what") or message


class NoRuleInForce(LookupError):
    """Asked for a day before the first rule or law. Never a guess: `day` and what was asked for."""

    def __init__(self, day: date, what: str = "rule") -> None:
        super().__init__(f"no {what} in force on {day.isoformat()}")
        self.day = day


class InvalidFacts(ValueError):
    """Facts that cannot be assessed: `field` dotted as in the schema (None:
    no object), `message` in English.
    """

    def __init__(self, field: str | None, message: str) -> None:
        super().__init__(message if field is None else f"{field}: {message}")
        self.field = field
        self.message = message
