"""The decision complained of, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from referrals.models import Decision, Letter
from referrals.policies.complaint_facts import is_quashed
from referrals.words import LEVELS, MARKS, OUTCOMES, RECIPIENTS, REDIRECTS


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, by whom, and the letters that told of it."""

    decision: Decision
    outcome: str
    quashed: bool
    mark: str
    level: str
    redirect: str
    letters: list[tuple[Letter, Any]]


def decided(decision: Decision) -> Decided:
    """Reads the letters of the decision, without their pages."""
    gone = is_quashed(decision)
    rows = decision.letters.filter(complaint=None).defer("pdf").order_by("created_at", "pk")
    return Decided(
        decision=decision,
        outcome=str(OUTCOMES[decision.outcome]),
        quashed=gone,
        mark=MARKS[decision.outcome],
        level=str(LEVELS.get(decision.level, "")),
        redirect=str(REDIRECTS.get(decision.redirect_to, decision.redirect_to)),
        letters=[(one, RECIPIENTS.get(one.recipient_role, one.recipient_role)) for one in rows],
    )
