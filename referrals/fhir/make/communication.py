"""A question from the institution, or the unit's answer, as a Communication."""

from __future__ import annotations

from typing import Any

from referrals.fhir.make.resource import patient_of, request_of, resource
from referrals.fhir.moments import instant
from referrals.fhir.references import reference
from referrals.models import Placement, PlacementNote


def communication(row: Placement, note: PlacementNote) -> dict[str, Any]:
    """Never changed once it is written. `note.answers` must be at hand for an answer."""
    question = note.answers
    return resource(
        "Communication",
        note.public_id,
        version="1",
        updated=note.at,
        case=row.referral,
        basedOn=[request_of(row)],
        inResponseTo=[reference("Communication", question.public_id)] if question else [],
        status="completed",
        subject=patient_of(row),
        about=[reference("Task", row.public_id)],
        sent=instant(note.at),
        sender=reference("Organization", note.organisation.public_id, note.organisation.name),
        payload=[{"contentString": note.text}],
    )
