"""Another place for a right that stands."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from referrals import attention, clocks, policies
from referrals.models import Decision, Placement, Referral
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import messages_out
from referrals.use_cases.history import note_placement
from referrals.use_cases.letters import write_letter
from referrals.use_cases.places import Wish, give_up_live_place, take_place
from referrals.use_cases.rows import lock_referral, move_referral, save
from referrals.use_cases.signing import forward, watch_for_breach
from rve.core.policies import Actor


@transaction.atomic
def reroute(
    *,
    referral: Referral,
    institution: str,
    by: Actor,
    now: dt.datetime,
    version: int,
    pool_id: int | str | None = None,
    week: dt.date | None = None,
    reason: str = "",
) -> Placement:
    """Another place for a signed right: after a no, or when the patient chooses anew. The deadline stands."""
    case = lock_referral(referral, version)
    policies.check_can_reroute(by, case)
    decision = case.decisions.select_related("proposal").get(status=Decision.Status.SIGNED)
    give_up_live_place(case, why="moved_elsewhere", by=by, now=now)
    wish = Wish(institution, pool_id, week)
    placement = take_place(case=case, decision=decision, wish=wish, by=by, now=now)
    move_referral(case, "reroute")
    case.attention = attention.remove(case.attention, *attention.OF_A_PLACE)
    save(case, now=now)
    note_placement(placement, "rerouted", by=by, now=now, reason=reason)
    forward(placement, by=by, now=now)
    messages_out.tell_stay(placement, "rerouted", now=now)
    if not case_clocks.is_running(case, "time_sent"):
        today = timezone.localdate(now, clocks.OSLO)
        case_clocks.start_clock(kind="time_sent", referral=case, starts_on=today, now=now)
    assert decision.start_deadline is not None
    watch_for_breach(case, placement, deadline=decision.start_deadline, now=now)
    write_letter(kind="changed_place", referral=case, decision=decision, placement=placement, by=by, now=now)
    return placement
