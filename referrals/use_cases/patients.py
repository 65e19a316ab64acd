"""The patient of a referral: found by number in the region, or made. Contact as sent stays with the case."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from referrals.models import Patient
from referrals.models.patient import Protection
from rve.core import identity_numbers
from rve.core.encryption import lookup_index
from rve.core.errors import DomainError
from rve.core.models import Details, Region

_STRICTNESS = (Protection.NONE, Protection.CONFIDENTIAL, Protection.STRICTLY)


@dataclass(frozen=True, slots=True)
class PatientInput:
    """The patient as sent. `number_kind`: fnr, dnr, help, none; `municipality`: four digits or empty."""

    given_name: str
    family_name: str
    birth_date: dt.date
    number: str = ""
    number_kind: str = "none"
    sex: str = "unknown"
    language: str = "nb"
    interpreter: str = ""
    protection: str = Protection.NONE
    address: str = ""
    postal_code: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    municipality: str = ""

    def __repr__(self) -> str:
        return "PatientInput(…)"


def checked_number(patient: PatientInput) -> str:
    """The digits of the number, empty where there is none; DomainError at the field when
    it is wrong or missing.
    """
    if patient.number_kind == Details.Kind.NONE:
        return ""
    if not patient.number.strip():
        if patient.number_kind == Details.Kind.HELP:
            return ""
        raise DomainError(_("The identity number is missing."), field="number")
    return identity_numbers.check(
        patient.number,
        birth_date=patient.birth_date,
        kind=patient.number_kind,
        synthetic=settings.SYNTHETIC_IDENTITY_NUMBERS,
    ).digits


def sort_key(*, given_name: str, family_name: str) -> str:
    """Family name first, in Norwegian order: æ ø å after z, accents as their letter."""
    order = str.maketrans({"æ": "{", "ø": "|", "å": "}", "ä": "{", "ö": "|"})
    kept = f"{family_name} {given_name}".strip().casefold().translate(order)
    return "".join(one for one in unicodedata.normalize("NFD", kept) if not unicodedata.combining(one))[:200]


def find_by_number(*, region: Region, number: str) -> Patient | None:
    """The patient with exactly this number in the region."""
    found = Patient.objects.filter(details__region=region, details__number_index=lookup_index(number))
    return found.select_related("merged_into", "details").first()


def find_or_new(*, region: Region, patient: PatientInput) -> Patient:
    """The patient with the number in the region, locked, with what was sent put on and saved; else a new one,
    not saved yet. Without a number always a new one.

    Two receipts for a new number at once: the second cannot be saved (`details_one_per_number`).
    """
    number = checked_number(patient)
    found = _locked(region, number) if number else None
    return _brought_up_to_date(found, patient) if found else _new(region, patient, number)


def _locked(region: Region, number: str) -> Patient | None:
    """The lock is there so that two receipts do not overwrite each other."""
    rows = Patient.objects.select_for_update(of=("self",)).filter(
        details__region=region, details__number_index=lookup_index(number)
    )
    found = rows.first()
    while found is not None and found.merged_into_id is not None:
        found = Patient.objects.select_for_update().get(pk=found.merged_into_id)
    return found


def _new(region: Region, patient: PatientInput, number: str) -> Patient:
    return Patient(
        region=region,
        details=Details(
            region=region,
            number_kind=patient.number_kind,
            number=number,
            number_index=lookup_index(number) if number else "",
        ),
        given_name=patient.given_name,
        family_name=patient.family_name,
        sort_key=sort_key(given_name=patient.given_name, family_name=patient.family_name),
        birth_date=patient.birth_date,
        sex=patient.sex,
        protection=patient.protection,
    )


def stricter(one: str, other: str) -> str:
    """Of two protections of the address, the stricter: it is never lifted by a referral."""
    return max(one, other, key=_STRICTNESS.index)


def _brought_up_to_date(found: Patient, patient: PatientInput) -> Patient:
    """The newest name and the strictest protection; a write only where that changes something."""
    before = _seen(found)
    found.given_name, found.family_name = patient.given_name, patient.family_name
    found.sort_key = sort_key(given_name=patient.given_name, family_name=patient.family_name)
    found.protection = stricter(found.protection, patient.protection)
    if patient.sex != "unknown":
        found.sex = patient.sex
    if _seen(found) != before:
        found.version += 1
        found.save()
    return found


def _seen(patient: Patient) -> tuple[str, str, str, str]:
    """What a referral may change of a patient."""
    return patient.given_name, patient.family_name, patient.protection, patient.sex


def contact_details(*, region: Region, patient: PatientInput) -> Details:
    """Contact as sent, for the case: encrypted, without the number. Not saved yet."""
    return Details(
        region=region,
        phone=patient.phone,
        email=patient.email,
        address=patient.address,
        postal_code=patient.postal_code,
        city=patient.city,
    )
