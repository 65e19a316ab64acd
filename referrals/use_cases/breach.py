"""An expected breach that shows after the decision was told: the patient is told too, once for each clock."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from referrals.models import Decision, Placement, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases.letters import write_letter
from referrals.use_cases.signing import watch_for_breach
from rve.core.policies import Actor


class Watched(NamedTuple):
    """Whether no time inside the deadline is in sight, and whether the patient was told so just now."""

    late: bool
    told: bool


def watch_and_tell(
    case: Referral,
    placement: Placement | None,
    *,
    decision: Decision,
    by: Actor | None,
    now: dt.datetime,
    at: dt.date | None = None,
    previous: dt.datetime | None = None,
) -> Watched:
    """Starts or ends Helfo's clock (pbrl § 2-2 b); where it starts, a letter says that the deadline is not
    kept, that Helfo is contacted, and what can be chosen. It holds the time, where there is one.
    """
    assert decision.start_deadline is not None
    before = case_clocks.is_running(case, "expected_breach")
    late = watch_for_breach(case, placement, deadline=decision.start_deadline, at=at, now=now)
    told = late and not before and case_clocks.is_running(case, "expected_breach")
    if told:
        write_letter(
            kind="deadline_not_kept",
            referral=case,
            decision=decision,
            placement=placement,
            extra={"previous": previous} if previous else {},
            by=by,
            now=now,
        )
    return Watched(late, told)
