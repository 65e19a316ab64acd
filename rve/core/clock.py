"""The door's clock: the only place that asks what time it is."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    return timezone.now()


def today() -> dt.date:
    """Today's date where the unit is."""
    return timezone.localdate()
