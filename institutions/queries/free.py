"""The first free week of several pools at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from institutions.counters import places_of_many
from institutions.planning.volume import HORIZON, first_free_week
from institutions.planning.weeks import next_monday


def first_free(
    *,
    pool_ids: Iterable[int],
    weeks: int | Mapping[int, int],
    earliest: dt.date,
    horizon_weeks: int = HORIZON,
) -> dict[int, dt.date | None]:
    """The first Monday not before a day from which a stay fits, by pool; None: not within the horizon.

    `weeks` is one length for all or a length by pool. One query.
    """
    start = next_monday(earliest)
    return {
        key: first_free_week(places, weeks if isinstance(weeks, int) else weeks[key], start, horizon_weeks)
        for key, places in places_of_many(pool_ids, start).items()
    }
