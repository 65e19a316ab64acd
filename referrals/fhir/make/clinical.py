"""Diagnoses as Conditions; letters and attachments as DocumentReferences with their Binary."""

from __future__ import annotations

import base64
from typing import Any

from referrals.fhir import systems
from referrals.fhir.make.resource import case_updated, case_version, patient_of, request_of, resource
from referrals.fhir.moments import day, instant
from referrals.fhir.references import reference
from referrals.models import Attachment, Letter, Placement

_SYSTEMS = {"icd10": systems.ICD10, "icpc2": systems.ICPC2}


def condition(row: Placement, number: int, told: dict[str, Any]) -> dict[str, Any]:
    """A diagnosis of the referral; the code as it was sent."""
    system = str(told.get("system") or "")
    return resource(
        "Condition",
        f"{row.referral.public_id}-{number}",
        version=case_version(row),
        updated=case_updated(row),
        case=row.referral,
        clinicalStatus={"coding": [systems.coding(systems.CONDITION_STATUS, "active")]},
        code={"coding": [systems.coding(_SYSTEMS.get(system, system), str(told.get("code") or ""))]},
        subject=patient_of(row),
        recordedDate=day(row.referral.referred_on),
    )


def document(row: Placement, one: Attachment | Letter) -> dict[str, Any]:
    """What a document is; its bytes are the Binary with the same id. Neither ever changes."""
    is_letter = isinstance(one, Letter)
    at = one.created_at if isinstance(one, Letter) else one.added_at
    return resource(
        "DocumentReference",
        one.public_id,
        version="1",
        updated=at,
        case=row.referral,
        status="current",
        docStatus="final",
        type={"text": "Letter to the place of treatment" if is_letter else "Attachment to the referral"},
        subject=patient_of(row),
        date=instant(at),
        content=[{"attachment": _attachment(row, one)}],
        context={"related": [request_of(row)]},
    )


def _attachment(row: Placement, one: Attachment | Letter) -> dict[str, Any]:
    return systems.without_empty(
        {
            "contentType": content_type(one),
            "language": one.language if isinstance(one, Letter) else None,
            "url": f"Binary/{one.public_id}",
            "size": None if isinstance(one, Letter) else one.size,
            "title": title(row, one),
            "creation": instant(one.created_at if isinstance(one, Letter) else one.added_at),
        }
    )


def title(row: Placement, one: Attachment | Letter) -> str:
    return f"{row.referral.reference}-{one.kind}.pdf" if isinstance(one, Letter) else one.name


def content_type(one: Attachment | Letter) -> str:
    return "application/pdf" if isinstance(one, Letter) else one.content_type


def binary(row: Placement, one: Attachment | Letter, data: bytes) -> dict[str, Any]:
    """For a client that asks for FHIR; others get the bytes as they are."""
    return resource(
        "Binary",
        one.public_id,
        version="1",
        updated=one.created_at if isinstance(one, Letter) else one.added_at,
        case=row.referral,
        contentType=content_type(one),
        securityContext=reference("DocumentReference", one.public_id),
        data=base64.b64encode(data).decode(),
    )
