"""What the rules would ask the referrer at once, in words."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from deltytelser.rules.labels import asked_of, fact_label, question
from referrals.engine import compiled
from referrals.models import Referral


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact by its dotted name, its label, and the question."""

    fact: str
    label: str
    text: str


def question_id(referral: Referral, fact: str) -> uuid.UUID:
    """The id of what the rules ask about a fact of a case, where nobody has asked: always the same."""
    return uuid.uuid5(referral.public_id, fact)


def asked_at_once(referral: Referral, *, language: str) -> list[Asked]:
    """The facts on which the outcome depends and the referrer knows; the outcome itself is not told."""
    proposal = referral.proposal
    if proposal is None:
        return []
    lang = "nn" if language == "nn" else "nb"
    rules = compiled(proposal.rule_set)
    missing = json.loads(proposal.content)["missing"]
    facts = [one for one in missing if asked_of(one) == "referrer"]
    return [Asked(one, fact_label(rules, one, lang), question(rules, one, lang)) for one in facts]
