"""The patient's later choice of place, said about the placement that it replaces."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from referrals import policies
from referrals.models import Placement
from referrals.use_cases.reroute import reroute
from referrals.use_cases.rows import lock_placement
from rve.core.errors import Conflict
from rve.core.policies import Actor


@transaction.atomic
def change_place(
    *,
    placement: Placement,
    institution: str,
    by: Actor,
    now: dt.datetime,
    version: int,
    pool: uuid.UUID | None = None,
    week: dt.date | None = None,
    reason: str = "",
) -> Placement:
    """Another place for the same signed right, booked or queued and forwarded at once; the deadline stands.

    `version` is the placement's. Stale when it was changed since; Conflict when another one has taken its
    place already, or the stay has begun; NotFound for another region's.
    """
    policies.check_can_see(by, placement)
    row = lock_placement(placement, version)
    if Placement.objects.filter(referral=row.referral, pk__gt=row.pk).exists():
        raise Conflict(_("Another place has been chosen for this case already."))
    return reroute(
        referral=row.referral,
        institution=institution,
        pool_id=str(pool) if pool else None,
        week=week,
        reason=reason,
        by=by,
        now=now,
        version=row.referral.version,
    )
