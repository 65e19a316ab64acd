"""The day a case goes on without the referrer's answer follows the calendar, as the legal clock it guards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import connection

from referrals import clocks
from referrals.models import Clock
from referrals.use_cases.clocks import next_step_of
from rve.core.models import Region
from rve.core.virkedager import Calendar

_MOVE = """
    UPDATE referrals_clock AS clock
       SET proof = clock.proof || jsonb_build_object('go_on_on', moved.day),
           next_step_on = CASE WHEN clock.next_step_on > %s THEN moved.step ELSE clock.next_step_on END
      FROM unnest(%s::bigint[], %s::text[], %s::date[]) AS moved (id, day, step)
     WHERE clock.id = moved.id
"""


def recompute_go_on(
    *, region: Region, today: dt.date, calendar: Callable[[dt.date, dt.date], Calendar]
) -> int:
    """Moves the days that are still to come, in the caller's transaction; how many. `calendar`: the days that
    count for a clock that began on the first day, by what is known on the second.
    """
    moved = []
    for clock in _waiting(region, today):
        receipt = clock.referral.receipt
        days = calendar(receipt, today)
        day = clocks.go_on_day(receipt=receipt, asked_on=clock.starts_on, calendar=days).isoformat()
        if day != clock.proof["go_on_on"]:
            proof = {**clock.proof, "go_on_on": day}
            step = next_step_of(clock.kind, clock.due_on, proof, after=today)
            moved.append((clock.pk, day, step))
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [today, *(list(column) for column in zip(*moved, strict=True))])
    return len(moved)


def _waiting(region: Region, today: dt.date) -> list[Clock]:
    rows = Clock.objects.filter(
        referral__region=region,
        kind=Clock.Kind.REFERRER_ANSWER,
        met_at=None,
        cancelled_at=None,
        proof__go_on_on__gt=today.isoformat(),
    )
    own = ("kind", "starts_on", "due_on", "proof", "referral__received_on", "referral__first_received_on")
    return list(rows.select_related("referral").only(*own).order_by("pk"))
