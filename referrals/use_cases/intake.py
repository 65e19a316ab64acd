"""The one door for a referral: by form, and by RVE for paper, phone and forwarded ones with their first date.

Nothing received is bounced for its content: facts the rules cannot read are kept, flagged,
and given to a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import attention, clocks, policies
from referrals.models import Clock, Patient, Placement, Referral, Referrer
from referrals.policies.checks import SENT_BY_REFERRERS
from referrals.provenance import DERIVED, REFERRER, REGISTERED, mark, told_names
from referrals.queries.past import Past, past_of
from referrals.queries.standing import Standing, standing
from referrals.use_cases.alarm import flag_if_serious, tell_if_serious
from referrals.use_cases.attachments import attach
from referrals.use_cases.clocks import new_clock
from referrals.use_cases.history import event
from referrals.use_cases.intake_shapes import Intake, ReferrerInput
from referrals.use_cases.known_referrer import user_of
from referrals.use_cases.patients import (
    checked_number,
    contact_details,
    find_by_number,
    find_or_new,
    sort_key,
    stricter,
)
from referrals.use_cases.propose import flag, show, told, tried
from referrals.use_cases.received_rows import Receipt
from rve.core import access_log
from rve.core.errors import DomainError
from rve.core.models import CaseEvent, Organisation
from rve.core.policies import Actor

__all__ = [
    "Intake",
    "OpenCase",
    "ReferrerInput",
    "is_same_number",
    "open_case_of",
    "receive",
    "register",
    "take_in",
]
# Those who may have received a referral first, and pass it on.
SPECIALISTS = (Referrer.Kind.CONTRACT_SPECIALIST, Referrer.Kind.HF_OUTPATIENT, Referrer.Kind.HF_WARD)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """All that is told of another's case: that it is open, and since when."""

    since: dt.date


def receive(*, intake: Intake, by: Actor, now: dt.datetime) -> Referral:
    """Registers a referral: patient, reference, clock, proposal. DomainError with a field for
    a wrong number or date.
    """
    return again_if_same_number(lambda: take_in(intake=intake, by=by, now=now))


def take_in(*, intake: Intake, by: Actor, now: dt.datetime) -> Referral:
    """As `receive`, in the caller's transaction: IntegrityError (`is_same_number`) where another receipt for
    the same new patient came at the same moment; then the caller does it all again.
    """
    policies.check_can_take_in(by, intake.channel)
    referral = Referral(
        region=by.region, created_by=by.user, created_at=now, organisation=intake.organisation
    )
    return _register(referral, intake=intake, by=by, now=now)


def register(*, referral: Referral, intake: Intake, by: Actor, now: dt.datetime) -> Referral:
    """Makes a draft that is sent a received referral; the caller holds its lock."""
    return again_if_same_number(lambda: _register(copy(referral), intake=intake, by=by, now=now))


def again_if_same_number(act: Callable[[], Referral]) -> Referral:
    """Two receipts for a patient who is new here, at once: the second finds the patient at its next try."""
    try:
        with transaction.atomic():
            return act()
    except IntegrityError as error:
        if not is_same_number(error):
            raise
    with transaction.atomic():
        return act()


def is_same_number(error: IntegrityError) -> bool:
    """Whether the database refused a second patient with the same number."""
    return "details_one_per_number" in str(error)


def _register(referral: Referral, *, intake: Intake, by: Actor, now: dt.datetime) -> Referral:
    today = timezone.localdate(now, clocks.OSLO)
    check_dates(intake, today=today, by=by)
    patient = find_or_new(region=referral.region, patient=intake.patient)
    past = past_of(patient, but=referral)
    stands = standing(region=referral.region, receipt=intake.first_received_on or intake.received_on)
    rows = Receipt(
        referral=referral,
        patient=patient,
        referrer=_referrer(intake, today),
        contact=contact_details(region=referral.region, patient=intake.patient),
        year=intake.received_on.year,
        draft=referral.pk is not None,
    )
    _fill(referral, intake=intake, patient=patient, stands=stands, past=past, now=now)
    referral.provenance = _provenance(referral.facts, intake=intake, by=by, now=now)
    _propose(rows, stands=stands, past=past, now=now)
    rows.clock = _clock(referral, intake=intake, stands=stands, now=now)
    referral.assessment_due = rows.clock.due_on
    flag_if_serious(referral)
    rows.events = [*_events(rows, intake=intake, by=by, now=now), *rows.events]
    rows.write(now=now)
    for file in intake.attachments:
        attach(referral=referral, name=file.name, data=file.data, by=by, now=now)
    tell_if_serious(referral, now=now)
    return referral


