"""One resource by its id: always through a placement that the caller holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from deltytelser.models import Delytelse
from institutions.models import Institution
from referrals.fhir import rows
from referrals.fhir.make import clinical, communication, organization, people, service_request, stay, task
from referrals.fhir.references import as_uuid, split
from referrals.models import Attachment, AttachmentContent, Letter, Placement
from referrals.policies import placements_visible_to
from rve.core.models import Organisation
from rve.core.policies import Actor


@dataclass(frozen=True, slots=True)
class Found:
    """`row`: through which it is the caller's to read; None where it is about nobody (an organisation)."""

    resource: dict[str, Any]
    row: Placement | None = None


def names(region_id: int) -> dict[str, Delytelse]:
    return {one.code: one for one in Delytelse.objects.filter(region_id=region_id)}


def find(kind: str, actor: Actor, ident: str) -> Found | None:
    """None for another's, and for what is not there."""
    return _FINDERS[kind](actor, ident)


def shown_task(actor: Actor, row: Placement) -> dict[str, Any]:
    unit = rows.unit_of(row.referral.region_id)
    return task.task(row, unit=unit, whole=rows.is_with(actor, row))


def _task(actor: Actor, ident: str) -> Found | None:
    key = as_uuid(ident)
    row = rows.task(actor, key) if key else None
    if row is None:
        return None
    return Found(shown_task(actor, row), row if rows.is_with(actor, row) else None)


def _of_placement(make: Callable[[Placement], dict[str, Any] | None]) -> Callable[[Actor, str], Found | None]:
    def found(actor: Actor, ident: str) -> Found | None:
        key = as_uuid(ident)
        row = rows.of_placement(actor, key) if key else None
        made = make(row) if row else None
        return Found(made, row) if made else None

    return found


def _appointment(row: Placement) -> dict[str, Any] | None:
    return stay.appointment(row) if row.scheduled_at else None


def _encounter(row: Placement) -> dict[str, Any] | None:
    return stay.encounter(row) if row.status in stay.ENCOUNTER else None


def _service_request(actor: Actor, ident: str) -> Found | None:
    key = as_uuid(ident)
    row = rows.of_case(actor, key) if key else None
    if row is None:
        return None
    return Found(service_request.service_request(row, names=names(row.referral.region_id)), row)


def _patient(actor: Actor, ident: str) -> Found | None:
    key = as_uuid(ident)
    row = rows.of_patient(actor, key) if key else None
    return Found(people.patient(row), row) if row else None


def _referrer(make: Callable[[Placement], dict[str, Any]]) -> Callable[[Actor, str], Found | None]:
    def found(actor: Actor, ident: str) -> Found | None:
        told = split(ident, "-")
        row = rows.of_case(actor, told[0]) if told and told[1] == people.REFERRER else None
        return Found(make(row), row) if row and row.referral.referrer else None

    return found


def _condition(actor: Actor, ident: str) -> Found | None:
    told = split(ident, "-")
    row = rows.of_case(actor, told[0]) if told else None
    for number, one in service_request.diagnoses(row.referral) if row else []:
        if told and told[1] == str(number):
            return Found(clinical.condition(row, number, one), row)  # type: ignore[arg-type]
    return None


def file_of(actor: Actor, ident: str) -> tuple[Placement, Attachment | Letter] | None:
    """A letter or attachment of a case that the caller has; the bytes are not read yet."""
    key = as_uuid(ident)
    if key is None:
        return None
    about = Q(referral__attachments__public_id=key) | Q(referral__letters__public_id=key)
    for row in rows.readable(actor).filter(about).order_by("-pk").distinct():
        for one in files_of(row):
            if one.public_id == key:
                return row, one
    return None


def files_of(row: Placement) -> list[Attachment | Letter]:
    return [*row.referral.files, *rows.letters_of(row)]  # type: ignore[attr-defined]


def bytes_of(one: Attachment | Letter) -> bytes:
    if isinstance(one, Letter):
        return bytes(one.pdf)
    return bytes(AttachmentContent.objects.get(attachment=one).data)


def _document(actor: Actor, ident: str) -> Found | None:
    found = file_of(actor, ident)
    return Found(clinical.document(*found), found[0]) if found else None


def _communication(actor: Actor, ident: str) -> Found | None:
    key = as_uuid(ident)
    row = rows.readable(actor).filter(notes__public_id=key).first() if key else None
    if row is None:
        return None
    note = next(one for one in row.written if one.public_id == key)  # type: ignore[attr-defined]
    return Found(communication.communication(row, note), row)


def _organization(actor: Actor, ident: str) -> Found | None:
    """The caller's own, the unit's, and those that stand in cases the caller has."""
    key = as_uuid(ident)
    if key is None:
        return None
    held = placements_visible_to(actor).filter(forwarded_at__isnull=False)
    known = Q(pk=actor.organisation.pk) | Q(kind=Organisation.Kind.RVE, region=actor.region)
    known |= Q(pk__in=held.values("referral__referrer__organisation"))
    known |= Q(pk__in=held.values("institution__organisation"))
    found = Organisation.objects.filter(known, public_id=key).first()
    if found:
        return Found(organization.organisation(found, today=actor.today))
    places = Institution.objects.filter(
        Q(organisation=actor.organisation) | Q(pk__in=held.values("institution"))
    )
    place = places.filter(public_id=key).select_related("organisation").first()
    return Found(organization.institution(place)) if place else None


_FINDERS: Mapping[str, Callable[[Actor, str], Found | None]] = {
    "Task": _task,
    "ServiceRequest": _service_request,
    "Patient": _patient,
    "PractitionerRole": _referrer(people.practitioner_role),
    "Practitioner": _referrer(people.practitioner),
    "Organization": _organization,
    "Condition": _condition,
    "DocumentReference": _document,
    "Appointment": _of_placement(_appointment),
    "Encounter": _of_placement(_encounter),
    "Communication": _communication,
}
