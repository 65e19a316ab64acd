"""What several resources share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from referrals.fhir import systems
from referrals.fhir.moments import instant
from referrals.fhir.references import reference
from referrals.models import Placement, Referral
from referrals.models.patient import Protection

_SENSITIVE = {
    Protection.CONFIDENTIAL: ("R", "restricted"),
    Protection.STRICTLY: ("V", "very restricted"),
}


def resource(
    kind: str,
    ident: object,
    *,
    version: str,
    updated: dt.datetime,
    case: Referral | None = None,
    **content: Any,
) -> dict[str, Any]:
    """A resource with its meta. A protected address is marked on all that is the patient's."""
    meta: dict[str, Any] = {"versionId": version, "lastUpdated": instant(updated)}
    if case is not None and case.protection in _SENSITIVE:
        meta["security"] = [systems.coding(systems.CONFIDENTIALITY, *_SENSITIVE[Protection(case.protection)])]
    return systems.without_empty({"resourceType": kind, "id": str(ident), "meta": meta} | content)


def case_version(row: Placement) -> str:
    """Of what is made of the whole case: it changes when the case, its place or its decision does."""
    return f"{row.referral.version}.{row.version}.{row.decision.version}"


def case_updated(row: Placement) -> dt.datetime:
    return max(row.referral.updated_at, row.updated_at)


def patient_of(row: Placement) -> dict[str, str]:
    assert row.referral.patient is not None
    return reference("Patient", row.referral.patient.public_id)


def request_of(row: Placement) -> dict[str, str]:
    return reference("ServiceRequest", row.referral.public_id)


def identifier(system: str, value: str, **more: str) -> dict[str, str]:
    return more | {"system": system, "value": value}


def said(text: str) -> dict[str, str]:
    return {"text": text}
