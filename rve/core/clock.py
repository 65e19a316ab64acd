"""The door's clock: the only place that asks what time it is.

Tests and the demo can move it (`manage.py travel`): the file that RVE_CLOCK_FILE names holds
`{"offset_seconds": n}`, and every process reads it anew once it has changed. Production refuses the variable.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

FARTHEST = dt.timedelta(days=100 * 365)


class ClockFileBroken(RuntimeError):
    """The clock file holds something else than an offset: nobody may guess what time it is."""


def now() -> dt.datetime:
    return timezone.now() + moved_by()


def today() -> dt.date:
    """Today's date where the unit is."""
    return timezone.localdate(now())


def moved_by() -> dt.timedelta:
    """How far the clock is ahead of the real one; nothing where none may be moved."""
    path: str = settings.CLOCK_FILE
    if not path:
        return dt.timedelta()
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return dt.timedelta()
    return _read(path, found.st_ino, found.st_mtime_ns, found.st_size)


# A file that was replaced has another inode or time: it is read once for each change.
@lru_cache(maxsize=1)
def _read(path: str, _inode: int, _changed: int, _size: int) -> dt.timedelta:
    try:
        seconds = json.loads(Path(path).read_bytes())["offset_seconds"]
        offset = dt.timedelta(seconds=float(seconds))
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise ClockFileBroken(_broken(path)) from error
    if abs(offset) > FARTHEST:
        raise ClockFileBroken(_broken(path))
    return offset


def _broken(path: str) -> str:
    return (
        f'{path} (RVE_CLOCK_FILE) must hold {{"offset_seconds": n}}: `manage.py travel now` writes it anew.'
    )
