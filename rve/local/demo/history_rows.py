"""Writes ended cases, a batch at a time, layer by layer: each gives the keys the next one needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from institutions.models import Booking
from referrals import clocks, engine
from referrals.models import Clock, Decision, Patient, Placement, Proposal, Referral, Referrer
from referrals.use_cases.patients import sort_key
from rve.core.encryption import lookup_index
from rve.core.models import CaseEvent, Details, Organisation, Region, User
from rve.core.policies import Actor
from rve.core.virkedager import add_virkedager
from rve.local.demo.accounts import Cast
from rve.local.demo.history import Past, Rules, at, municipal_help

DONE = "Rehabilitering ved stedet"


@transaction.atomic
def write(cases: list[Past], *, region: Region, cast: Cast, rules: Rules) -> int:
    """The rows of a batch; how many cases."""
    details = Details.objects.bulk_create([_details(one, region, number=True) for one in cases])
    sent = Details.objects.bulk_create([_details(one, region, number=False) for one in cases])
    patients = Patient.objects.bulk_create(
        [_patient(one, region, row) for one, row in zip(cases, details, strict=True)]
    )
    referrers = Referrer.objects.bulk_create([_referrer(one) for one in cases])
    referrals = Referral.objects.bulk_create(
        [_referral(*rows, region, cast) for rows in zip(cases, patients, referrers, sent, strict=True)]
    )
    proposals = Proposal.objects.bulk_create(
        [_proposal(one, row, rules) for one, row in zip(cases, referrals, strict=True)]
    )
    for row, made in zip(referrals, proposals, strict=True):
        row.proposal = made
    Referral.objects.bulk_update(referrals, ["proposal"])
    decisions = Decision.objects.bulk_create(
        [_decision(*rows, cast) for rows in zip(cases, referrals, proposals, strict=True)]
    )
    _places(list(zip(cases, referrals, decisions, strict=True)), cast)
    return len(cases)


def _details(past: Past, region: Region, *, number: bool) -> Details:
    patient = past.sent.patient
    return Details(
        region=region,
        number_kind=patient.number_kind if number else "none",
        number=patient.number if number else "",
        number_index=lookup_index(patient.number) if number else "",
        phone=patient.phone,
        address=patient.address,
        postal_code=patient.postal_code,
        city=patient.city,
    )


def _patient(past: Past, region: Region, details: Details) -> Patient:
    sent = past.sent.patient
    return Patient(
        region=region,
        details=details,
        given_name=sent.given_name,
        family_name=sent.family_name,
        sort_key=sort_key(given_name=sent.given_name, family_name=sent.family_name),
        birth_date=sent.birth_date,
        sex=sent.sex,
    )


def _referrer(past: Past) -> Referrer:
    sent = past.sent.referrer
    return Referrer(
        kind=sent.kind,
        user=sent.user,
        organisation=past.sent.organisation,
        name=sent.name,
        hpr_number=sent.hpr_number,
        practice=sent.practice,
        organisation_number=sent.organisation_number,
        hf=sent.hf,
    )


def _referral(
    past: Past, patient: Patient, referrer: Referrer, details: Details, region: Region, cast: Cast
) -> Referral:
    sent, random = past.sent, past.random
    received_at = at(sent.received_on, random)
    ended = past.stay.ended_on if past.stay else add_virkedager(past.decided_on, 22)
    return Referral(
        region=region,
        reference=past.facts["reference"],
        status=Referral.Status.CLOSED,
        channel=sent.channel,
        organisation=sent.organisation,
        created_by=sent.referrer.user,
        created_at=received_at,
        updated_at=at(ended, random),
        patient=patient,
        referrer=referrer,
        details=details,
        given_name=sent.patient.given_name,
        family_name=sent.patient.family_name,
        sort_key=patient.sort_key,
        birth_date=sent.patient.birth_date,
        sex=sent.patient.sex,
        language=sent.patient.language,
        interpreter=sent.patient.interpreter,
        municipality=past.municipality,
        referred_on=sent.referred_on,
        received_on=sent.received_on,
        first_received_on=sent.first_received_on,
        received_at=received_at,
        facts={name: value for name, value in past.facts.items() if name != "reference"},
        clinical=dict(sent.clinical),
        functions=dict(sent.functions),
        tried=list(sent.tried),
        practical=dict(sent.practical),
        proposed_outcome=past.proposal["outcome"],
        delytelse=past.proposal["delytelse"] or "",
        assessment_due=clocks.due_on(sent.first_received_on or sent.received_on, 10),
        assessor=random.choice(cast.assessors).user,
        claimed_at=at(past.claimed_on, random),
        ended_at=at(ended, random),
    )


def _proposal(past: Past, referral: Referral, rules: Rules) -> Proposal:
    found = past.proposal
    deadline = found["start_deadline"]
    return Proposal(
        referral=referral,
        rule_set=rules.row,
        snapshot=rules.snapshot(found["delytelse"])[0],
        cause=Proposal.Cause.ASSESSOR,
        made_at=at(past.claimed_on, past.random),
        made_on=past.decided_on,
        facts=engine.canonical(past.facts),
        content=engine.canonical(found),
        outcome=found["outcome"],
        delytelse=found["delytelse"] or "",
        level=found["level"] or "",
        lodging=found["lodging"],
        start_deadline=dt.date.fromisoformat(deadline["date"]) if deadline else None,
        weeks=deadline["weeks"] if deadline else None,
        missing=found["missing"],
    )


def _decision(past: Past, referral: Referral, proposal: Proposal, cast: Cast) -> Decision:
    found, story, random = past.proposal, past.story, past.random
    return Decision(
        referral=referral,
        proposal=proposal,
        status=Decision.Status.SIGNED,
        outcome=past.outcome,
        delytelse=found["delytelse"] or "",
        level=found["level"] or "",
        lodging=found["lodging"] and past.stay is not None,
        start_deadline=past.deadline,
        institution=past.stay.pool.institution if past.stay else None,
        redirect_to=found["route"]["redirect_to"] or "",
        nytte=story.get("nytte", "Forventet nytte er vurdert."),
        ressurs=story.get("ressurs", "Ressursbruken er vurdert mot nytten."),
        alvorlighet=story.get("alvorlighet", "Funksjonstapet er vurdert."),
        municipal_help=municipal_help(past),
        follows_proposal=found["outcome"] == past.outcome,
        override_text="" if found["outcome"] == past.outcome else "Samlet skjønn.",
        prepared_by=referral.assessor,
        prepared_at=at(past.decided_on, random),
        signed_by=random.choice(cast.physicians).user,
        signed_at=dt.datetime.combine(past.decided_on, dt.time(16, random.randint(0, 59)), clocks.OSLO),
    )


def _places(rows: list[tuple[Past, Referral, Decision]], cast: Cast) -> None:
    """Bookings, placements, clocks and events."""
    stayed = [(past, referral, decision) for past, referral, decision in rows if past.stay]
    bookings = Booking.objects.bulk_create([_booking(past, referral) for past, referral, _made in stayed])
    placements = Placement.objects.bulk_create(
        [_placement(*row, booking) for row, booking in zip(stayed, bookings, strict=True)]
    )
    by_case = {row.referral_id: row for row in placements}
    Clock.objects.bulk_create([clock for row in rows for clock in _clocks(*row)])
    CaseEvent.objects.bulk_create(
        [event for row in rows for event in _events(*row, by_case.get(row[1].pk), cast)]
    )


def _booking(past: Past, referral: Referral) -> Booking:
    assert past.stay is not None
    stay, random = past.stay, past.random
    return Booking(
        pool=stay.pool,
        first_week=stay.first_week,
        weeks=stay.weeks,
        case_kind="referral",
        case_id=referral.pk,
        booked_at=at(past.decided_on, random),
        confirmed_at=at(past.decided_on + dt.timedelta(days=3), random),
        started_on=stay.started_on,
        ended_on=stay.ended_on,
    )


def _placement(past: Past, referral: Referral, decision: Decision, booking: Booking) -> Placement:
    assert past.stay is not None
    stay, random = past.stay, past.random
    return Placement(
        referral=referral,
        decision=decision,
        institution=stay.pool.institution,
        pool=stay.pool,
        level=decision.level,
        status=Placement.Status.COMPLETED,
        booking=booking,
        planned_week=stay.first_week,
        stay_weeks=stay.weeks,
        forwarded_at=at(past.decided_on, random),
        answered_at=at(past.decided_on + dt.timedelta(days=3), random),
        scheduled_at=dt.datetime.combine(stay.started_on, dt.time(10), clocks.OSLO),
        started_on=stay.started_on,
        start_event=DONE,
        ended_on=stay.ended_on,
    )


def _clock(
    kind: str, referral: Referral, starts: dt.date, due: dt.date, met: dt.datetime, length: int | None
) -> Clock:
    late = met.date() > due
    return Clock(
        kind=kind,
        referral=referral,
        starts_on=starts,
        due_on=due,
        met_at=met,
        breached_at=dt.datetime.combine(due + dt.timedelta(days=1), dt.time(1), clocks.OSLO)
        if late
        else None,
        proof=clocks.proof(kind, starts_on=starts, due=due, length=length),
    )


def _clocks(past: Past, referral: Referral, decision: Decision) -> list[Clock]:
    assert referral.assessment_due is not None and decision.signed_at is not None
    receipt = past.sent.first_received_on or past.sent.received_on
    found = [_clock("assessment", referral, receipt, referral.assessment_due, decision.signed_at, 10)]
    if past.stay and past.deadline:
        met = dt.datetime.combine(past.stay.started_on, dt.time(10), clocks.OSLO)
        found.append(_clock("start", referral, receipt, past.deadline, met, None))
    return found


def _events(
    past: Past, referral: Referral, decision: Decision, placement: Placement | None, cast: Cast
) -> list[CaseEvent]:
    def event(
        verb: str, moment: dt.datetime, user: User | None, organisation: Organisation | None, **changes: Any
    ) -> CaseEvent:
        return CaseEvent(
            kind="referral",
            case_id=referral.pk,
            verb=verb,
            at=moment,
            by=user,
            organisation=organisation,
            changes=changes,
        )

    rve = cast.assessors[0].organisation
    assert referral.received_at and referral.claimed_at and decision.signed_at
    found = [
        event("received", referral.received_at, past.sent.referrer.user, past.sent.organisation),
        event("claimed", referral.claimed_at, referral.assessor, rve),
        event("facts_settled", referral.claimed_at + dt.timedelta(minutes=20), referral.assessor, rve),
        event("prepared", decision.prepared_at, referral.assessor, rve, outcome=past.outcome),
        event("signed", decision.signed_at, decision.signed_by, rve, outcome=past.outcome),
    ]
    if placement and past.stay:
        intake: Actor | None = cast.institutions.get(past.stay.pool.institution.organisation_id or 0)
        user, where = (intake.user, intake.organisation) if intake else (None, None)
        noted = {"placement": placement.pk, "institution": past.stay.pool.institution.name}
        found += [
            event("forwarded", decision.signed_at, decision.signed_by, rve, **noted),
            event("accepted", placement.answered_at or decision.signed_at, user, where, **noted),
            event(
                "started",
                dt.datetime.combine(past.stay.started_on, dt.time(10), clocks.OSLO),
                user,
                where,
                **noted,
            ),
            event(
                "discharged",
                dt.datetime.combine(past.stay.ended_on, dt.time(13), clocks.OSLO),
                user,
                where,
                **noted,
            ),
        ]
    return found
