"""What happened to a pool: written in the transaction that makes it happen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from institutions.models import Booking, Pool
from rve.core import events
from rve.core.policies import Actor


def note(
    pool: Pool, verb: str, *, by: Actor | None, now: dt.datetime, reason: str = "", changes: dict[str, Any]
) -> None:
    """One event of the pool, and the moment it was last changed; who is null where the system acted.

    Its version stays where only places were booked: whoever edits the capacity is not in their way.
    """
    Pool.objects.filter(pk=pool.pk).update(updated_at=now)
    events.record(
        kind="pool",
        case_id=pool.pk,
        verb=verb,
        by=by.user if by else None,
        organisation=by.organisation if by else None,
        at=now,
        reason=reason,
        changes=changes,
    )


def of_booking(booking: Booking) -> dict[str, Any]:
    """The booking in an event: which case, which weeks."""
    return {
        "booking": booking.pk,
        "case": [booking.case_kind, booking.case_id],
        "first_week": booking.first_week.isoformat(),
        "weeks": booking.weeks,
    }
