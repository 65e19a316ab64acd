"""Every verb, in every state, by everybody: who may is written here once more, by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from referrals.models import Decision, Placement, Referral
from referrals.policies import allowed_actions
from referrals.use_cases import cases, decisions, drafts, placements, questions, settle
from referrals.use_cases.decisions import DecisionInput
from referrals.use_cases.questions import QuestionItem
from rve.core.errors import DomainError
from rve.core.models import CaseEvent
from rve.core.policies import Actor
from tests.people import (
    LOCAL_ZONE,
    NOW,
    World,
    a_claimed_case,
    a_decision_input,
    a_placement,
    a_prepared_decision,
    a_referral,
    a_signed_decision,
)

PEOPLE = (
    *("kari", "ingrid", "jonas", "liv", "marit", "gro"),
    *("per_elsewhere", "siv_elsewhere", "bo_elsewhere", "planner", "privacy"),
)
RVE = "ingrid jonas liv marit"
LATER = NOW + dt.timedelta(days=30)


def waiting(world: World) -> Referral:
    case = a_claimed_case(world)
    item = QuestionItem("significant_change", "Hva er endret?")
    questions.ask(referral=case, items=[item], by=world.ingrid, now=NOW, version=case.version)
    return Referral.objects.get(pk=case.pk)


def withdrawn(world: World) -> Referral:
    case = a_referral(world)
    reason = world.reason("withdraw", "patient_wish")
    return cases.withdraw(referral=case, reason=reason, text="", by=world.kari, now=NOW, version=case.version)


REFERRALS: dict[str, Callable[[World], Referral]] = {
    "draft": lambda world: drafts.start_draft(by=world.kari, now=NOW),
    "received": a_referral,
    "in_assessment": a_claimed_case,
    "awaiting_information": waiting,
    "awaiting_signature": lambda world: a_prepared_decision(world).referral,
    "decided": lambda world: a_signed_decision(world).referral,
    "closed": lambda world: a_placement(world, "completed").referral,
    "withdrawn": withdrawn,
}
# Ingrid has the case and prepared the decision; Liv is the physician, Marit the team lead. Nobody else may,
# and in the other states nobody.
MAY = {
    "draft": {"submit": "kari", "delete": "kari"},
    "received": {"claim": RVE, "reassign": "marit", "withdraw": f"kari {RVE}"},
    "in_assessment": {
        "claim": "jonas liv marit",
        "put_back": "ingrid marit",
        "reassign": "ingrid marit",
        "settle": "ingrid",
        "ask": "ingrid",
        "phone": "ingrid",
        "prepare": "ingrid",
        "withdraw": f"kari {RVE}",
    },
    "awaiting_information": {
        "claim": "jonas liv marit",
        "reassign": "ingrid marit",
        "settle": "ingrid",
        "ask": "ingrid",
        "phone": "ingrid",
        "prepare": "ingrid",
        "answer": f"kari {RVE}",
        "withdraw": f"kari {RVE}",
    },
    "awaiting_signature": {
        "sign": "liv",
        "send_back": "liv ingrid",
        "reassign": "ingrid marit",
        "withdraw": f"kari {RVE}",
    },
    "decided": {"reroute": RVE, "withdraw": f"kari {RVE}"},
    "closed": {},
    "withdrawn": {},
}


def _prepared(case: Referral) -> Decision:
    found = case.decisions.filter(status="prepared").first()
    return found or Decision(referral=case, pk=0, version=1)


def on_referral(world: World) -> dict[str, Callable[[Referral, Actor], Any]]:
    def who(case: Referral, by: Actor) -> dict[str, Any]:
        return {"referral": case, "by": by, "now": NOW, "version": case.version}

    def prepare(case: Referral, by: Actor) -> Any:
        asked = a_decision_input(case) if case.proposal else DecisionInput(outcome="refused")
        return decisions.prepare(**who(case, by), decision=asked)

    def answer(case: Referral, by: Actor) -> Any:
        row = case.questions.first()
        if row is None:
            raise DomainError("no question")
        return questions.answer(question=row, value=True, text="Verre.", by=by, now=NOW)

    def on_decision(deed: Callable[..., Any], **more: Any) -> Callable[[Referral, Actor], Any]:
        def do(case: Referral, by: Actor) -> Any:
            row = _prepared(case)
            return deed(decision=row, by=by, now=NOW, version=row.version, **more)

        return do

    item = QuestionItem("event_on", "Når?")
    return {
        "delete": lambda case, by: drafts.delete_draft(draft=case, by=by, now=NOW),
        "claim": lambda case, by: cases.claim(**who(case, by)),
        "put_back": lambda case, by: cases.put_back(**who(case, by)),
        "reassign": lambda case, by: cases.reassign(**who(case, by), to=world.jonas.user, reason="Fravær"),
        "settle": lambda case, by: settle.settle_facts(**who(case, by), values={"needs.intensity": True}),
        "ask": lambda case, by: questions.ask(**who(case, by), items=[item]),
        "phone": lambda case, by: questions.note_phone_call(**who(case, by), text="Sa at …"),
        "answer": answer,
        "prepare": prepare,
        "sign": on_decision(decisions.sign),
        "send_back": on_decision(decisions.send_back, note="Se på målet."),
        "withdraw": lambda case, by: cases.withdraw(
            **who(case, by), reason=world.reason("withdraw", "patient_wish"), text=""
        ),
        "reroute": lambda case, by: placements.reroute(**who(case, by), institution="havblikk"),
    }


def _tried(deed: Callable[[], Any]) -> bool:
    """Whether it was done; undone again either way."""
    try:
        with transaction.atomic():
            deed()
            transaction.set_rollback(True)
    except DomainError:
        return False
    return True


@pytest.mark.parametrize("state", list(REFERRALS))
def test_who_may_do_what_with_a_referral(world: World, state: str) -> None:
    case = Referral.objects.get(pk=REFERRALS[state](world).pk)
    assert case.status == state
    wrong = []
    for person in PEOPLE:
        actor: Actor = getattr(world, person)
        told = set(allowed_actions(actor, case))
        may = {verb for verb, people in MAY[state].items() if person in people.split()}
        if told != may:
            wrong.append(f"{person} is told {told}, not {may}")
        for verb, deed in on_referral(world).items():
            before = CaseEvent.objects.count()
            if verb == "claim" and person == "ingrid" and case.assessor_id == actor.user.pk and case.is_open:
                continue  # taking one's own again is quietly nothing
            done = _tried(lambda deed=deed, actor=actor: deed(Referral.objects.get(pk=case.pk), actor))
            if done != (verb in may):
                wrong.append(f"{person} {verb}: {done}")
            assert CaseEvent.objects.count() == before
    assert wrong == []


PLACEMENTS = ("forwarded", "accepted", "scheduled", "started", "interrupted", "completed", "declined")
GRO_MAY = {
    "forwarded": {"accept", "decline"},
    "accepted": {"schedule", "start"},
    "scheduled": {"schedule", "start"},
    "started": {"interrupt", "discharge"},
    "interrupted": {"resume", "discharge"},
}


def on_placement(world: World) -> dict[str, Callable[[Placement, Actor], Any]]:
    def who(row: Placement, by: Actor) -> dict[str, Any]:
        return {"placement": row, "by": by, "now": LATER, "version": row.version}

    decline, interrupt = world.reason("decline", "no_capacity"), world.reason("interrupt", "acute_illness")
    day, postpone = LATER.date(), world.reason("postpone", "capacity")
    at = dt.datetime(2026, 4, 7, 11, 0, tzinfo=LOCAL_ZONE)
    return {
        "accept": lambda row, by: placements.accept(**who(row, by)),
        "decline": lambda row, by: placements.decline(**who(row, by), reason=decline, comment=""),
        "schedule": lambda row, by: placements.schedule(**who(row, by), at=at, reason=postpone),
        "start": lambda row, by: placements.start(**who(row, by), on=day, event="behandling"),
        "interrupt": lambda row, by: placements.interrupt(**who(row, by), on=day, reason=interrupt),
        "resume": lambda row, by: placements.resume(**who(row, by), on=day),
        "discharge": lambda row, by: placements.discharge(**who(row, by), on=day, note=""),
    }


@pytest.mark.parametrize("state", PLACEMENTS)
def test_who_may_do_what_with_a_placement(world: World, state: str) -> None:
    row = Placement.objects.get(pk=a_placement(world, state).pk)
    assert row.status == state
    wrong = []
    for person in PEOPLE:
        actor: Actor = getattr(world, person)
        may = GRO_MAY.get(state, set()) if person == "gro" else set()
        told = set(allowed_actions(actor, row))
        if told != may:
            wrong.append(f"{person} is told {told}, not {may}")
        for verb, deed in on_placement(world).items():
            done = _tried(lambda deed=deed, actor=actor: deed(Placement.objects.get(pk=row.pk), actor))
            if done != (verb in may):
                wrong.append(f"{person} {verb}: {done}")
    assert wrong == []
