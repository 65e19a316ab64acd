"""A small made-up region with its people, and builders of cases in any state, all through the use cases.

    world = a_region()                       # or the fixture `world`
    case = a_referral(world)                 # received, with a proposal that grants delytelse B
    case = a_claimed_case(world)             # in assessment, with Ingrid
    decision = a_prepared_decision(world)    # waits for Liv's signature, booked at Fjellheimen
    decision = a_signed_decision(world)      # decided; its placement forwarded
    placement = a_placement(world, "scheduled")
    client.force_login(world.liv.user)

Every builder takes `now`, by default the Monday morning NOW. Pages read the real clock: pass `clock.now()`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import count
from typing import Any

from django.utils import timezone

from referrals.models import Decision, Placement, Referral
from referrals.use_cases import cases, decisions, intake, placements, settle
from referrals.use_cases.decisions import DecisionInput
from referrals.use_cases.intake import Intake, ReferrerInput
from referrals.use_cases.patients import PatientInput
from rve.core.dates import LOCAL_ZONE
from rve.core.identity_numbers import synthetic_number
from rve.core.policies import Actor
from tests.region import (
    BEGINNING,
    NOW,
    World,
    a_pool,
    a_region,
    an_actor,
    an_organisation,
    the_rule_book,
)

__all__ = [
    "BEGINNING",
    "BORN",
    "FACTS",
    "LOCAL_ZONE",
    "NEEDS",
    "NOW",
    "World",
    "a_claimed_case",
    "a_decided_case",
    "a_decision_input",
    "a_patient",
    "a_placement",
    "a_pool",
    "a_prepared_decision",
    "a_referral",
    "a_region",
    "a_signed_decision",
    "an_actor",
    "an_intake",
    "an_organisation",
    "settled",
    "the_rule_book",
]

BORN = dt.date(1968, 5, 14)
NEEDS = {
    "complexity": True,
    "multidisciplinary": True,
    "specialist_competence": False,
    "intensity": False,
    "hospital_proximity": False,
    "diagnostic_workup": False,
}
# Rheumatic disease: with the grounds settled the rules grant delytelse B, by day, within 12 weeks.
FACTS: dict[str, Any] = {
    "diagnoses": [{"system": "icd10", "code": "M05.9"}],
    "conditions": ["systemic_rheumatic_disease"],
    "conditions_denied": ["risk_of_function_loss"],
    "urgency": "ordinary",
    "function_loss": "moderate",
    "self_care": "independent",
    "night_care": False,
    "goal": "cope",
    "municipal_measures": "insufficient",
    "consent": True,
}
_serial = count()


def a_patient(**changed: Any) -> PatientInput:
    """Torbjørn Aksnes, or somebody with another name, birth date or number; synthetic number of their own."""
    born, sex = changed.get("birth_date", BORN), changed.get("sex", "male")
    number = synthetic_number(birth_date=born, sex=sex, serial=next(_serial) % 150)
    patient = PatientInput(
        given_name="Torbjørn",
        family_name="Aksnes",
        birth_date=born,
        number=number,
        number_kind="fnr",
        sex=sex,
        address="Leksdalsvegen 418",
        postal_code="7650",
        city="Verdal",
        phone="90000000",
        municipality="5038",
    )
    return replace(patient, **changed)


def an_intake(
    world: World, *, now: dt.datetime = NOW, patient: PatientInput | None = None, **changed: Any
) -> Intake:
    """A referral from Kari, received today by form; `facts` are put on top of the standard ones."""
    today = now.astimezone(LOCAL_ZONE).date()
    facts = FACTS | changed.pop("facts", {})
    kari = world.kari.user
    base = Intake(
        channel=Referral.Channel.FORM,
        organisation=world.practice,
        patient=patient or a_patient(),
        referrer=ReferrerInput(kind="gp", name=kari.name, practice=world.practice.name, user=kari),
        referred_on=today,
        received_on=today,
        facts=facts,
        clinical={"situation": "Leddgikt siden 2010, verre siste halvår.", "goal": "Gå tur med barnebarna."},
    )
    return replace(base, **changed)


def a_referral(
    world: World, *, now: dt.datetime = NOW, settled: bool = True, by: Actor | None = None, **changed: Any
) -> Referral:
    """A received referral; with `settled` the grounds are known too, so that the rules grant a right."""
    facts = ({"needs": NEEDS} if settled else {}) | changed.pop("facts", {})
    sent = an_intake(world, now=now, facts=facts, **changed)
    registered = sent.channel != Referral.Channel.FORM
    return intake.receive(intake=sent, by=by or (world.ingrid if registered else world.kari), now=now)


def a_claimed_case(
    world: World, *, by: Actor | None = None, now: dt.datetime = NOW, **changed: Any
) -> Referral:
    """In assessment, with Ingrid (or `by`)."""
    case = a_referral(world, now=now, **changed)
    return cases.claim(referral=case, by=by or world.ingrid, now=now, version=case.version)


def a_decision_input(case: Referral, **changed: Any) -> DecisionInput:
    """What follows the proposal of the case, with words for the three tests and a place at Fjellheimen."""
    proposal = case.proposal
    assert proposal is not None
    granted = proposal.outcome in ("granted", "manual", "incomplete")
    receipt = case.first_received_on or case.received_on
    assert receipt is not None
    base = DecisionInput(
        outcome="granted" if granted else proposal.outcome,
        nytte="God nytte ventes.",
        ressurs="Rimelig bruk av ressurser.",
        alvorlighet="Moderat tap av funksjon.",
        delytelse=proposal.delytelse,
        level=proposal.level or "",
        lodging=proposal.lodging,
        start_deadline=(proposal.start_deadline or receipt + dt.timedelta(weeks=12)) if granted else None,
        institution="fjellheimen" if granted else None,
        municipal_help="" if granted else "Fysioterapeut og frisklivssentral i Verdal.",
    )
    return replace(base, **changed)


def a_prepared_decision(
    world: World,
    *,
    by: Actor | None = None,
    now: dt.datetime = NOW,
    decision: dict[str, Any] | None = None,
    **changed: Any,
) -> Decision:
    """Prepared by Ingrid (or `by`), its place booked; `decision` changes what is decided."""
    case = a_claimed_case(world, by=by, now=now, **changed)
    return decisions.prepare(
        referral=case,
        decision=a_decision_input(case, **(decision or {})),
        by=by or world.ingrid,
        now=now,
        version=case.version,
    )


def a_signed_decision(world: World, *, now: dt.datetime = NOW, **changed: Any) -> Decision:
    """Signed by Liv: letters in the outbox, placement forwarded, case decided."""
    made = a_prepared_decision(world, now=now, **changed)
    return decisions.sign(decision=made, by=world.liv, now=now, version=made.version)


a_decided_case = a_signed_decision


def a_placement(
    world: World, status: str = "forwarded", *, now: dt.datetime = NOW, **changed: Any
) -> Placement:
    """At Fjellheimen: forwarded, accepted, scheduled, started, interrupted, completed or declined."""
    made = a_signed_decision(world, now=now, **changed)
    row = made.placements.get()
    if status == "declined":
        reason = world.reason("decline", "no_capacity")
        return placements.decline(
            placement=row, reason=reason, comment="", by=world.gro, now=now, version=row.version
        )
    for step in ("accepted", "scheduled", "started", "interrupted", "completed"):
        if row.status == status:
            break
        if step == "interrupted" and status != "interrupted":
            continue
        row = _on(world, row, step, now)
    return row


def _on(world: World, row: Placement, step: str, now: dt.datetime) -> Placement:
    """The next step of a placement, by Gro."""
    who: dict[str, Any] = {"placement": row, "by": world.gro, "now": now, "version": row.version}
    assert row.planned_week is not None
    first = max(row.planned_week, timezone.localdate(now))
    if step == "accepted":
        return placements.accept(**who)
    if step == "scheduled":
        placements.schedule(**who, at=dt.datetime.combine(first, dt.time(11), LOCAL_ZONE))
        row.refresh_from_db()
        return row
    later = {**who, "now": max(now, dt.datetime.combine(first, dt.time(12), LOCAL_ZONE))}
    if step == "started":
        return placements.start(**later, on=first, event="behandling")
    if step == "interrupted":
        reason = world.reason("interrupt", "acute_illness")
        return placements.interrupt(**later, on=first, reason=reason)
    return placements.discharge(**later, on=first, note="God effekt.")


def settled(world: World, case: Referral, by: Actor, **values: Any) -> None:
    """Facts set by the assessor: `settled(world, case, world.ingrid, **{"needs.intensity": True})`."""
    settle.settle_facts(referral=case, values=values, by=by, now=NOW, version=case.version)
