"""A referral that came by message: a case by the one door, or news of a case that is here already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from institutions.models import Institution
from referrals.clocks import OSLO
from referrals.messages import flags
from referrals.messages.about_case import ask_to_read, case_of, tell_case
from referrals.messages.checked_patient import checked
from referrals.messages.parse.decided import SENIORITY
from referrals.messages.parse.envelope import Envelope
from referrals.messages.parse.files import SentFile
from referrals.messages.parse.referral import ADDED, CANCELLED, CHANGED, SentReferral, referral
from referrals.messages.refusals import Refused
from referrals.messages.tenants import actor_of, sender_of
from referrals.models import MessageIn, Referral
from referrals.use_cases import intake
from referrals.use_cases.attachments import FileInput, content_type_of
from referrals.use_cases.intake import Intake, ReferrerInput
from referrals.use_cases.rows import lock_referral
from rve.core.errors import DomainError
from rve.core.models import Organisation

MOST_FAULTS = 20
_FLAGS = {CHANGED: flags.CHANGED, CANCELLED: flags.CANCELLED, ADDED: flags.ADDED}
_KINDS = {Organisation.Kind.PRACTICE: "gp", Organisation.Kind.HF: "hf_outpatient"}


def take_referral(
    row: MessageIn, envelope: Envelope, *, unit: Organisation, now: dt.datetime
) -> list[dict[str, str]]:
    """Makes the case, or tells the case it changes; the attachments that could not be taken in."""
    sent = referral(envelope)
    if sent is None:
        raise Refused("T02", "Meldingen har ingen henvisning i seg.")
    came_on = timezone.localdate(row.received_at, OSLO)
    tenant = sender_of(envelope.sender, unit=unit, on=came_on)
    patient = checked(sent.patient, around=sent.around, today=came_on)
    files, faults = sorted_files(sent.files)
    flag = _FLAGS.get(sent.service, "")
    case = case_of(envelope, sent=sent, unit=unit, tenant=tenant) if flag else None
    if case is not None:
        tell_case(case, row=row, flag=flag, files=files, by=actor_of(tenant, today=came_on), now=now)
        return faults
    if sent.service == CANCELLED:
        row.flag = flags.UNKNOWN_CASE
        return faults
    made = intake.receive(
        intake=_intake(
            sent, envelope, tenant=tenant, unit=unit, patient=patient, files=files, came_on=came_on
        ),
        by=actor_of(tenant, today=came_on),
        now=now,
    )
    row.referral = made
    if faults:
        row.flag = flags.FILES
        ask_to_read(lock_referral(made), now=now)
    return faults


def _intake(
    sent: SentReferral,
    envelope: Envelope,
    *,
    tenant: Organisation,
    unit: Organisation,
    came_on: dt.date,
    **more: Any,
) -> Intake:
    """`files` and `patient` as they were checked. The day of receipt is the day it came here; only the
    specialist health service has received it before, or given a right.
    """
    made_on = timezone.localdate(envelope.made_at, OSLO) if envelope.made_at else came_on
    specialist = sent.forwarded and tenant.kind != Organisation.Kind.PRACTICE
    first = sent.decided.dates.get(SENIORITY) if specialist else None
    referred_on = min(sent.issued_on or made_on, came_on)
    facts = {
        key: value for key, value in sent.facts.items() if specialist or key != "existing_right_deadline"
    }
    if place := _wished_place(sent, unit):
        facts["requested"] = {**facts.get("requested", {}), "institution": place}
    return Intake(
        channel=Referral.Channel.MESSAGE,
        organisation=tenant,
        patient=more["patient"],
        referrer=_referrer(sent, envelope, tenant),
        referred_on=referred_on,
        received_on=came_on,
        first_received_on=first if first and dt.date(2000, 1, 1) <= first <= came_on else None,
        facts=facts,
        clinical=dict(sent.clinical),
        practical=dict(sent.practical),
        attachments=more["files"],
        source_reference=envelope.message_id,
    )


def _referrer(sent: SentReferral, envelope: Envelope, tenant: Organisation) -> ReferrerInput:
    """Who is named as referring, else the person or the organisation that sent it."""
    who, sender = sent.around.referrer, envelope.sender
    person = sender.person
    named_gp = sent.around.referrer_is_gp and tenant.kind != Organisation.Kind.HF
    kind = "gp" if named_gp else _KINDS.get(Organisation.Kind(tenant.kind), "other")
    name = (who.name if who else "") or (person.name if person else "") or sender.organisation
    return ReferrerInput(
        kind=kind,
        name=name[:120] or "Ukjent",
        hpr_number=((who.hpr if who else "") or (person.number("HPR") if person else ""))[:9],
        practice=((who.place if who else "") or sender.organisation)[:120],
        organisation_number=next(iter(sender.organisation_numbers), ""),
        address=sender.address[:200],
        phone=((who.phone if who else "") or sender.phone)[:20],
        email=sender.email,
    )


def _wished_place(sent: SentReferral, unit: Organisation) -> str:
    """The code of the institution that is wished for, where its number is known here."""
    wish = sent.around.by_relation.get("OES")
    rows = Institution.objects.filter(region=unit.region, active=True)
    for kind, number in wish.numbers if wish else ():
        field = {"HER": "her_id", "ENH": "organisation__number"}.get(kind)
        found = rows.filter(**{field: number}).first() if field else None
        if found is not None:
            return found.kode
    return ""


def sorted_files(files: Sequence[SentFile]) -> tuple[list[FileInput], list[dict[str, str]]]:
    """Those that are kept, and what is told of the others."""
    good: list[FileInput] = []
    faults: list[dict[str, str]] = []
    for number, one in enumerate(files, 1):
        fault = one.fault or _not_taken(one, len(good))
        if fault:
            faults.append({"code": "T10", "text": f"Vedlegg {number}: {fault}"})
        else:
            good.append(FileInput(one.name, one.data or b""))
    return good, _first(faults)


def _first(faults: list[dict[str, str]]) -> list[dict[str, str]]:
    """As many as somebody reads; how many more there are."""
    more = len(faults) - MOST_FAULTS
    if more <= 0:
        return faults
    return [*faults[:MOST_FAULTS], {"code": "T10", "text": f"Og {more} vedlegg til."}]


def _not_taken(one: SentFile, so_far: int) -> str:
    if so_far >= settings.ATTACHMENTS_MAX_COUNT:
        return "For mange vedlegg."
    try:
        content_type_of(one.data or b"")
    except DomainError:
        return "Vedlegget må være PDF, PNG, JPEG eller TIFF, og ikke for stort."
    return ""
