"""When people may be written to: nobody is woken, and nobody's day off is disturbed."""

from __future__ import annotations

import datetime as dt

from rve.core.dates import LOCAL_ZONE
from rve.core.virkedager import add_virkedager, is_virkedag

FIRST_HOUR, LAST_HOUR = 7, 17


def is_office_time(moment: dt.datetime) -> bool:
    """Whether it is between 7 and 17 on a virkedag, as Norwegian clocks show it."""
    local = moment.astimezone(LOCAL_ZONE)
    return is_virkedag(local.date()) and FIRST_HOUR <= local.hour < LAST_HOUR


def office_time(moment: dt.datetime) -> dt.datetime:
    """The moment itself in office time, else 7 o'clock on the same or the next virkedag."""
    if is_office_time(moment):
        return moment
    local = moment.astimezone(LOCAL_ZONE)
    day = local.date()
    if not (is_virkedag(day) and local.hour < FIRST_HOUR):
        day = add_virkedager(day, 1)
    return dt.datetime.combine(day, dt.time(FIRST_HOUR), LOCAL_ZONE)
