"""Builders of complaints in any state, all through the use cases.

    decision = a_refusal(world)                       # signed 2 March 2026
    complaint = a_complaint(world, decision)          # received, in time, signed
    complaint = an_assigned_complaint(world, decision)  # in review with Jonas
    new = a_new_decision(world, complaint)            # prepared by Jonas, waits for Eva
    complaint = an_upheld_complaint(world, decision)  # at Statsforvalteren

Jonas did not decide, and Eva is the unit's other physician.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.utils import timezone

from referrals.models import Complaint, Decision, Referral
from referrals.policies.complaint_facts import quashed
from referrals.use_cases import complaints, decisions, settle
from referrals.use_cases.complaints import ComplaintIntake
from rve.core.models import Role, User
from rve.core.policies import Actor
from tests.people import NOW, World, a_decision_input, a_signed_decision, an_actor

__all__ = [
    "LATER",
    "OVERTURNED",
    "REFUSED",
    "a_complaint",
    "a_complaint_intake",
    "a_new_decision",
    "a_refusal",
    "an_assigned_complaint",
    "an_upheld_complaint",
    "fresh",
    "the_other_physician",
]

# Two weeks after the decisions of the builders were signed: inside the four.
LATER = NOW + dt.timedelta(days=14)
# Nothing that the specialist service must give, and the municipality has enough: the rules refuse.
REFUSED: dict[str, Any] = {
    "conditions": [],
    "needs": dict.fromkeys(
        (
            *("complexity", "multidisciplinary", "specialist_competence"),
            *("intensity", "hospital_proximity", "diagnostic_workup"),
        ),
        False,
    ),
    "municipal_measures": "sufficient",
    "significant_change": False,
    "event_on": "2026-01-01",
}
OVERTURNED: dict[str, Any] = {
    "outcome": "overturned",
    "cause": "new_facts",
    "cause_text": "Kommunens tilbud er lagt ned.",
    "caught_by": "municipal_measures",
}
# What the complaint brought to light: with these the rules grant delytelse B.
_NEW_FACTS: dict[str, Any] = {
    "municipal_measures": "insufficient",
    "needs.complexity": True,
    "needs.multidisciplinary": True,
    "conditions.systemic_rheumatic_disease": True,
}


def the_other_physician(world: World) -> Actor:
    """Eva, a physician of the unit who decided nothing; the same person each time."""
    user = User.objects.filter(name="Eva Holm").first()
    if user is None:
        return an_actor("Eva Holm", world.rve, Role.PHYSICIAN, title="overlege")
    return Actor(user, world.rve, frozenset({Role.PHYSICIAN}), world.liv.today)


def fresh(row: Any) -> Any:
    """The row as it is stored now."""
    return type(row).objects.get(pk=row.pk)


def a_refusal(world: World, **changed: Any) -> Decision:
    """A refusal prepared by Ingrid and signed by Liv; the municipality is said to give enough."""
    return a_signed_decision(world, **{"facts": REFUSED, **changed})


def a_complaint_intake(**changed: Any) -> ComplaintIntake:
    """On paper, from the patient, signed, about the right, received two weeks after the decision."""
    base = ComplaintIntake(
        channel="paper",
        about=("right",),
        complainant="patient",
        complainant_name="Torbjørn Aksnes",
        grounds="Kommunen gir ikke det tilbudet dere viser til.",
        received_on=LATER.date(),
        sent_on=LATER.date() - dt.timedelta(days=2),
        signed=True,
    )
    return replace(base, **changed)


def a_complaint(
    world: World, decision: Decision | None = None, *, now: dt.datetime = LATER, **changed: Any
) -> Complaint:
    """Registered by Marit on a refusal (or on `decision`)."""
    case: Referral = (decision or a_refusal(world)).referral
    intake = a_complaint_intake(**{"received_on": timezone.localdate(now), **changed})
    return complaints.register(referral=case, intake=intake, by=world.marit, now=now)


def an_assigned_complaint(
    world: World, decision: Decision | None = None, *, now: dt.datetime = LATER, **changed: Any
) -> Complaint:
    """In review with Jonas."""
    row = a_complaint(world, decision, now=now, **changed)
    return complaints.assign(complaint=row, to=world.jonas.user, by=world.marit, now=now, version=row.version)


def a_new_decision(
    world: World,
    complaint: Complaint,
    *,
    now: dt.datetime = LATER,
    planned: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
    **decision: Any,
) -> Decision:
    """The outcome planned, the new facts settled, and the decision prepared by Jonas."""
    if complaint.status == Complaint.Status.IN_REVIEW and not quashed(complaint):
        outcome = OVERTURNED | (planned or {})
        complaints.plan_outcome(
            complaint=complaint, by=world.jonas, now=now, version=complaint.version, **outcome
        )
    case = fresh(complaint.referral)
    values = _NEW_FACTS if facts is None else facts
    if values:
        settle.settle_facts(referral=case, values=values, by=world.jonas, now=now, version=case.version)
    case = fresh(case)
    asked = a_decision_input(case, **decision)
    return decisions.prepare(referral=case, decision=asked, by=world.jonas, now=now, version=case.version)


def an_upheld_complaint(
    world: World, decision: Decision | None = None, *, now: dt.datetime = LATER, **changed: Any
) -> Complaint:
    """Jonas upheld, Eva signed: the package is at Statsforvalteren."""
    row = an_assigned_complaint(world, decision, now=now, **changed)
    row = complaints.uphold(
        complaint=row, statement="Vedtaket er riktig.", by=world.jonas, now=now, version=row.version
    )
    return complaints.sign_statement(
        complaint=row, by=the_other_physician(world), now=now, version=row.version
    )
