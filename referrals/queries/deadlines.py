"""Deadlines at risk and passed, for the team lead: one row per running clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from referrals.models import Clock
from rve.core.models import Region
from rve.core.virkedager import virkedager_between


@dataclass(frozen=True, slots=True)
class Row:
    due_on: dt.date
    left: int
    kind: str
    public_id: str
    reference: str
    name: str
    case_pk: int
    patient_pk: int
    at: str
    holder: str


def running(*, region: Region) -> QuerySet[Clock]:
    return Clock.objects.filter(referral__region=region, met_at=None, cancelled_at=None)


def counts(*, region: Region, today: dt.date, soon: dt.date) -> dict[str, int]:
    """How many run, are over, fall due today and before `soon`: one query."""
    return running(region=region).aggregate(
        over=Count("pk", filter=Q(due_on__lt=today)),
        today=Count("pk", filter=Q(due_on=today)),
        soon=Count("pk", filter=Q(due_on__gt=today, due_on__lte=soon)),
        all=Count("pk"),
    )


def by_kind(*, region: Region, today: dt.date) -> list[Any]:
    """Running and passed clocks of each kind."""
    return list(
        running(region=region)
        .values("kind")
        .annotate(all=Count("pk"), over=Count("pk", filter=Q(due_on__lt=today)))
        .order_by("kind")
    )


def rows(clocks: QuerySet[Clock], *, today: dt.date) -> list[Row]:
    """The clocks of a page, with the virkedager left (negative: over)."""
    found = clocks.select_related("referral__assessor", "placement__institution")
    return [
        Row(
            due_on=clock.due_on,
            left=_left(today, clock.due_on),
            kind=clock.kind,
            public_id=str(clock.referral.public_id),
            reference=clock.referral.reference or "",
            name=clock.referral.name,
            case_pk=clock.referral_id,
            patient_pk=clock.referral.patient_id or 0,
            at=clock.placement.institution.name if clock.placement else "",
            holder=clock.referral.assessor.name if clock.referral.assessor else "",
        )
        for clock in found
    ]


def _left(today: dt.date, due: dt.date) -> int:
    if due >= today:
        return virkedager_between(today, due)
    return -virkedager_between(due, today)
