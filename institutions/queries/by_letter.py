"""What the routing sees of one delytelse, with the reference data at hand: two short queries.

The same as `candidates_world` with a delytelse; a test holds them together.
"""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import Any

from institutions.counters import places_from
from institutions.models import Pool, PoolWeek
from institutions.planning.volume import HORIZON, SPAN, first_free_week
from institutions.planning.weeks import WEEK, monday, next_monday
from institutions.queries.figures import COUNTS, Figures, figures_of, with_counts
from institutions.queries.reference import Reference
from institutions.queries.world import in_force, world_of_pools
from rve.core.compiled_query import CompiledQuery
from rve.core.models import Region

_COUNTS = CompiledQuery(
    lambda region, letter, on, week: with_counts(
        Pool.objects.filter(institution__region=region, institution__active=True, delytelser__code=letter),
        on,
        week=week,
    ).values_list("pk", *COUNTS),
    region=int,
    letter=str,
    on=dt.date,
    week=dt.date,
)
_WEEKS = CompiledQuery(
    lambda region, letter, after: (
        PoolWeek.objects.filter(
            pool__institution__region=region, pool__delytelser__code=letter, week__gt=after
        )
        .order_by("pool_id", "week")
        .values_list("pool_id", "week", "booked", "tenths")
    ),
    region=int,
    letter=str,
    after=dt.date,
)


def world_by_letter(
    *, region: Region, reference: Reference, on: dt.date, letter: str | None
) -> dict[str, Any]:
    """As `candidates_world(region=…, on=…, delytelse=letter or "")`."""
    counts = _COUNTS.rows(region=region.pk, letter=letter, on=on, week=monday(on)) if letter else []
    known = {row[0]: row[1:] for row in counts}
    pools = [_counted(pool, known[key]) for key, pool in reference.pools.items() if key in known]
    rows = [(pool, figures_of(pool, reference.printed)) for pool in pools]
    current = [(pool, figures) for pool, figures in rows if in_force(pool, on)]
    free = _first_free(current, region=region, on=on, letter=letter or "")
    return world_of_pools(region=region, on=on, institutions=reference.institutions, rows=rows, free=free)


def _counted(pool: Pool, counts: tuple[Any, ...]) -> Any:
    """The pool with its counts, as `with_counts` gives them; the shared one stays as it is."""
    row: Any = copy(pool)
    row.waiting, row.booked_ahead, row.known_stays, row.known_days = counts
    return row


def _first_free(
    current: list[tuple[Pool, Figures]], *, region: Region, on: dt.date, letter: str
) -> dict[int, dt.date | None]:
    if not current:
        return {}
    start = next_monday(on)
    weeks: dict[int, list[tuple[dt.date, int, int | None]]] = {}
    after = monday(start) - SPAN * WEEK
    for key, week, booked, tenths in _WEEKS.rows(region=region.pk, letter=letter, after=after):
        weeks.setdefault(key, []).append((week, booked, tenths))
    return {
        pool.pk: first_free_week(
            places_from(pool.capacity_tenths, pool.valid_from, pool.valid_to, weeks.get(pool.pk, [])),
            figures.stay_weeks,
            start,
            HORIZON,
        )
        for pool, figures in current
    }
