"""Helfo is contacted at once when no time inside the deadline exists (pbrl § 2-2 b)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from referrals import policies
from referrals.models import Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases.history import note
from referrals.use_cases.rows import lock_referral, save
from rve.core.errors import Conflict, DomainError
from rve.core.policies import Actor

# NPR's codes: Helfo notified; agreed with the patient that Helfo is not notified.
NOTIFIED, AGREED_NOT_TO = "31", "32"


@transaction.atomic
def note_helfo(
    *, referral: Referral, code: str, on: dt.date, by: Actor, now: dt.datetime, version: int, text: str = ""
) -> Referral:
    """Notes the contact (31) or the patient's wish not to (32); the clock of the expected breach is met."""
    case = lock_referral(referral, version)
    policies.check_can_note_helfo(by, case)
    if code not in (NOTIFIED, AGREED_NOT_TO):
        raise DomainError(_("Choose whether Helfo is notified."), field="code")
    if not case_clocks.meet(case, "expected_breach", now=now):
        raise Conflict(_("No breach of the deadline is expected in this case."))
    save(case, now=now)
    note(case, "helfo_noted", by=by, now=now, reason=text, code=code, on=on.isoformat())
    return case
