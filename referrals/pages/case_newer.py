"""What rules published since would say of an open case: shown, never followed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from deltytelser.models import RuleSet
from deltytelser.rules.as_of import as_of
from deltytelser.rules.errors import CatalogueError, InvalidFacts, NoRuleInForce
from referrals import engine
from referrals.models import Referral
from referrals.pages.case_proposal import stay_words
from referrals.pages.case_rules import Words, content_of
from referrals.words import OUTCOMES
from rve.core.templatetags.rve_ui import short_date


@dataclass(frozen=True, slots=True)
class Newer:
    """The version, its first day, and each thing that differs: name, as proposed, as it would be."""

    version: str
    first_day: dt.date
    changes: list[tuple[str, str, str]]


def newer_rules(referral: Referral, words: Words) -> Newer | None:
    """None where no version was published since, or it would say the same. Reads `newer_rule_set`."""
    key = getattr(referral, "newer_rule_set", None)
    if key is None or not referral.is_open or referral.proposal is None or words.world is None:
        return None
    row = RuleSet.objects.get(pk=key)
    try:
        made = _made(referral, row, words)
    except (CatalogueError, InvalidFacts, NoRuleInForce):
        return None
    changes = changed(content_of(referral), made, words)
    return Newer(row.version, row.valid_from, changes) if changes else None


def _made(referral: Referral, row: RuleSet, words: Words) -> dict[str, Any]:
    """The proposal as if the referral had come when the newer version was in force."""
    proposal = referral.proposal
    assert proposal is not None and words.world is not None
    rules = as_of(engine.compiled(row), max(referral.receipt, row.valid_from))
    facts = json.loads(proposal.facts)
    return engine.propose_from(facts=facts, rules=rules, world=words.world, on=proposal.made_on)


def changed(old: dict[str, Any], new: dict[str, Any], words: Words) -> list[tuple[str, str, str]]:
    """The things that differ between two proposals: name, before, after."""
    return [one for one in compared(old, new, words) if one[1] != one[2]]


def compared(old: dict[str, Any], new: dict[str, Any], words: Words) -> list[tuple[str, str, str]]:
    """What two proposals say, thing by thing: name, before, after."""
    names = (
        *(_("Outcome"), _("Delytelse"), _("Level"), _("Guiding stay")),
        *(_("Start at the latest"), _("Missing facts")),
    )
    both = zip(names, _said(old, words), _said(new, words), strict=True)
    return [(name, before or "–", after or "–") for name, before, after in both]


def _said(content: dict[str, Any], words: Words) -> tuple[str, ...]:
    level, deadline = content["level"], content["start_deadline"]
    said = words.level(level) if level else ""
    return (
        str(OUTCOMES[content["outcome"]]),
        content["delytelse"] or "",
        _("{level} with lodging").format(level=said) if content["lodging"] else said,
        stay_words(content["stay"]),
        short_date(dt.date.fromisoformat(deadline["date"])) if deadline else "",
        ", ".join(words.fact(name) for name in content["missing"]),
    )
