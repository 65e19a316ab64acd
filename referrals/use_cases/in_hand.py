"""A door without a "take the case" of its own: whoever works on a case that nobody has, takes it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from referrals import policies
from referrals.models import Referral
from referrals.policies.checks import IN_WORK
from referrals.use_cases.cases import claim
from referrals.use_cases.rows import lock_referral
from rve.core.policies import Actor

FREE = (Referral.Status.RECEIVED, *IN_WORK)


@transaction.atomic
def take_in_hand(*, referral: Referral, by: Actor, now: dt.datetime, version: int) -> Referral:
    """The case, locked and as seen (`version`), claimed where nobody has it; go on with its new version.

    A colleague's case stays with the colleague: what follows refuses it. NotFound for another tenant's,
    Stale when it was changed since.
    """
    policies.check_can_see(by, referral)
    case = lock_referral(referral, version)
    if case.assessor_id is None and case.status in FREE:
        return claim(referral=case, by=by, now=now, version=version)
    return case
