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
    before = referral.attention
    flag_if_serious(referral)
    if referral.attention != before:
        referral.save(update_fields=["attention"])
    tell_if_serious(referral, now=now)


def flag_if_serious(referral: Referral) -> None:
    """The flag as the facts have it, not saved."""
    flagged = attention.remove(referral.attention, attention.SUSPECTED_SERIOUS)
    serious = is_serious(referral)
    referral.attention = attention.add(flagged, attention.SUSPECTED_SERIOUS) if serious else flagged


def is_serious(referral: Referral) -> bool:
    return bool(referral.facts.get("urgency") == "suspected_serious")


def tell_if_serious(referral: Referral, *, now: dt.datetime) -> None:
    """Tells the unit's physicians and team leads, once per case."""
    if is_serious(referral):
        notices.tell(
            notices.unit(referral, Role.PHYSICIAN, Role.TEAM_LEAD, on=timezone.localdate(now, clocks.OSLO)),
            referral=referral,
            template="suspected_serious",
            key=f"serious/{referral.pk}",
            path=notices.path_of(referral),
            now=now,
        )
