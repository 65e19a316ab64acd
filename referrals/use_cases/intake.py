"""The one door for a referral: by form, and by RVE for paper, phone and forwarded ones with their first date.

Nothing received is bounced for its content: facts the rules cannot read are kept, flagged,
and given to a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Municipality
from referrals import attention, clocks, policies
from referrals.models import Patient, Placement, Referral, Referrer
from referrals.provenance import DERIVED, REFERRER, REGISTERED, mark, told_names
from referrals.use_cases.alarm import alarm_if_serious
from referrals.use_cases.attachments import FileInput, attach
from referrals.use_cases.clocks import due_day, start_clock
from referrals.use_cases.history import note
from referrals.use_cases.patients import (
    PatientInput,
    checked_number,
    contact_details,
    find_by_number,
    find_or_make,
    sort_key,
    stricter,
)
from referrals.use_cases.propose import propose
from referrals.use_cases.references import next_reference
from rve.core import access_log
from rve.core.errors import DomainError
from rve.core.models import Organisation, User
from rve.core.policies import Actor


@dataclass(frozen=True, slots=True)
class ReferrerInput:
    """Who referred, as on the day. `kind`: gp, contract_specialist, hf_outpatient, hf_ward, other."""

    kind: str
    name: str
    hpr_number: str = ""
    practice: str = ""
    organisation_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    hf: str = ""
    user: User | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """A referral as it came. `facts`: referral-facts without reference, patient and dates; may be partial.

    `organisation` is the referrer's tenant; RVE's own where the practice is not known here. `derived`: the
    names of facts that were worked out from the answers.
    """

    channel: str
    organisation: Organisation
    patient: PatientInput
    referrer: ReferrerInput
    referred_on: dt.date
    received_on: dt.date
    first_received_on: dt.date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    clinical: Mapping[str, Any] = field(default_factory=dict)
    functions: Mapping[str, Any] = field(default_factory=dict)
    tried: Sequence[Any] = ()
    practical: Mapping[str, Any] = field(default_factory=dict)
    attachments: Sequence[FileInput] = ()
    derived: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class OpenCase:
    """All that is told of another's case: that it is open, and since when."""

    since: dt.date


@transaction.atomic
def receive(*, intake: Intake, by: Actor, now: dt.datetime) -> Referral:
    """Registers a referral: patient, reference, clock, proposal. DomainError with a field for
    a wrong number or date.
    """
    if intake.channel == Referral.Channel.FORM:
        policies.check_can_refer(by)
    else:
        policies.check_can_register(by)
    referral = Referral(
        region=by.region, created_by=by.user, created_at=now, organisation=intake.organisation
    )
    return register(referral=referral, intake=intake, by=by, now=now)


@transaction.atomic
def register(*, referral: Referral, intake: Intake, by: Actor, now: dt.datetime) -> Referral:
    """Makes a new row, or a draft that is sent, a received referral."""
    today = timezone.localdate(now, clocks.OSLO)
    _check_dates(intake, today)
    patient = find_or_make(region=referral.region, patient=intake.patient)
    since = _open_since(patient, but=referral)
    was_draft = referral.pk is not None
    _fill(referral, intake=intake, patient=patient, now=now)
    if since is not None:
        referral.attention = attention.add(referral.attention, attention.OPEN_CASE, since)
    receipt = intake.first_received_on or intake.received_on
    referral.status = Referral.Status.RECEIVED
    referral.version += was_draft
    referral.assessment_due = due_day("assessment", referral=referral, starts_on=receipt, on=today)
    referral.reference = next_reference(region=referral.region, year=intake.received_on.year)
    referral.facts = _facts(intake)
    referral.provenance = _provenance(referral.facts, intake=intake, by=by, now=now)
    referral.save()
    start_clock(kind="assessment", referral=referral, starts_on=receipt, now=now, extra=_forwarded(intake))
    if not was_draft:
        note(referral, "created", by=by, now=now, channel=intake.channel)
    note(
        referral,
        "received",
        by=by,
        now=now,
        received_on=intake.received_on.isoformat(),
        receipt=receipt.isoformat(),
    )
    for file in intake.attachments:
        attach(referral=referral, name=file.name, data=file.data, by=by, now=now)
    propose(referral=referral, cause="receipt", by=None, now=now)
    alarm_if_serious(referral, now=now)
    return referral


