"""The patient of a message as the use case takes it; Refused with the code for what is wrong."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from institutions.models import Municipality
from referrals.messages.parse.around import Around
from referrals.messages.parse.people import PatientSaid
from referrals.messages.refusals import Refused
from referrals.use_cases.patients import PatientInput
from rve.core import identity_numbers
from rve.core.errors import DomainError
from rve.core.identity_numbers import IdentityNumber


def checked(said: PatientSaid, *, around: Around, today: dt.date) -> PatientInput:
    """E30 a number is missing, E31 it is wrong, E32 no name, E36 neither number nor birth date."""
    if not (said.given_name or said.family_name):
        raise Refused("E32", "Pasientens navn mangler.")
    number = _number(said)
    birth_date = said.birth_date or (number.birth_date if number else None)
    if birth_date is None:
        raise Refused("E36", "Pasienten har verken fødselsnummer eller fødselsdato.")
    if not dt.date(1900, 1, 1) <= birth_date <= today:
        raise Refused("E36", "Pasientens fødselsdato kan ikke stemme.")
    return PatientInput(
        given_name=said.given_name,
        family_name=said.family_name,
        birth_date=birth_date,
        number=number.digits if number else "",
        number_kind=number.kind if number else "none",
        sex=said.sex if said.sex != "unknown" or number is None else number.sex,
        language=around.language,
        interpreter=around.interpreter,
        address=said.address,
        postal_code=said.postal_code,
        city=said.city,
        phone=said.phone[:20],
        email=said.email,
        municipality=_municipality(said),
    )


def _municipality(said: PatientSaid) -> str:
    """As coded; else the one that is called as the postal place, where one alone is: few send the code."""
    rows = Municipality.objects.filter(number=said.municipality)
    if not rows.exists():
        rows = Municipality.objects.filter(short_name__iexact=said.city)
    found = list(rows.values_list("number", flat=True)[:2])
    return found[0] if len(found) == 1 else ""


def _number(said: PatientSaid) -> IdentityNumber | None:
    if said.kind == "none":
        return None
    if not said.number:
        raise Refused("E30", "Pasientens nummer mangler.")
    try:
        found = identity_numbers.parse(said.number, synthetic=settings.SYNTHETIC_IDENTITY_NUMBERS)
    except DomainError:
        raise Refused("E31", "Pasientens nummer er feil.") from None
    if said.birth_date and not identity_numbers.matches_birth_date(found, said.birth_date):
        raise Refused("E31", "Pasientens nummer stemmer ikke med fødselsdatoen.")
    return found
