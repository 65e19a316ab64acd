"""Whether a time inside the deadline can still be found anywhere (pbrl § 2-2 b)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from institutions.models import Pool
from institutions.queries import first_free
from referrals import clocks
from referrals.models import Decision, Placement, Referral
from referrals.use_cases.places import earliest_start, stay_weeks


def time_in_sight(case: Referral, decision: Decision, *, now: dt.datetime) -> bool:
    """Whether some place of the region that has not declined the case has a free week before the deadline."""
    today, deadline = timezone.localdate(now, clocks.OSLO), decision.start_deadline
    if deadline is None or deadline < today:
        return False
    declined = case.placements.filter(status=Placement.Status.DECLINED).values("institution_id")
    pools = Pool.objects.in_force(today).filter(
        institution__region=case.region_id, institution__active=True, delytelser__code=decision.delytelse
    )
    keys = pools.exclude(institution_id__in=declined).values_list("pk", flat=True).distinct()
    weeks = first_free(pool_ids=list(keys), weeks=stay_weeks(decision), earliest=earliest_start(case, today))
    return any(week is not None and week <= deadline for week in weeks.values())
