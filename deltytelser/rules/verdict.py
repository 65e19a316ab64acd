"""What stage 3 says of one referral."""

from __future__ import annotations

from typing import Final, NamedTuple

GRANTED: Final = "granted"
MANUAL: Final = "manual"
REFUSED: Final = "refused"
INCOMPLETE: Final = "incomplete"
REDIRECTED: Final = "redirected"
OUTCOMES: Final = (GRANTED, REFUSED, REDIRECTED, INCOMPLETE, MANUAL)


class Verdict(NamedTuple):
    """The outcome over every completion of the unknown facts.

    Rows by their number among the delytelse's rows.
    """

    outcome: str
    missing: tuple[str, ...]  # facts that the outcome depends on, sorted; only when incomplete
    holds: tuple[int, ...]  # rows that hold in every completion
    may_hold: tuple[int, ...]  # rows that hold in some
    refuses: tuple[int, ...]  # rows that refuse in every completion
    may_refuse: tuple[int, ...]  # rows that refuse in some

    @property
    def cited(self) -> tuple[int, ...]:
        """The rows that the reasons name."""
        if self.outcome == REFUSED:
            return self.refuses or self.may_refuse
        if self.outcome == MANUAL:
            return self.holds or self.may_hold
        return self.may_hold if self.outcome == INCOMPLETE else ()
