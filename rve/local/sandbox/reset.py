"""The sandbox as it was in the beginning."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from referrals.models import Referral
from rve.core.dates import LOCAL_ZONE
from rve.local.sandbox.cases import make_cases
from rve.local.sandbox.emptying import empty
from rve.local.sandbox.region import make_region


@transaction.atomic
def reset(*, now: dt.datetime) -> list[Referral]:
    """Takes the region's cases away and makes the known ones again, in one transaction; they have the same
    ids and references each time.
    """
    box = make_region(now=now, today=timezone.localdate(now, LOCAL_ZONE))
    empty(box.region)
    return make_cases(box, now=now)
