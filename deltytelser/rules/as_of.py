"""A rule set as it stands on one day, asked of any referral, older ones too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from deltytelser.rules.ruleset import RuleSet


def as_of(rules: RuleSet, day: date) -> RuleSet:
    """The same rule set with the edition of `day` in force on every day; laws keep their days.

    Raises NoRuleInForce before its first day.
    """
    return replace(rules, breaks=(date.min,), _editions={0: rules.on(day)})
