"""The time of attendance as an Appointment, the stay as an Encounter; both have the id of their Task."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from referrals.fhir import systems
from referrals.fhir.make.resource import patient_of, request_of, resource
from referrals.fhir.moments import day, instant
from referrals.fhir.references import reference
from referrals.models import Placement
from rve.core.dates import LOCAL_ZONE, short_date

ENCOUNTER = {"started": "in-progress", "interrupted": "onleave", "completed": "finished"}


def appointment(row: Placement) -> dict[str, Any]:
    """`end` is the end of the weeks that are booked: R4 asks for one wherever there is a start."""
    assert row.scheduled_at is not None
    cancelled = row.status in (Placement.Status.CANCELLED, Placement.Status.DECLINED)
    begun = row.status in ENCOUNTER
    return resource(
        "Appointment",
        row.public_id,
        version=str(row.version),
        updated=row.updated_at,
        case=row.referral,
        status="cancelled" if cancelled else "fulfilled" if begun else "booked",
        start=instant(row.scheduled_at),
        end=instant(row.scheduled_at + dt.timedelta(weeks=row.stay_weeks)),
        comment=_warning(row),
        basedOn=[request_of(row)],
        participant=[{"actor": patient_of(row), "required": "required", "status": "accepted"}],
    )


def _warning(row: Placement) -> str:
    deadline, at = row.decision.start_deadline, row.scheduled_at
    if deadline is None or at is None or at.astimezone(LOCAL_ZONE).date() <= deadline:
        return ""
    text = _("The time is after the deadline {deadline}. Helfo must be contacted at once.")
    return text.format(deadline=short_date(deadline))


def encounter(row: Placement) -> dict[str, Any]:
    return resource(
        "Encounter",
        row.public_id,
        version=str(row.version),
        updated=row.updated_at,
        case=row.referral,
        status=ENCOUNTER[row.status],
        statusHistory=_history(row),
        **{"class": systems.encounter_class(row.level)},
        type=_kind(row),
        subject=patient_of(row),
        basedOn=[request_of(row)],
        appointment=[reference("Appointment", row.public_id)] if row.scheduled_at else [],
        period=systems.without_empty({"start": day(row.started_on), "end": day(row.ended_on)}),
        reasonCode=_why(row),
        hospitalization={"dischargeDisposition": {"text": row.end_note}} if row.end_note else None,
        serviceProvider=reference("Organization", row.institution.public_id, row.institution.name),
    )


def _history(row: Placement) -> list[dict[str, Any]]:
    """When the leave began: the day the time before it ended."""
    if row.status != Placement.Status.INTERRUPTED:
        return []
    period = {"start": day(row.started_on), "end": day(row.interrupted_on)}
    return [{"status": "in-progress", "period": period}]


def _kind(row: Placement) -> list[dict[str, Any]]:
    level = systems.care_level(row.level)
    return [systems.without_empty({"coding": [level] if level else [], "text": row.start_event})]


def _why(row: Placement) -> list[dict[str, Any]]:
    """Why the stay is interrupted."""
    reason = row.interrupt_reason
    if reason is None:
        return []
    return [{"coding": [systems.coding(systems.reason_system("interrupt"), reason.code, reason.text_nb)]}]
