"""The patient, and who referred."""

from __future__ import annotations

from typing import Any

from referrals.fhir import systems
from referrals.fhir.make.resource import case_updated, case_version, identifier, resource
from referrals.fhir.moments import day
from referrals.fhir.references import reference
from referrals.models import Placement, Referral, Referrer
from referrals.models.patient import Protection

REFERRER = "referrer"
_GENDERS = {"female": "female", "male": "male"}
_NAMES = {"nb": "Norwegian Bokmål", "nn": "Norwegian Nynorsk"}


def patient(row: Placement) -> dict[str, Any]:
    """As the case keeps the patient: name and contact as sent. A protected address never leaves."""
    case = row.referral
    person = case.patient
    assert person is not None
    return resource(
        "Patient",
        person.public_id,
        version=f"{person.version}.{case_version(row)}",
        updated=case_updated(row),
        case=case,
        identifier=_numbers(case),
        active=True,
        name=[_name(case)],
        telecom=_phone(case.details.phone if case.details else ""),
        gender=_GENDERS.get(case.sex, "unknown"),
        birthDate=day(case.birth_date),
        deceasedDateTime=day(person.deceased_on),
        address=_address(case),
        contact=_next_of_kin(case),
        communication=_languages(case),
    )


def _numbers(case: Referral) -> list[dict[str, str]]:
    details = case.patient.details if case.patient else None
    system = systems.number_system(details.number_kind) if details else ""
    if details is None or not details.number or not system:
        return []
    return [identifier(system, details.number, use="official")]


def _name(case: Referral) -> dict[str, Any]:
    return systems.without_empty(
        {"use": "official", "family": case.family_name, "given": case.given_name.split(), "text": case.name}
    )


def _phone(number: str) -> list[dict[str, str]]:
    return [{"system": "phone", "value": number}] if number else []


def _address(case: Referral) -> list[dict[str, Any]]:
    """None at all, not even the municipality, where any part of the address is protected."""
    sent = case.details
    if sent is None or case.protection != Protection.NONE:
        return []
    found = systems.without_empty(
        {"line": sent.address.splitlines(), "postalCode": sent.postal_code, "city": sent.city}
    )
    return [{"use": "home"} | found] if found else []


def _next_of_kin(case: Referral) -> list[dict[str, Any]]:
    told = case.practical or {}
    name = str(told.get("next_of_kin_name") or "")
    if not name or case.protection != Protection.NONE:
        return []
    relation = str(told.get("next_of_kin_relation") or "")
    phone = _phone(str(told.get("next_of_kin_phone") or ""))
    found = {
        "relationship": [{"text": relation}] if relation else [],
        "name": {"text": name},
        "telecom": phone,
    }
    return [systems.without_empty(found)]


def _languages(case: Referral) -> list[dict[str, Any]]:
    """The written language of letters; and, in words, what to interpret."""
    code = systems.coding("urn:ietf:bcp:47", case.language, _NAMES.get(case.language, ""))
    written = {"language": {"coding": [code]}, "preferred": not case.interpreter}
    if not case.interpreter:
        return [written]
    return [written, {"language": {"text": case.interpreter}, "preferred": True}]


def practitioner(row: Placement) -> dict[str, Any]:
    who = row.referral.referrer
    assert who is not None
    return resource(
        "Practitioner",
        f"{row.referral.public_id}-{REFERRER}",
        version=case_version(row),
        updated=case_updated(row),
        identifier=[identifier(systems.HPR, who.hpr_number)] if who.hpr_number else [],
        active=True,
        name=[{"text": who.name}],
    )


def practitioner_role(row: Placement) -> dict[str, Any]:
    """Who referred and for which practice, as they were on the day."""
    who = row.referral.referrer
    assert who is not None
    ident = f"{row.referral.public_id}-{REFERRER}"
    return resource(
        "PractitionerRole",
        ident,
        version=case_version(row),
        updated=case_updated(row),
        active=True,
        practitioner=reference("Practitioner", ident, who.name),
        organization=_practice(who),
        telecom=_phone(who.phone),
    )


def _practice(who: Referrer) -> dict[str, Any] | None:
    organisation = who.organisation
    number = who.organisation_number or (organisation.number if organisation else "")
    name = who.practice or (organisation.name if organisation else "")
    found: dict[str, Any] = reference("Organization", organisation.public_id) if organisation else {}
    if number:
        found["identifier"] = identifier(systems.ORGANISATION_NUMBER, number)
    return (found | {"display": name} if name else found) or None
