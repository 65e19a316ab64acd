"""What the page of a placement shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from deltytelser.models import Delytelse
from referrals.models import Clock, Placement
from referrals.policies import allowed_actions
from referrals.policies.clock_checks import running_follow_ups
from referrals.policies.placement_notes import can_ask_unit
from referrals.queries import placement_notes
from referrals.queries.institution import age_on
from referrals.words import LEVELS, PLACEMENT
from rve.core.models import CaseEvent
from rve.core.policies import Actor

ORDER = ("accept", "schedule", "start", "resume", "discharge", "interrupt", "decline")


def placement_context(actor: Actor, found: Placement, *, today: dt.date) -> dict[str, Any]:
    """Facts of the stay, the referral as sent, what can be answered, what happened at this place."""
    referral, decision = found.referral, found.decision
    allowed = set(allowed_actions(actor, found))
    after = {one.kind: one.due_on for one in running_follow_ups(found).order_by("due_on")}
    clocks = {clock.kind: clock for clock in Clock.objects.filter(referral=referral, cancelled_at=None)}
    start = timezone.localdate(found.scheduled_at) if found.scheduled_at else found.planned_week
    deadline = decision.start_deadline
    days_late = (start - deadline).days if start and deadline else 0
    return {
        "placement": found,
        "referral": referral,
        "decision": decision,
        "details": referral.details,
        "age": age_on(referral.birth_date, today),
        "delytelse": Delytelse.objects.filter(region=referral.region_id, code=decision.delytelse).first(),
        "level": LEVELS.get(found.level, found.level),
        "status": PLACEMENT[found.status],
        "answer_clock": clocks.get(Clock.Kind.INSTITUTION_ANSWER),
        "late": days_late > 0 and not found.started_on,
        "days_late": days_late,
        "attachments": referral.attachments.order_by("added_at"),
        "referrer": referral.referrer,
        "events": _events(found),
        "verbs": [verb for verb in ORDER if verb in allowed] + list(after),
        "follow_up_days": after,
        "forms": [],
        "exchanges": placement_notes.of_placement(found),
        "can_ask": can_ask_unit(actor, found),
    }


def _events(found: Placement) -> list[CaseEvent]:
    """What happened at this place only: RVE's own work on the case is not the institution's."""
    rows = CaseEvent.objects.filter(
        kind="referral", case_id=found.referral_id, changes__placement=str(found.public_id)
    )
    return list(rows.select_related("by").order_by("-at")[:20])
