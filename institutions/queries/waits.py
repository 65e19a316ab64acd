"""Expected waits by pool."""

from __future__ import annotations

import datetime as dt

from institutions.models import Pool
from institutions.queries.figures import counted_pools
from rve.core.models import Region


def expected_waits(*, region: Region, on: dt.date) -> dict[int, int | None]:
    """Days to wait by pool in force on a day; None where the agreement has no number of places."""
    pools = Pool.objects.in_force(on).filter(institution__region=region, institution__active=True)
    return {pool.pk: figures.wait_days for pool, figures in counted_pools(pools, on)}
