"""The planner's first page: how many came, what was proposed and decided, where they wait. No names."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from deltytelser.models import Delytelse
from referrals.models import Decision, Placement, Referral
from rve.core.models import Region

MONTHS = 12


def _received(region: Region, since: dt.date) -> Any:
    return Referral.objects.filter(region=region, received_on__gte=since).exclude(status="draft")


def by_month(*, region: Region, today: dt.date) -> list[dict[str, Any]]:
    """Referrals received in each of the last twelve months, with decided and granted."""
    first = today.replace(day=1)
    since = first.replace(year=first.year - 1)
    rows = (
        _received(region, since)
        .annotate(month=TruncMonth("received_on"))
        .values("month")
        .annotate(
            received=Count("pk", distinct=True),
            granted=Count(
                "pk", distinct=True, filter=Q(decisions__status="signed", decisions__outcome="granted")
            ),
            refused=Count(
                "pk", distinct=True, filter=Q(decisions__status="signed", decisions__outcome="refused")
            ),
        )
        .order_by("month")
    )
    return list(rows)


def by_delytelse(*, region: Region, since: dt.date) -> list[dict[str, Any]]:
    """Received, granted, refused per delytelse since a day."""
    names = {row.code: row for row in Delytelse.objects.filter(region=region)}
    signed = Decision.objects.filter(
        referral__region=region, status="signed", referral__received_on__gte=since
    ).values_list("referral__delytelse", "outcome")
    decided = Counter(signed)
    rows = _received(region, since).values("delytelse").annotate(received=Count("pk")).order_by("delytelse")
    return [
        {
            "code": row["delytelse"],
            "name": names.get(row["delytelse"]),
            "received": row["received"],
            "granted": decided[row["delytelse"], "granted"],
            "refused": decided[row["delytelse"], "refused"],
        }
        for row in rows
    ]


def by_area(*, region: Region, since: dt.date) -> list[dict[str, Any]]:
    """Received per health trust area and per 1 000 inhabitants."""
    return list(
        _received(region, since)
        .values("municipality__health_trust__name")
        .annotate(received=Count("pk"))
        .order_by("municipality__health_trust__name")
    )


def placements(*, region: Region) -> dict[str, int]:
    """Live placements by state."""
    rows = (
        Placement.objects.filter(referral__region=region, status__in=Placement.LIVE)
        .values_list("status")
        .annotate(number=Count("pk"))
    )
    return dict(rows)


def open_cases(*, region: Region) -> int:
    return Referral.objects.filter(region=region, status__in=Referral.OPEN).count()
