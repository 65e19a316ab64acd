"""Organisations and institutions: by organisation number, an institution as part of its organisation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from institutions.models import Institution
from referrals.fhir import systems
from referrals.fhir.make.resource import identifier, resource
from referrals.fhir.references import reference
from rve.core.dates import LOCAL_ZONE
from rve.core.models import Organisation


def organisation(row: Organisation, *, today: dt.date) -> dict[str, Any]:
    """The only date an organisation has is its first day."""
    return resource(
        "Organization",
        row.public_id,
        version=str(row.version),
        updated=dt.datetime.combine(row.valid_from, dt.time(), LOCAL_ZONE),
        identifier=[identifier(systems.ORGANISATION_NUMBER, row.number)],
        active=row.valid_to is None or row.valid_to > today,
        name=row.name,
        telecom=_telecom(row.phone),
        address=[{"text": row.address}] if row.address else [],
    )


def institution(row: Institution) -> dict[str, Any]:
    owner = row.organisation
    return resource(
        "Organization",
        row.public_id,
        version=str(row.version),
        updated=row.updated_at,
        identifier=[identifier(systems.ours("NamingSystem", "institution"), row.kode)],
        active=row.active,
        name=row.name,
        telecom=_telecom(row.phone),
        address=[{"text": row.address}] if row.address else [],
        partOf=reference("Organization", owner.public_id, owner.name) if owner else None,
    )


def _telecom(number: str) -> list[dict[str, str]]:
    return [{"system": "phone", "value": number}] if number else []
