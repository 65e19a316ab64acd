"""Weighty reasons against telling the parents: their letters are kept back, at any age (pbrl § 3-4)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks
from referrals.models import Referral
from referrals.policies import checks as policies
from referrals.use_cases.history import note
from referrals.use_cases.recipients import ADULT, LEFT_OUT, age_on, patient_side
from referrals.use_cases.rows import lock_referral, save
from rve.core.errors import Conflict, DomainError
from rve.core.policies import Actor

LONGEST = 2_000


@transaction.atomic
def leave_out_parents(
    *, referral: Referral, reason: str, by: Actor, now: dt.datetime, version: int
) -> Referral:
    """From now on no letter of the case goes to the parents; those that have left are not called back.

    DomainError without a reason, and where nobody else would get the letters of a child under 12.
    """
    case = lock_referral(referral, version)
    policies.check_can_leave_out_parents(by, case)
    today = timezone.localdate(now, clocks.OSLO)
    if not reason.strip() or len(reason) > LONGEST:
        raise DomainError(_("Say which weighty reasons there are, in a few words."), field="parents_reason")
    if case.birth_date is None or age_on(case.birth_date, today) >= ADULT:
        raise Conflict(_("The patient is 16 or older: the parents get no letters."))
    case.practical = {**case.practical, LEFT_OUT: {"reason": reason.strip(), "by": by.user.name}}
    if not patient_side(case, on=today):
        text = _("Somebody must get the letters of a child under 12: note a guardian or child welfare first.")
        raise DomainError(text, field="parents_reason")
    save(case, now=now)
    note(case, "parents_left_out", by=by, now=now, reason=reason.strip())
    return case


@transaction.atomic
def take_in_parents(*, referral: Referral, by: Actor, now: dt.datetime, version: int) -> Referral:
    """The reasons are gone: the parents get the letters that are written from now on."""
    case = lock_referral(referral, version)
    policies.check_can_leave_out_parents(by, case)
    if LEFT_OUT not in case.practical:
        raise Conflict(_("The parents get the letters already."))
    case.practical = {name: value for name, value in case.practical.items() if name != LEFT_OUT}
    save(case, now=now)
    note(case, "parents_taken_in", by=by, now=now)
    return case
