"""The rule set of a case and the language of its sentences: what every panel with rule words needs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from deltytelser.rules.labels import fact_label, label, question, value_label
from deltytelser.rules.ruleset import RuleSet as Rules
from deltytelser.rules.world import World
from referrals import engine
from referrals.models import Referral


def rule_language() -> str:
    """nn where the page is in nynorsk, else nb: rule sentences are written in these two."""
    return "nn" if (get_language() or "nb").startswith("nn") else "nb"


@dataclass(frozen=True, slots=True)
class Words:
    """What the rules call facts and values, and the world they saw; codes where none can be read."""

    rules: Rules | None
    lang: str
    world: World | None = None

    def fact(self, name: str) -> str:
        return fact_label(self.rules, name, self.lang) if self.rules else name

    def value(self, name: str, value: object) -> str:
        if self.rules is None:
            return str(value)
        if name.startswith("conditions.") and value in ("ticked", "denied"):
            value = value == "ticked"
        return value_label(self.rules, name, value, self.lang)

    def level(self, code: str) -> str:
        return label(self.rules, "levels", code, self.lang).lower() if self.rules else code

    def question(self, name: str) -> str:
        return question(self.rules, name, self.lang) if self.rules else ""


def words_of(referral: Referral) -> Words:
    """The words of the rule set behind the case's proposal, or of the one in force on receipt."""
    lang = rule_language()
    if referral.proposal is not None:
        world = engine.world_of(referral.proposal.snapshot)
        return Words(engine.compiled(referral.proposal.rule_set), lang, world)
    try:
        receipt = referral.first_received_on or referral.received_on
        row = engine.rule_set_for(region=referral.region, receipt=receipt) if receipt else None
    except engine.NoRuleSet:
        row = None
    return Words(engine.compiled(row) if row else None, lang)


def content_of(referral: Referral) -> dict[str, Any]:
    """The stored proposal, without sentences; empty where there is none."""
    return json.loads(referral.proposal.content) if referral.proposal else {}
