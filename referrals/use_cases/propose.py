"""A new proposal: facts, rule set in force on receipt, and a snapshot of what routing
saw, stored to the byte.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from deltytelser.models import RuleSet
from deltytelser.rules.errors import InvalidFacts, NoRuleInForce
from deltytelser.rules.ruleset import RuleSet as Rules
from deltytelser.rules.world import World
from referrals import attention, clocks, engine, facts, provenance
from referrals.models import CodedFacts, Proposal, Referral
from referrals.queries.past import Past, past_of
from referrals.queries.standing import Standing, standing
from referrals.use_cases import coding
from referrals.use_cases.history import note
from rve.core.errors import DomainError
from rve.core.policies import Actor

# What is said to be unreadable where it is not a fact.
RULES: Final = "rules"


@dataclass(frozen=True, slots=True)
class Made:
    """A proposal and the packed facts it was made from, not written yet."""

    proposal: Proposal
    coded: CodedFacts


def propose(
    *,
    referral: Referral,
    cause: str,
    by: Actor | None,
    now: dt.datetime,
    about: Mapping[str, Any] | None = None,
) -> Proposal | None:
    """Stores what the rules propose now and shows it on the case; the caller holds the case's lock.

    None where the rules cannot read the facts: the case is flagged with the fact, and a person takes it.
    DomainError instead where the fact is among those just set (`about`).
    """
    stands = standing(region=referral.region, receipt=referral.receipt)
    past = past_of(referral.patient, but=referral)
    made = tried(referral, stands=stands, past=past, cause=cause, now=now)
    if isinstance(made, str):
        _check_about(made, about or {})
        flag(referral, made)
        _save(referral)
        note(referral, "proposal_failed", by=by, now=now, field=made)
        return None
    made.proposal.save(force_insert=True)
    coding.keep_coded([made.coded])
    show(referral, made.proposal)
    _save(referral)
    note(referral, "proposed", by=by, now=now, **told(made.proposal))
    return made.proposal


def tried(
    referral: Referral,
    *,
    stands: Standing,
    past: Past,
    cause: str,
    now: dt.datetime,
    number: Callable[[], None] = lambda: None,
) -> Made | str:
    """The proposal, with what we know ourselves put into the case's facts; nothing is written but the
    snapshot. `number` gives a new case its reference and key, as late as can be: receipts wait for it.

    Where the rules cannot read the facts: the name of the fact, «rules» where there are none to ask.
    """
    on = timezone.localdate(now, clocks.OSLO)
    try:
        ready = _looked(referral, stands=stands, past=past, now=now, on=on)
        number()
        return _made(referral, ready, cause=cause, now=now, on=on)
    except InvalidFacts as error:
        refused = error.field or RULES
    except NoRuleInForce:
        refused = RULES
    if referral.reference is None:
        number()
    return refused


@dataclass(frozen=True, slots=True)
class _Ready:
    """The rules in force and what routing sees, kept under a key."""

    rule_set: RuleSet
    rules: Rules
    bare: World
    world: World
    snapshot: int


def _looked(referral: Referral, *, stands: Standing, past: Past, now: dt.datetime, on: dt.date) -> _Ready:
    """Raises InvalidFacts and NoRuleInForce."""
    if stands.rule_set is None:
        raise NoRuleInForce(referral.receipt)
    rules, ground = engine.compiled(stands.rule_set), engine.ground_of(stands.reference)
    bare = engine.bare_world(ground)
    letter = engine.propose_from(facts=facts.facts_of(referral), rules=rules, world=bare, on=on)["delytelse"]
    seen = engine.look(
        region=referral.region, on=on, letter=letter, ground=ground.digest, reference=stands.reference
    )
    _derive(referral, letter=letter, stands=stands, past=past, seen=seen, now=now, on=on)
    text = engine.canonical(seen)
    kept = engine.keep(text, ground.content)[engine.digest_of(text)]
    return _Ready(stands.rule_set, rules, bare, engine.world_from(seen, ground), kept)


def _made(referral: Referral, ready: _Ready, *, cause: str, now: dt.datetime, on: dt.date) -> Made:
    """Raises InvalidFacts and NoRuleInForce."""
    known = facts.facts_of(referral)
    found = engine.propose_from(facts=known, rules=ready.rules, world=ready.world, on=on)
    made = _proposal(referral, known=known, found=found, cause=cause, now=now, on=on)
    made.rule_set, made.snapshot_id = ready.rule_set, ready.snapshot
    return Made(made, coding.coded(referral, known=known, world=ready.bare))


def _derive(
    referral: Referral,
    *,
    letter: str | None,
    stands: Standing,
    past: Past,
    seen: Mapping[str, Any],
    now: dt.datetime,
    on: dt.date,
) -> None:
    """What we know ourselves goes into the facts, marked as derived, and out again
    where it no longer holds.
    """
    near = facts.nearest_km(referral.municipality, engine.daily_points(seen)) if letter else None
    limit = float(stands.settings.value("long_travel_km", on))
    found = facts.derived(referral, delytelse=letter, past=past, near=near, limit=limit)
    for name, value in found.items():
        if value == (referral.facts.get(name) or ([] if name == "earlier_stays" else None)):
            continue
        referral.facts = {**referral.facts, name: value}
        mark = provenance.mark(by=None, now=now, how=provenance.DERIVED)
        referral.provenance = {**referral.provenance, name: mark}


def _proposal(
    referral: Referral,
    *,
    known: dict[str, Any],
    found: dict[str, Any],
    cause: str,
    now: dt.datetime,
    on: dt.date,
) -> Proposal:
    deadline = found["start_deadline"]
    return Proposal(
        referral=referral,
        cause=cause,
        made_at=now,
        made_on=on,
        facts=engine.canonical(known),
        content=engine.canonical(found),
        outcome=found["outcome"],
        delytelse=found["delytelse"] or "",
        level=found["level"] or "",
        lodging=found["lodging"],
        start_deadline=dt.date.fromisoformat(deadline["date"]) if deadline else None,
        weeks=deadline["weeks"] if deadline else None,
        missing=found["missing"],
    )


def show(referral: Referral, made: Proposal) -> None:
    """Puts the proposal on the case, not saved yet."""
    referral.proposal, referral.proposed_outcome = made, made.outcome
    if referral.status != Referral.Status.DECIDED:
        referral.delytelse = made.delytelse
    referral.attention = _attention(referral)


def told(made: Proposal) -> dict[str, str]:
    """What the history says of it."""
    return {"cause": made.cause, "outcome": made.outcome, "delytelse": made.delytelse}


def flag(referral: Referral, field: str) -> None:
    """The rules cannot read this: a person takes the case. Not saved yet."""
    referral.attention = attention.add(referral.attention, attention.FACTS_REFUSED, field)
    referral.proposal, referral.proposed_outcome = None, ""


def _attention(referral: Referral) -> str:
    """The flags with those that the facts decide: a right already, facts that can be read again."""
    flags = attention.remove(referral.attention, attention.FACTS_REFUSED, attention.EXISTING_RIGHT)
    deadline = referral.facts.get("existing_right_deadline")
    return attention.add(flags, attention.EXISTING_RIGHT, deadline) if deadline else flags


def _save(referral: Referral) -> None:
    columns = ["proposal", "proposed_outcome", "delytelse", "attention", "facts", "provenance"]
    referral.save(update_fields=columns)


def check_facts(referral: Referral, *, about: Mapping[str, Any]) -> None:
    """DomainError when the facts just set are what the schema refuses; other faults are not this person's."""
    fault = facts.fault_in(facts.facts_of(referral))
    if fault is not None:
        _check_about(fault[0], about)


def _check_about(field: str, about: Mapping[str, Any]) -> None:
    named = [name for name in about if _head(name) == _head(field)]
    if not named:
        return
    if field.endswith("_on"):
        raise DomainError(_("This is no date, or it is later than the receipt."), field=named[0])
    raise DomainError(_("The rules cannot read this value."), field=named[0])


def _head(name: str) -> str:
    return name.partition(".")[0].partition("[")[0].replace("conditions_denied", "conditions")