@transaction.atomic
def open_case_of(*, number: str, by: Actor, now: dt.datetime) -> OpenCase | None:
    """Whether the patient has an open case in the region, and since when; asked
    in a declared treatment relation.

    Only that is revealed, and the look is logged.
    """
    policies.check_can_refer(by)
    patient = find_by_number(region=by.region, number="".join(number.split()))
    if patient is None:
        return None
    row = _open_of(patient).first()
    access_log.seen(
        actor=by,
        data="open_case",
        basis="treatment_relation",
        at=now,
        case_ids=[row.pk] if row else [],
        patient_ids=[patient.pk],
    )
    return OpenCase(since=row.received_on) if row and row.received_on else None


def _open_of(patient: Patient) -> QuerySet[Referral]:
    """Being assessed, or decided with a stay that is planned or running."""
    placed = Q(status=Referral.Status.DECIDED, placements__status__in=Placement.LIVE)
    return patient.referrals.filter(Q(status__in=Referral.OPEN) | placed).order_by("received_on")


def _open_since(patient: Patient, *, but: Referral) -> dt.date | None:
    row = _open_of(patient).exclude(pk=but.pk).first()
    return row.received_on if row else None


def _forwarded(intake: Intake) -> dict[str, str]:
    """The clock counts from the first receipt in the specialist service; the proof tells the one here too."""
    if intake.first_received_on in (None, intake.received_on):
        return {}
    return {"received_here": intake.received_on.isoformat()}


def _check_dates(intake: Intake, today: dt.date) -> None:
    if intake.received_on > today:
        raise DomainError(_("The day of receipt lies in the future."), field="received_on")
    if intake.first_received_on and intake.first_received_on > intake.received_on:
        raise DomainError(_("The first receipt cannot be after the receipt here."), field="first_received_on")
    if intake.referred_on > today:
        raise DomainError(_("The date of the referral lies in the future."), field="referred_on")
    if intake.patient.birth_date > today:
        raise DomainError(_("The birth date lies in the future."), field="birth_date")
    checked_number(intake.patient)


def _fill(referral: Referral, *, intake: Intake, patient: Patient, now: dt.datetime) -> None:
    """The case keeps name, address, language and protection as sent (the stricter
    protection of case and patient).
    """
    sent, old = intake.patient, referral.details
    referral.channel, referral.organisation = intake.channel, intake.organisation
    referral.patient, referral.updated_at = patient, now
    referral.referrer = _referrer(intake)
    referral.details = contact_details(region=referral.region, patient=sent)
    referral.given_name, referral.family_name = sent.given_name, sent.family_name
    referral.sort_key = sort_key(given_name=sent.given_name, family_name=sent.family_name)
    referral.birth_date, referral.sex = sent.birth_date, sent.sex
    referral.language, referral.interpreter = sent.language, sent.interpreter
    referral.protection = stricter(sent.protection, patient.protection)
    referral.municipality = Municipality.objects.filter(number=sent.municipality).first()
    referral.referred_on, referral.received_on = intake.referred_on, intake.received_on
    referral.first_received_on, referral.received_at = intake.first_received_on, now
    referral.clinical, referral.functions = dict(intake.clinical), dict(intake.functions)
    referral.tried, referral.practical = list(intake.tried), dict(intake.practical)
    if old is not None:
        Referral.objects.filter(pk=referral.pk).update(details=None)
        old.delete()


def _referrer(intake: Intake) -> Referrer:
    sent = intake.referrer
    return Referrer.objects.create(
        kind=sent.kind,
        user=sent.user,
        organisation=intake.organisation if intake.organisation.kind != Organisation.Kind.RVE else None,
        name=sent.name,
        hpr_number=sent.hpr_number,
        practice=sent.practice,
        organisation_number=sent.organisation_number,
        address=sent.address,
        phone=sent.phone,
        email=sent.email,
        hf=sent.hf,
    )


def _facts(intake: Intake) -> dict[str, Any]:
    """The facts as sent, with the dates and people of the receipt on top."""
    first = intake.first_received_on
    return {
        **intake.facts,
        "referred_on": intake.referred_on.isoformat(),
        "received_on": intake.received_on.isoformat(),
        "first_received_on": first.isoformat() if first else None,
        "referrer": {"kind": intake.referrer.kind, "hf": intake.referrer.hf or None},
        "patient": {
            "birth_date": intake.patient.birth_date.isoformat(),
            "municipality": intake.patient.municipality,
        },
    }


def _provenance(facts: Mapping[str, Any], *, intake: Intake, by: Actor, now: dt.datetime) -> dict[str, Any]:
    told = REFERRER if intake.channel == Referral.Channel.FORM else REGISTERED
    names = told_names(facts)
    return {name: mark(by=by, now=now, how=DERIVED if name in intake.derived else told) for name in names}
