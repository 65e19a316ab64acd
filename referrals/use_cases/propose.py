"""A new proposal: facts, rule set in force on receipt, and a snapshot of what routing
saw, stored to the byte.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from deltytelser.rules.errors import InvalidFacts, NoRuleInForce
from referrals import attention, clocks, engine, facts, provenance
from referrals.models import Proposal, Referral
from referrals.use_cases import coding
from referrals.use_cases.history import note
from rve.core.errors import DomainError
from rve.core.policies import Actor


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
    on = timezone.localdate(now, clocks.OSLO)
    try:
        made = _propose(referral, cause=cause, now=now, on=on)
    except InvalidFacts as error:
        _check_about(error.field or "", about or {})
        _flag(referral, error.field or "rules", by=by, now=now)
        return None
    except (NoRuleInForce, engine.NoRuleSet):
        _flag(referral, "rules", by=by, now=now)
        return None
    referral.proposal, referral.proposed_outcome = made, made.outcome
    if referral.status != Referral.Status.DECIDED:
        referral.delytelse = made.delytelse
    referral.attention = _attention(referral)
    _save(referral)
    note(referral, "proposed", by=by, now=now, cause=cause, outcome=made.outcome, delytelse=made.delytelse)
    return made


def _propose(referral: Referral, *, cause: str, now: dt.datetime, on: dt.date) -> Proposal:
    receipt = referral.first_received_on or referral.received_on
    assert receipt is not None
    row = engine.rule_set_for(region=referral.region, receipt=receipt)
    rules, ground = engine.compiled(row), engine.take_geography(referral.region)
    first = engine.propose_from(
        facts=facts.facts_of(referral), rules=rules, world=engine.bare_world(ground), on=on
    )
    letter = first["delytelse"]
    _derive(referral, letter=letter, now=now, on=on)
    known = facts.facts_of(referral)
    snapshot = engine.take_snapshot(region=referral.region, on=on, letter=letter, ground=ground)
    found = engine.propose_from(facts=known, rules=rules, world=engine.world_of(snapshot), on=on)
    coding.keep_coded([coding.coded(referral, known=known, world=engine.bare_world(ground))])
    return _store(referral, row=row, snapshot=snapshot, known=known, found=found, cause=cause, now=now, on=on)


def _derive(referral: Referral, *, letter: str | None, now: dt.datetime, on: dt.date) -> None:
    """What we know ourselves goes into the facts, marked as derived, and out again
    where it no longer holds.
    """
    for name, value in facts.derived(referral, delytelse=letter, on=on).items():
        if value == (referral.facts.get(name) or ([] if name == "earlier_stays" else None)):
            continue
        referral.facts = {**referral.facts, name: value}
        mark = provenance.mark(by=None, now=now, how=provenance.DERIVED)
        referral.provenance = {**referral.provenance, name: mark}


def _store(
    referral: Referral,
    *,
    row: Any,
    snapshot: Any,
    known: dict[str, Any],
    found: dict[str, Any],
    cause: str,
    now: dt.datetime,
    on: dt.date,
) -> Proposal:
    deadline = found["start_deadline"]
    return Proposal.objects.create(
        referral=referral,
        rule_set=row,
        snapshot=snapshot,
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


def _attention(referral: Referral) -> str:
    """The flags with those that the facts decide: a right already, facts that can be read again."""
    flags = attention.remove(referral.attention, attention.FACTS_REFUSED, attention.EXISTING_RIGHT)
    deadline = referral.facts.get("existing_right_deadline")
    return attention.add(flags, attention.EXISTING_RIGHT, deadline) if deadline else flags


def _flag(referral: Referral, field: str, *, by: Actor | None, now: dt.datetime) -> None:
    referral.attention = attention.add(referral.attention, attention.FACTS_REFUSED, field)
    referral.proposal, referral.proposed_outcome = None, ""
    _save(referral)
    note(referral, "proposal_failed", by=by, now=now, field=field)


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
