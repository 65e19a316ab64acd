"""Facts settled by a system of the unit: it takes the case when nobody has it, and settles them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from referrals.models import Proposal, Referral
from referrals.use_cases.in_hand import take_in_hand
from referrals.use_cases.settle import settle_facts
from rve.core.policies import Actor


@transaction.atomic
def settle_in_hand(
    *, referral: Referral, values: Mapping[str, Any], by: Actor, now: dt.datetime, version: int
) -> Proposal | None:
    """As `settle_facts`; Conflict that names the colleague who has the case."""
    case = take_in_hand(referral=referral, by=by, now=now, version=version)
    return settle_facts(referral=case, values=values, by=by, now=now, version=case.version)
