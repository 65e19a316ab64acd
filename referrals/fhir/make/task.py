"""A placement as a Task: who has it, what is asked, how far it has come."""

from __future__ import annotations

from typing import Any

from institutions.models import Booking
from referrals.fhir import systems
from referrals.fhir.make.resource import identifier, patient_of, request_of, resource
from referrals.fhir.moments import day, instant
from referrals.fhir.references import reference
from referrals.models import Placement
from rve.core.models import CodedReason, Organisation

# Ours to FHIR's; `requested` is `received` once the institution has said so, or has asked.
STATUS = {
    "forwarded": "requested",
    "accepted": "accepted",
    "scheduled": "accepted",
    "started": "in-progress",
    "interrupted": "on-hold",
    "completed": "completed",
    "declined": "rejected",
    "cancelled": "cancelled",
}
# The national codes for feedback on a referral (8229), beside our own.
_FEEDBACK = {
    "declined": "1",
    "accepted": "3",
    "scheduled": "4",
    "started": "6",
    "completed": "7",
    "interrupted": "10",
}
_PRIORITY = {"ordinary": "routine", "deteriorating": "urgent", "suspected_serious": "asap"}


def status_of(row: Placement) -> str:
    found = STATUS[row.status]
    return "received" if found == "requested" and row.received else found  # type: ignore[attr-defined]


def awaits_information(row: Placement) -> bool:
    """Whether a question of the institution has no answer yet."""
    notes = row.written  # type: ignore[attr-defined]
    answered = {note.answers_id for note in notes}
    return any(note.answers_id is None and note.pk not in answered for note in notes)


def priority(row: Placement) -> str:
    return _PRIORITY.get(str(row.referral.facts.get("urgency")), "routine")


def task(row: Placement, *, unit: Organisation | None, whole: bool) -> dict[str, Any]:
    """`row` from `rows.tasks`. Without `whole` nothing of the patient: the place no longer has the case."""
    shown = resource(
        "Task",
        row.public_id,
        version=str(row.version),
        updated=row.updated_at,
        case=row.referral if whole else None,
        groupIdentifier=identifier(systems.ours("NamingSystem", "referral"), row.referral.reference or ""),
        status=status_of(row),
        statusReason=_status_reason(row),
        businessStatus=_business_status(row),
        intent="order",
        code={"coding": [systems.coding(systems.TASK_CODE, "fulfill")]},
        focus=request_of(row),
        authoredOn=instant(row.forwarded_at),
        lastModified=instant(row.updated_at),
        requester=reference("Organization", unit.public_id, unit.name) if unit else None,
        owner=owner_of(row),
    )
    return shown | (_of_the_stay(row) if whole else {})


def owner_of(row: Placement) -> dict[str, Any]:
    """The organisation of the institution; the institution itself where it has none here."""
    owner = row.institution.organisation
    if owner is None:
        return reference("Organization", row.institution.public_id, row.institution.name)
    number = identifier(systems.ORGANISATION_NUMBER, owner.number)
    return reference("Organization", owner.public_id, owner.name) | {"identifier": number}


def _of_the_stay(row: Placement) -> dict[str, Any]:
    period = {"start": day(row.started_on), "end": day(row.ended_on)}
    return systems.without_empty(
        {
            "priority": priority(row),
            "for": patient_of(row),
            "executionPeriod": systems.without_empty(period),
            "restriction": _restriction(row),
            "output": _output(row),
        }
    )


def _restriction(row: Placement) -> dict[str, Any] | None:
    """The treatment deadline: the period in which the stay is to begin."""
    deadline = day(row.decision.start_deadline)
    return {"period": {"end": deadline}} if deadline else None


def _output(row: Placement) -> list[dict[str, Any]]:
    found = []
    if row.scheduled_at:
        found.append(
            {"type": {"text": "Appointment"}, "valueReference": reference("Appointment", row.public_id)}
        )
    if row.started_on:
        found.append({"type": {"text": "Encounter"}, "valueReference": reference("Encounter", row.public_id)})
    return found


def _business_status(row: Placement) -> dict[str, Any] | None:
    own = ""
    if awaits_information(row):
        own = "awaiting-information"
    elif row.status == Placement.Status.SCHEDULED:
        own = "scheduled"
    national = "2" if own == "awaiting-information" else _FEEDBACK.get(row.status, "")
    codings = []
    if own:
        codings.append(systems.coding(systems.ours("CodeSystem", "task-business-status"), own))
    if national:
        codings.append(systems.coding(systems.REFERRAL_STATUS, national))
    return {"coding": codings} if codings else None


def _status_reason(row: Placement) -> dict[str, Any] | None:
    if row.status == Placement.Status.DECLINED:
        return coded(row.decline_reason, row.comment)
    if row.status == Placement.Status.INTERRUPTED:
        return coded(row.interrupt_reason)
    return _cancelled_why(row) if row.status == Placement.Status.CANCELLED else None


def coded(reason: CodedReason | None, text: str = "") -> dict[str, Any] | None:
    """A reason of our lists, with the words that were written to it."""
    if reason is None:
        return None
    code = systems.coding(systems.reason_system(reason.kind), reason.code, reason.text_nb)
    return {"coding": [code], "text": text or reason.text_nb}


def _cancelled_why(row: Placement) -> dict[str, Any] | None:
    """The patient or the referrer withdrew (with the national code of the end of waiting), or the place was
    given back: not answered in time, or another place chosen.
    """
    why = row.booking.released_why if row.booking else row.queue_entry.left_why if row.queue_entry else ""
    reason = row.referral.withdraw_reason
    # Why the patient withdrew is for the place that had the case then.
    if reason is not None and why == Booking.ReleasedWhy.WITHDRAWN:
        found = coded(reason) or {}
        if reason.npr_code:
            found["coding"].append(systems.coding(systems.END_OF_WAITING, reason.npr_code))
        return found
    if not why:
        return None
    return {"coding": [systems.coding(systems.ours("CodeSystem", "task-cancelled"), why.replace("_", "-"))]}
