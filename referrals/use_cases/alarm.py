"""Suspected serious illness cannot wait for the worklist."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from referrals import attention, clocks
from referrals.models import Referral
from referrals.use_cases import notices
from rve.core.models import Role


def alarm_if_serious(referral: Referral, *, now: dt.datetime) -> None:
    """Flags the case and tells the unit's physicians and team leads at once, at any hour, once per case."""
    flagged = attention.remove(referral.attention, attention.SUSPECTED_SERIOUS)
    serious = referral.facts.get("urgency") == "suspected_serious"
    if serious:
        flagged = attention.add(flagged, attention.SUSPECTED_SERIOUS)
    if flagged != referral.attention:
        referral.attention = flagged
        referral.save(update_fields=["attention"])
    if serious:
        notices.tell(
            notices.unit(referral, Role.PHYSICIAN, Role.TEAM_LEAD, on=timezone.localdate(now, clocks.OSLO)),
            referral=referral,
            template="suspected_serious",
            key=f"serious/{referral.pk}",
            path=notices.path_of(referral),
            now=now,
        )
