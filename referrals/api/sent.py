"""From what a client sent to one intake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from referrals.forms import answers
from referrals.models import Referral
from referrals.use_cases.intake import Intake, ReferrerInput
from referrals.use_cases.patients import PatientInput
from rve.core import identity_numbers
from rve.core.api.caller import Caller
from rve.core.errors import DomainError, NotAllowed
from rve.core.identity_numbers import IdentityNumber
from rve.core.models import Organisation

Body = Mapping[str, Any]
# Where a fault of the use case stands in the body.
NAMES = {
    "number": "patient.identity_number",
    "birth_date": "patient.birth_date",
    "municipality": "patient.municipality",
}
# The rules hold from 2018; identity numbers say nobody's birth before 1854.
EARLIEST_RECEIPT, EARLIEST_BIRTH = dt.date(2010, 1, 1), dt.date(1854, 1, 1)
_KIND = {Organisation.Kind.PRACTICE.value: "gp", Organisation.Kind.HF.value: "hf_outpatient"}
_BESIDE = ("referred_on", "received_on", "first_received_on", "referrer", "patient")
_CONTACT = ("given_name", "family_name", "address", "postal_code", "city", "phone", "email", "interpreter")


def intake_of(body: Body, *, caller: Caller, today: dt.date) -> Intake:
    """DomainError at the dotted field that is missing or contradicts another."""
    facts, organisation = body["facts"], _organisation(body, caller)
    days = {name: _day(body, name) for name in _BESIDE[:3]}
    received = days["received_on"] or today
    functions = dict(body["functions"] or {})
    tried = [{"weeks": None, "effect": None, **one} for one in body.get("tried") or ()]
    told = {key: value for key, value in facts.items() if key not in _BESIDE and value is not None}
    worked_out = _worked_out(told, functions, tried)
    return Intake(
        channel=_channel(body, caller),
        organisation=organisation,
        patient=_patient(body),
        referrer=_referrer(body, caller, organisation),
        referred_on=days["referred_on"] or days["first_received_on"] or received,
        received_on=received,
        first_received_on=days["first_received_on"],
        facts={**worked_out, **told},
        clinical=_clinical(body),
        functions=functions,
        tried=tried,
        practical=_said(body["practical"] or {}),
        derived=tuple(worked_out),
        source_reference=body["source_reference"] or "",
    )


def _channel(body: Body, caller: Caller) -> str:
    channel = str(body["channel"])
    if channel != Referral.Channel.API and not caller.actor.at_rve:
        raise NotAllowed(_("Only the assessment unit can register a referral."), field="channel")
    return channel


def _organisation(body: Body, caller: Caller) -> Organisation:
    """The caller's own; for RVE the referrer's, where its number is known in the region."""
    own, number = caller.actor.organisation, body["referrer"]["organisation_number"]
    if not caller.actor.at_rve or not number:
        return own
    return Organisation.objects.filter(region=own.region_id, number=number).first() or own


def _day(body: Body, name: str) -> dt.date | None:
    """From the body, or from the facts; they may not say two different days."""
    said: dt.date | None = body[name]
    told = answers.day(body["facts"].get(name))
    if said and told and said != told:
        raise DomainError(_("Another day stands in the facts."), field=name)
    return _plausible(said or told, EARLIEST_RECEIPT, name)


def _plausible(day: dt.date | None, earliest: dt.date, field: str) -> dt.date | None:
    """A typing error in the year would start the clocks centuries ago."""
    if day is not None and day < earliest:
        raise DomainError(_("That is too long ago. Check the year."), field=field)
    return day


def _patient(body: Body) -> PatientInput:
    sent, told = body["patient"], body["facts"].get("patient") or {}
    number = _number(sent)
    born = sent["birth_date"] or answers.day(told.get("birth_date"))
    if born is None and number is not None:
        born = number.birth_date
    born = _plausible(born, EARLIEST_BIRTH, "patient.birth_date")
    if born is None:
        raise DomainError(_("This must be filled in."), field="patient.birth_date")
    return PatientInput(
        **{name: sent[name] or "" for name in _CONTACT},
        birth_date=born,
        number=number.digits if number else "",
        number_kind=number.kind if number else "none",
        sex=sent["sex"] or (number.sex if number else "unknown"),
        language=sent["language"],
        protection=sent["protection"],
        municipality=sent["municipality"] or told.get("municipality") or "",
    )


def _number(sent: Body) -> IdentityNumber | None:
    if not sent["identity_number"]:
        return None
    return identity_numbers.check(
        sent["identity_number"],
        birth_date=sent["birth_date"],
        synthetic=settings.SYNTHETIC_IDENTITY_NUMBERS,
    )


def _referrer(body: Body, caller: Caller, organisation: Organisation) -> ReferrerInput:
    sent, told = body["referrer"], body["facts"].get("referrer") or {}
    own = organisation.kind != Organisation.Kind.RVE
    kind = sent["kind"] or told.get("kind") or _KIND.get(organisation.kind, "other")
    return ReferrerInput(
        kind=kind,
        hf=sent["hf"] or told.get("hf") or "",
        name=sent["name"],
        hpr_number=sent["hpr_number"] or "",
        practice=sent["practice"] or (organisation.name if own else ""),
        organisation_number=sent["organisation_number"] or (organisation.number if own else ""),
        address=sent["address"] or (organisation.address if own else ""),
        phone=sent["phone"] or (organisation.phone if own else ""),
        email=sent["email"] or "",
        user=caller.actor.user if caller.is_person and not caller.actor.at_rve else None,
    )


def _clinical(body: Body) -> dict[str, str]:
    """Under its headings; a text without any is the situation."""
    found = {key: str(text).strip() for key, text in (body["clinical"] or {}).items() if text}
    plain = str(body["clinical_text"] or "").strip()
    if plain:
        found["situation"] = "\n\n".join(text for text in (plain, found.get("situation")) if text)
    return {key: text for key, text in found.items() if text}


def _said(practical: Body) -> dict[str, Any]:
    return {key: value for key, value in practical.items() if value not in ("", None, False, [])}


def _worked_out(told: Body, functions: Body, tried: list[dict[str, Any]]) -> dict[str, Any]:
    """What function and measures say of the facts, where the facts do not: as the form does."""
    bedbound = {True: "yes", False: "no"}.get(functions.get("bedbound", None), "")
    form = {"function": {**functions, "bedbound": bedbound, "tried": tried}}
    found = {
        "function_loss": answers.function_loss_of(form),
        "self_care": answers.SELF_CARE.get(str(functions.get("adl"))),
        "municipal_measures": answers.municipal_measures_of(form),
    }
    return {key: value for key, value in found.items() if value is not None and key not in told}
