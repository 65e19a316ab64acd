"""A case that is decided, or waits for its signature: the decision, its place and its letters."""

from __future__ import annotations

from typing import Any

from referrals.models import Decision, Referral
from referrals.pages.case_rules import Words
from referrals.policies.complaint_facts import quashes
from referrals.queries.case import Around
from referrals.words import (
    LEVELS,
    MARKS,
    OUTCOMES,
    PLACEMENT,
    QUASHED,
    QUASHED_MARK,
    RECIPIENTS,
    REDIRECTS,
    REFERRAL,
)


def state_panel(referral: Referral, around: Around, words: Words) -> dict[str, Any]:
    """The decision that stands now (prepared before signed), in words."""
    decision = around.standing
    gone = decision is not None and any(
        one.decision_id == decision.pk and quashes(one) for one in around.complaints
    )
    placement = around.placement
    late = bool(
        decision
        and decision.start_deadline
        and placement
        and placement.planned_week
        and placement.planned_week > decision.start_deadline
    )
    return {
        "state": REFERRAL[referral.status],
        "decision": decision,
        "decision_words": _words(decision, gone=gone) if decision else {},
        "decision_quashed": gone,
        "placement": placement,
        "placement_words": PLACEMENT[placement.status] if placement else "",
        "placement_late": late,
        "place_lost": placement is None or placement.status in ("declined", "cancelled"),
        "letters": [
            (letter, RECIPIENTS.get(letter.recipient_role, letter.recipient_role))
            for letter in around.letters
        ],
        "returned": around.returned if decision is None else None,
    }


def _words(decision: Decision, *, gone: bool) -> dict[str, Any]:
    return {
        "outcome": QUASHED if gone else OUTCOMES[decision.outcome],
        "mark": QUASHED_MARK if gone else MARKS[decision.outcome],
        "was": OUTCOMES[decision.outcome],
        "level": LEVELS.get(decision.level, ""),
        "redirect": REDIRECTS.get(decision.redirect_to, decision.redirect_to),
    }
