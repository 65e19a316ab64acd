"""Reminders of an earlier day wait for the scan: after a stop, only what is due now is told."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone

from referrals import clocks

_HOLD = """
    UPDATE core_message AS message SET not_before = %(later)s
     WHERE message.status = 'pending' AND message.kind = 'reminder' AND message.not_before < %(today)s
       AND EXISTS (
           SELECT 1 FROM referrals_clock AS clock
            WHERE clock.id = CASE WHEN message.key LIKE 'clock/%%'
                                  THEN split_part(message.key, '/', 2)::bigint END
              AND clock.met_at IS NULL AND clock.cancelled_at IS NULL
              AND clock.next_step_on <= %(today)s
       )
"""


def hold_stale(*, now: dt.datetime) -> int:
    """Puts off by a minute the reminders of earlier days whose clock has come to a later step that nobody has
    written yet: the scan takes them back. How many.
    """
    today = timezone.localdate(now, clocks.OSLO)
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, {"later": now + dt.timedelta(minutes=1), "today": today})
        return int(cursor.rowcount)
