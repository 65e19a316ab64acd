"""What is told of a patient whose address is protected to whoever may not know where the patient lives."""

from __future__ import annotations

from typing import Any

from referrals.models import Referral
from referrals.models.patient import Protection
from referrals.use_cases.recipients import LEFT_OUT

_OTHERS = ("next_of_kin", "guardians")


def practical_sent(case: Referral) -> dict[str, Any]:
    """The practical side as it was sent. What the unit noted of the parents stays on the unit's own pages."""
    return {key: one for key, one in (case.practical or {}).items() if key != LEFT_OUT}


def practical_told(case: Referral) -> dict[str, Any]:
    """The practical side; of one who is protected without next of kin and guardians: they live together."""
    told = practical_sent(case)
    if case.protection == Protection.NONE:
        return told
    return {key: one for key, one in told.items() if not key.startswith(_OTHERS)}


def municipality_told(case: Referral) -> str | None:
    """The number of the municipality; None with a strictly confidential address (code 6)."""
    hidden = case.protection == Protection.STRICTLY or case.municipality is None
    return None if hidden or case.municipality is None else case.municipality.number