def _propose(rows: Receipt, *, stands: Standing, past: Past, now: dt.datetime) -> None:
    """The proposal, or the flag that the rules cannot read the facts; told in the history by the system."""
    case = rows.referral
    made = tried(case, stands=stands, past=past, cause="receipt", now=now, number=rows.number)
    if isinstance(made, str):
        flag(case, made)
        rows.events = [event(case, "proposal_failed", at=now, field=made)]
        return
    rows.proposal, rows.coded = made.proposal, made.coded
    show(case, made.proposal)
    rows.events = [event(case, "proposed", at=now, by=None, **told(made.proposal))]


def _clock(referral: Referral, *, intake: Intake, stands: Standing, now: dt.datetime) -> Clock:
    return new_clock(
        kind="assessment",
        referral=referral,
        starts_on=referral.receipt,
        now=now,
        extra=_forwarded(intake),
        settings=stands.settings,
    )


def _events(rows: Receipt, *, intake: Intake, by: Actor, now: dt.datetime) -> Iterator[CaseEvent]:
    referral = rows.referral
    if not rows.draft:
        yield event(referral, "created", at=now, by=by, channel=intake.channel)
    yield event(
        referral,
        "received",
        at=now,
        by=by,
        received_on=intake.received_on.isoformat(),
        receipt=referral.receipt.isoformat(),
    )


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


def _forwarded(intake: Intake) -> dict[str, str]:
    """The clock counts from the first receipt in the specialist service; the proof tells the one here too."""
    if intake.first_received_on in (None, intake.received_on):
        return {}
    return {"received_here": intake.received_on.isoformat()}


def check_dates(intake: Intake, *, today: dt.date, by: Actor) -> None:
    """DomainError at the first date, or the number, that cannot be."""
    if intake.received_on > today:
        raise DomainError(_("The day of receipt lies in the future."), field="received_on")
    if intake.first_received_on and intake.first_received_on > intake.received_on:
        raise DomainError(_("The first receipt cannot be after the receipt here."), field="first_received_on")
    if intake.first_received_on and not (by.at_rve or intake.referrer.kind in SPECIALISTS):
        raise DomainError(
            _("Only the specialist health service forwards a referral it has received first."),
            field="first_received_on",
        )
    if intake.referred_on > today:
        raise DomainError(_("The date of the referral lies in the future."), field="referred_on")
    if intake.patient.birth_date > today:
        raise DomainError(_("The birth date lies in the future."), field="birth_date")
    checked_number(intake.patient)


def _fill(
    referral: Referral,
    *,
    intake: Intake,
    patient: Patient,
    stands: Standing,
    past: Past,
    now: dt.datetime,
) -> None:
    """The case keeps name, address, language and protection as sent (the stricter
    protection of case and patient).
    """
    sent = intake.patient
    referral.version += referral.pk is not None
    referral.status, referral.updated_at = Referral.Status.RECEIVED, now
    referral.channel, referral.organisation = intake.channel, intake.organisation
    referral.source_reference = intake.source_reference
    referral.given_name, referral.family_name = sent.given_name, sent.family_name
    referral.sort_key = sort_key(given_name=sent.given_name, family_name=sent.family_name)
    referral.birth_date, referral.sex = sent.birth_date, sent.sex
    referral.language, referral.interpreter = sent.language, sent.interpreter
    referral.protection = stricter(sent.protection, patient.protection)
    referral.municipality = stands.reference.municipalities.get(sent.municipality)
    referral.referred_on, referral.received_on = intake.referred_on, intake.received_on
    referral.first_received_on, referral.received_at = intake.first_received_on, now
    referral.facts = _facts(intake)
    referral.clinical, referral.functions = dict(intake.clinical), dict(intake.functions)
    referral.tried, referral.practical = list(intake.tried), dict(intake.practical)
    if past.open_since is not None:
        referral.attention = attention.add(referral.attention, attention.OPEN_CASE, past.open_since)


def _referrer(intake: Intake, today: dt.date) -> Referrer:
    sent = intake.referrer
    return Referrer(
        kind=sent.kind,
        user=user_of(intake, on=today),
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
    sent = intake.channel in SENT_BY_REFERRERS
    told = REFERRER if sent else REGISTERED
    names = told_names(facts)
    return {name: mark(by=by, now=now, how=DERIVED if name in intake.derived else told) for name in names}
