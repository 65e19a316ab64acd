"""Whose a resource is that a client sends: it must be the patient of the case that it is based on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from referrals.fhir import reading, systems
from referrals.fhir.outcome import Refused
from referrals.fhir.references import parse
from referrals.models import Placement


def check_subject(body: dict[str, Any], row: Placement, *, base: str) -> None:
    """Refused where a patient is named, by reference here or by identity number, and it is another one."""
    for element, told in _named(body):
        if _is_another(told, row, base):
            sentence = _("This names another patient than the ServiceRequest does.")
            raise Refused(422, "business-rule", sentence, f"{body['resourceType']}.{element}")


def _named(body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "subject", body.get("subject")
    for one in reading.listed(body, "participant"):
        yield "participant.actor", reading.part(one, "actor")


def _is_another(told: Any, row: Placement, base: str) -> bool:
    person = row.referral.patient
    found = parse(reading.part(told, "reference"), base=base)
    if found is not None and found[0] == "Patient":
        return person is None or found[1].lower() != str(person.public_id)
    if reading.part(told, "identifier", "system") not in systems.OF_PEOPLE:
        return False
    details = person.details if person else None
    return reading.part(told, "identifier", "value") != (details.number if details else None)
