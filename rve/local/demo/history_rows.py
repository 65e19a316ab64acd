"""Writes ended cases, a batch at a time, layer by layer: each gives the keys the next one needs."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from referrals import clocks, engine
from referrals.models import CodedFacts, Decision, Patient, Proposal, Referral, Referrer
from referrals.use_cases.coding import coded
from referrals.use_cases.patients import sort_key
from rve.core.encryption import lookup_index
from rve.core.models import Details, Region
from rve.core.virkedager import add_virkedager
from rve.local.demo.accounts import Cast
from rve.local.demo.history import Past, Rules, at, municipal_help
from rve.local.demo.history_stays import write_stays


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
    CodedFacts.objects.bulk_create(
        [coded(row, known=one.facts, world=rules.bare) for one, row in zip(cases, referrals, strict=True)]
    )
    decisions = Decision.objects.bulk_create(
        [_decision(*rows, cast) for rows in zip(cases, referrals, proposals, strict=True)]
    )
    write_stays(list(zip(cases, referrals, decisions, strict=True)), cast)
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
    runs = past.stay is not None and not past.stay.ended
    ended = past.stay.ended_on if past.stay else add_virkedager(past.decided_on, 22)
    return Referral(
        region=region,
        reference=past.facts["reference"],
        status=Referral.Status.DECIDED if runs else Referral.Status.CLOSED,
        channel=sent.channel,
        organisation=sent.organisation,
        created_by=sent.referrer.user,
        created_at=received_at,
        updated_at=at(past.decided_on if runs else ended, random),
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
        ended_at=None if runs else at(ended, random),
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
