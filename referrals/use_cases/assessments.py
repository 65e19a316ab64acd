"""The assessor's own words, kept while they are written."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from referrals import policies
from referrals.models import Assessment, Referral
from referrals.use_cases.rows import lock_referral
from rve.core.errors import DomainError
from rve.core.policies import Actor

LONGEST = 20_000


@transaction.atomic
def keep_words(
    *, referral: Referral, nytte: str, ressurs: str, alvorlighet: str, by: Actor, now: dt.datetime
) -> bool:
    """Keeps the three tests in words on the open assessment of the one who has the case; False without one.

    DomainError for words too long to keep: nothing is cut off.

    A draft: the case itself is not changed, so its version stays and no event is written.
    """
    case = lock_referral(referral)
    policies.check_can_prepare(by, case)
    rows = Assessment.objects.filter(referral=case, kind=Assessment.Kind.PRIMARY, closed_at=None, by=by.user)
    if max(map(len, (nytte, ressurs, alvorlighet))) > LONGEST:
        raise DomainError(_("That is too long: note what matters for the case."))
    return bool(rows.update(nytte=nytte, ressurs=ressurs, alvorlighet=alvorlighet))
