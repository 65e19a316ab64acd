"""The day that the benches of the clocks play on: a Monday at work."""

from __future__ import annotations

import datetime as dt

from rve.core.dates import LOCAL_ZONE

TODAY = dt.date(2026, 1, 12)
NOW = dt.datetime.combine(TODAY, dt.time(10), LOCAL_ZONE)
LONG_BEFORE = dt.date(2025, 12, 30)
