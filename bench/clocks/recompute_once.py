"""Days off that come and go: after each change every running clock is computed anew."""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402

from bench.clocks.day import LONG_BEFORE, NOW  # noqa: E402
from referrals.use_cases.recompute import recompute_clocks  # noqa: E402
from rve.core.models import Region, Setting  # noqa: E402

# A day off in every second month: most of the clocks count over one of them.
DAYS_OFF = ["2026-02-17", "2026-04-21", "2026-06-16", "2026-08-18", "2026-10-20", "2026-12-15"]


def main(runs: int) -> None:
    """Prints seconds, clocks and changed ones of each run; the calendar is as before at the end."""
    region = Region.objects.get(code="HMN")
    found = [_run(region, DAYS_OFF if number % 2 == 0 else []) for number in range(runs)]
    if runs % 2:
        _run(region, [])
    Setting.objects.filter(key="extra_days_off").delete()
    print(json.dumps(found))


def _run(region: Region, days: list[str]) -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE referrals_clock")
    Setting.objects.update_or_create(
        region=region,
        key="extra_days_off",
        valid_from=LONG_BEFORE,
        defaults={"value": days, "source": "bench"},
    )
    start = time.perf_counter()
    done = recompute_clocks(region=region, why="Nye fridager", by=None, now=NOW)
    return {"seconds": time.perf_counter() - start, "clocks": done.clocks, "changed": done.changed}


if __name__ == "__main__":
    main(int(sys.argv[1]))
