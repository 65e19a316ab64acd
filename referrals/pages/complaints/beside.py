"""The decision complained of beside the case as it is now: facts, proposals and reasons that differ."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from referrals.models import Complaint, Proposal, Referral
from referrals.pages import case_proposal
from referrals.pages.backtest.trees import Differing, differing
from referrals.pages.case_facts_rows import Reader, diagnosis_words, source, value_words
from referrals.pages.case_newer import compared
from referrals.pages.case_reasons import tree_of
from referrals.pages.case_rules import Words, content_of, words_of
from rve.core.models import User

SIDES = (("conditions", True), ("conditions_denied", False))
NOT_FACTS = ("reference",)


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact that is not what it was when it was decided."""

    name: str
    label: str
    before: str
    after: str
    by: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of one of the two proposals, and whether the other has it too."""

    stage: str
    text: str
    rule: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Then and now. `same`: the case has had no other proposal since the decision."""

    then: case_proposal.Panel | None
    now: case_proposal.Panel | None
    made_at: dt.datetime | None
    same: bool
    facts: list[Changed] = field(default_factory=list)
    compared: list[tuple[str, str, str]] = field(default_factory=list)
    reasons_then: list[Reason] = field(default_factory=list)
    reasons_now: list[Reason] = field(default_factory=list)
    rows: list[Differing] = field(default_factory=list)


def beside(complaint: Complaint, *, viewer: User, today: dt.date) -> Beside | None:
    """None where nothing was decided."""
    referral, decision = complaint.referral, complaint.decision
    if decision is None:
        return None
    then, words = _as_of(referral, decision.proposal), words_of(referral)
    words_then = words_of(then)
    before, after = case_proposal.panel(then, words_then), case_proposal.panel(referral, words)
    proposal = referral.proposal
    if proposal is None or proposal.pk == decision.proposal_id:
        return Beside(before, after, proposal.made_at if proposal else None, same=proposal is not None)
    old, new = (content_of(one) for one in (then, referral))
    trees = tree_of(then, words_then), tree_of(referral, words)
    return Beside(
        then=before,
        now=after,
        made_at=proposal.made_at,
        same=False,
        facts=changed_facts(decision.proposal, referral, Reader(viewer, today, words)),
        compared=compared(old, new, words),
        reasons_then=_reasons(before, after),
        reasons_now=_reasons(after, before),
        rows=differing(trees[0], trees[1]) if trees[0] and trees[1] else [],
    )


def _as_of(referral: Referral, proposal: Proposal) -> Referral:
    """The case with the proposal it had."""
    then = copy.copy(referral)
    then.proposal = proposal
    return then


def changed_facts(old: Proposal, referral: Referral, reader: Reader) -> list[Changed]:
    """The facts whose values differ from those the decision was made on, with who settled each last."""
    assert referral.proposal is not None
    before, after = _flat(json.loads(old.facts)), _flat(json.loads(referral.proposal.facts))
    names = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    return [
        Changed(
            name=name,
            label=reader.words.fact(name),
            before=_value(name, before.get(name), reader.words),
            after=_value(name, after.get(name), reader.words),
            by=source(referral, name, reader),
        )
        for name in names
    ]


def _flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts by their dotted names; conditions one by one."""
    found: dict[str, Any] = {f"conditions.{one}": said for key, said in SIDES for one in facts.get(key) or ()}
    for name, value in facts.items():
        if name in (*NOT_FACTS, *(key for key, _said in SIDES)):
            continue
        if isinstance(value, Mapping):
            found |= {f"{name}.{inner}": one for inner, one in value.items()}
        else:
            found[name] = value
    return found


def _value(name: str, value: Any, words: Words) -> str:
    if value is None:
        return words.value(name, None)
    if name == "diagnoses":
        return ", ".join(diagnosis_words(one) for one in value)
    if isinstance(value, list) and name != "earlier_stays":
        return ", ".join(str(one) for one in value)
    return value_words(name, value, words)


def _reasons(one: case_proposal.Panel | None, other: case_proposal.Panel | None) -> list[Reason]:
    """The reasons of one proposal in reading order, those that the other lacks marked."""
    if one is None:
        return []
    there = {(reason.rule, reason.text) for reason in other.reasons} if other else set()
    return [
        Reason(reason.stage, reason.text, reason.rule, (reason.rule, reason.text) in there)
        for reason in one.reasons
    ]
