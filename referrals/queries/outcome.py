"""A signed decision as its referrer reads it: reasons with sources, and what would matter next time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from deltytelser.models import Delytelse
from deltytelser.rules.labels import asked_of
from deltytelser.rules.reasons.changes import changes_in_words
from deltytelser.rules.render import render
from deltytelser.rules.ruleset import RuleSet
from referrals.engine import compiled
from referrals.models import Decision
from referrals.policies.complaint_facts import is_quashed
from referrals.words import LEVELS, MARKS, OUTCOMES, REDIRECTS

# Stages that a referrer is told the reasons of: the gate and the right, level, deadline and place.
TOLD = (1, 3, 4, 5)
REFUSED = Decision.Outcome.REFUSED


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and where it stands."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`next_time`: for a refusal, sets of changes that would have given another outcome, in words."""

    mark: str
    words: str
    delytelse: str
    level: str
    redirect_to: str
    quashed: bool
    follows_proposal: bool
    reasons: list[Reason] = field(default_factory=list)
    next_time: list[str] = field(default_factory=list)


def outcome_of(decision: Decision | None, *, language: str) -> Outcome | None:
    """None until a decision is signed."""
    if decision is None:
        return None
    lang = "nn" if language == "nn" else "nb"
    rules = compiled(decision.proposal.rule_set)
    proposal = json.loads(decision.proposal.content)
    letter = Delytelse.objects.filter(region=decision.referral.region_id, code=decision.delytelse).first()
    return Outcome(
        mark=MARKS[decision.outcome],
        words=str(OUTCOMES[decision.outcome]),
        delytelse=f"{letter.code} – {letter.name_in(lang)}" if letter else "",
        level=str(LEVELS.get(decision.level, decision.level)),
        redirect_to=str(REDIRECTS.get(decision.redirect_to, decision.redirect_to)),
        quashed=is_quashed(decision),
        follows_proposal=decision.follows_proposal,
        reasons=_reasons(proposal, rules, lang) if decision.follows_proposal else [],
        next_time=_next_time(proposal, rules, lang) if decision.outcome == REFUSED else [],
    )


def _reasons(proposal: dict[str, Any], rules: RuleSet, lang: str) -> list[Reason]:
    """The reasons of the stages that decided."""
    return [
        Reason(str(one["text"]), ", ".join(part for part in one["source"].values() if part))
        for one in render(proposal, rules=rules, lang=lang)["reasons"]
        if one.get("stage") in TOLD
    ]


def _next_time(proposal: dict[str, Any], rules: RuleSet, lang: str) -> list[str]:
    """Each smallest set of facts that would have given another outcome, and which; and who settles it."""
    return [
        changes_in_words(rules, one, lang) + _whose(one["changes"]) for one in proposal["counterfactuals"]
    ]


def _whose(changes: dict[str, Any]) -> str:
    if any(asked_of(fact) == "assessor" for fact in changes):
        return _(" (the unit weighs it from what you write)")
    return ""
