"""What the referrer is asked: by the assessor, and by the rules from the first moment."""

from __future__ import annotations

from typing import Any

from deltytelser.rules.labels import asked_of, question
from referrals.engine import compiled
from referrals.models import Referral
from referrals.queries.questions import question_id


def asked_by_rules(case: Referral, *, language: str) -> list[dict[str, Any]]:
    """The facts on which the outcome depends and the referrer knows; the outcome itself is not told."""
    if case.proposal is None or not case.is_open:
        return []
    facts = [fact for fact in case.proposal.missing if asked_of(fact) == "referrer"]
    if not facts:
        return []
    rules = compiled(case.proposal.rule_set)
    return [
        {
            "id": question_id(case, fact),
            "fact": fact,
            "text": question(rules, fact, language),
            "asked_at": None,
        }
        for fact in facts
    ]


def open_questions(case: Any, *, language: str) -> list[dict[str, Any]]:
    """`case` as from `find_whole`: the assessor's that have no answer, then what the rules ask besides."""
    asked = [
        {"id": one["public_id"], "fact": one["fact"], "text": one["text"], "asked_at": one["asked_at"]}
        for one in case.asked
        if one["answered_at"] is None
    ]
    known = {one["fact"] for one in asked}
    return asked + [one for one in asked_by_rules(case, language=language) if one["fact"] not in known]
