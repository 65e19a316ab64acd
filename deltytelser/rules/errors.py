"""What can go wrong between a referral's facts and a proposal."""

from __future__ import annotations

from datetime import date


class CatalogueError(ValueError):
    """A table that cannot be used; the message names file, row and cell."""


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
