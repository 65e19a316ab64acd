"""What the rule book says of what is typed so far: bare facts, no routes, nothing stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from deltytelser.rules.errors import InvalidFacts, NoRuleInForce
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import NEEDS
from deltytelser.rules.world import World
from institutions.queries import geography
from referrals.engine import NoRuleSet, bare_world, canonical, compiled, digest_of, propose_from, rule_set_for
from referrals.forms.answers import diagnoses_of, facts_of
from referrals.models import Snapshot
from rve.core.models import Region

# One of the grounds is enough; this pair is the commonest.
ALL_GROUNDS = dict.fromkeys(NEEDS, True)
NO_GROUNDS = dict.fromkeys(NEEDS, False)
# The goal is asked late: until it is given, the commonest is taken to be it.
LIKELY_GOAL = "improve"
NEEDED = ("birth_date", "municipality")
# Where neither is known yet: the delytelse of a diagnosis does not hang on them.
ANYWHERE = "0301"


@dataclass(frozen=True, slots=True)
class View:
    """The proposal as it stands, and what it would be with every ground and with none."""

    rules: RuleSet
    now: dict[str, Any]
    with_grounds: dict[str, Any]
    without_grounds: dict[str, Any]


@lru_cache(maxsize=8)
def _world(region_id: int, _today: dt.date) -> World:
    text = canonical(geography(region=Region.objects.get(pk=region_id)))
    return bare_world(Snapshot(digest=digest_of(text), content=text))


def rules_today(region: Region, today: dt.date) -> RuleSet | None:
    """The rule set in force; None where the region has none."""
    try:
        return compiled(rule_set_for(region=region, receipt=today))
    except NoRuleSet:
        return None


def usable_facts(form: Mapping[str, Any], today: dt.date) -> dict[str, Any] | None:
    """The facts typed so far, None while birth date, municipality or diagnosis are not known."""
    facts = facts_of(form, referred_on=today, received_on=today)
    known = all(facts["patient"][key] for key in NEEDED)
    if not (known and facts["diagnoses"]):
        return None
    facts["referrer"]["kind"] = facts["referrer"]["kind"] or "other"
    return {**{key: value for key, value in facts.items() if value is not None}, "reference": "draft"}


def delytelse_of(form: Mapping[str, Any], *, region: Region, today: dt.date) -> str | None:
    """The delytelse that the diagnoses alone lead to: the questions stand still while they are answered."""
    facts, rules = usable_facts(form, today), rules_today(region, today)
    if rules is None or not diagnoses_of(form):
        return None
    bare = {"birth_date": "1970-01-01", "municipality": ANYWHERE}
    known = facts["patient"] if facts else bare
    asked = {
        "reference": "draft",
        "referred_on": today.isoformat(),
        "received_on": today.isoformat(),
        "referrer": {"kind": "other"},
        "patient": known,
        "diagnoses": diagnoses_of(form),
    }
    try:
        found = propose_from(facts=asked, rules=rules, world=_world(region.pk, today), on=today)
    except (InvalidFacts, NoRuleInForce):
        return None
    letter: str | None = found["delytelse"]
    return letter


def view_of(form: Mapping[str, Any], *, region: Region, today: dt.date) -> View | None:
    """The rule book's view; None while too little is known, or where the facts cannot be read."""
    facts, rules = usable_facts(form, today), rules_today(region, today)
    if facts is None or rules is None:
        return None
    world = _world(region.pk, today)
    likely = {"goal": LIKELY_GOAL} | facts
    try:
        now, yes, no = (
            propose_from(facts=one, rules=rules, world=world, on=today)
            for one in (facts, likely | {"needs": ALL_GROUNDS}, likely | {"needs": NO_GROUNDS})
        )
    except (InvalidFacts, NoRuleInForce):
        return None
    return View(rules=rules, now=now, with_grounds=yes, without_grounds=no)
