"""Decisions that wait for a physician, and the one that is open: a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from deltytelser.models import Delytelse
from referrals.models import Decision, Placement
from referrals.policies.complaint_checks import check_can_sign_complaint
from referrals.queries.worklist_rows import left_until
from referrals.use_cases.signing import why_not_simple
from referrals.words import MARKS, OUTCOMES
from rve.core.errors import DomainError
from rve.core.models import Region
from rve.core.policies import Actor
from rve.core.virkedager import Calendar


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue."""

    public_id: str
    version: int
    case_pk: int
    patient_pk: int
    name: str
    due_on: dt.date
    left: int
    mark: str
    outcome: str
    delytelse: str
    place: str
    week: dt.date | None
    note: str
    simple: bool
    complaint: str
    thin: bool
    why_not: str = ""


def prepared(*, region: Region) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(referral__region=region, status=Decision.Status.PREPARED)
        .select_related("referral__patient", "referral__municipality", "referral__referrer")
        .select_related("institution", "proposal")
        .select_related("prepared_by", "second_reader", "override_reason")
        .select_related("complaint__decision", "complaint__dismissal")
        .prefetch_related("placements", "referral__placements", "complaint__clocks")
        .order_by("referral__assessment_due", "pk")
    )


def queue(*, region: Region, today: dt.date, calendar: Calendar, reader: Actor | None = None) -> list[Row]:
    """All prepared decisions of the region, the most urgent first: first ones, and those after complaints.
    `reader`: the physician, told which of them somebody else must sign, and why.
    """
    rows = [_row(decision, today, calendar, reader) for decision in prepared(region=region)]
    return sorted(rows, key=lambda row: row.due_on)


def _row(decision: Decision, today: dt.date, calendar: Calendar, reader: Actor | None) -> Row:
    referral, note = decision.referral, why_not_simple(decision)
    live = [one for one in referral.placements.all() if one.status in Placement.LIVE]
    due, why_not = _due(decision) or today, _why_not(decision, reader)
    return Row(
        public_id=str(decision.public_id),
        version=decision.version,
        case_pk=referral.pk,
        patient_pk=referral.patient_id or 0,
        name=referral.name,
        due_on=due,
        left=left_until(due, today, calendar) or 0,
        mark=MARKS[decision.outcome],
        outcome=str(OUTCOMES[decision.outcome]),
        delytelse=decision.delytelse,
        place=decision.institution.name if decision.institution else "",
        week=live[0].planned_week if live else None,
        note=note,
        simple=not note and not why_not,
        complaint=decision.complaint.reference.rpartition("-")[2] if decision.complaint else "",
        thin=decision.thin_grounds and decision.second_read_at is None,
        why_not=why_not,
    )


def _why_not(decision: Decision, reader: Actor | None) -> str:
    """Why this physician may never sign it, in words."""
    if reader is None or decision.complaint is None:
        return ""
    try:
        check_can_sign_complaint(reader, decision.complaint)
    except DomainError as error:
        return error.message
    return ""


def _due(decision: Decision) -> dt.date | None:
    """The day the patient must have the letter; after a complaint the day it is to be answered."""
    if decision.complaint is None:
        return decision.referral.assessment_due
    running = [one.due_on for one in decision.complaint.clocks.all() if one.running]
    return min(running, default=None)


def opened(*, decision: Decision) -> dict[str, Any]:
    """What stands beside the letter: delytelse, placement, the day the letter must be out."""
    referral = decision.referral
    return {
        "delytelse": Delytelse.objects.filter(region=referral.region, code=decision.delytelse).first(),
        "placement": Placement.objects.filter(referral=referral, status__in=Placement.LIVE)
        .select_related("institution", "pool")
        .first(),
        "due_on": _due(decision),
    }
