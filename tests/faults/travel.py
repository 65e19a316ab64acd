"""The product's clock as the test sets it: a file that every process of the product reads."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from rve.core.dates import LOCAL_ZONE


class SetClock:
    """It runs on from where it was last set to."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._offset = dt.timedelta(0)

    def now(self) -> dt.datetime:
        return (dt.datetime.now(dt.UTC) + self._offset).astimezone(LOCAL_ZONE)

    def set_to(self, moment: dt.datetime) -> None:
        self._write(moment - dt.datetime.now(dt.UTC))

    def jump(self, **later: float) -> None:
        """`jump(minutes=11)`"""
        self._write(self._offset + dt.timedelta(**later))

    def _write(self, offset: dt.timedelta) -> None:
        self._offset = offset
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({"offset_seconds": offset.total_seconds()}))
        fresh.replace(self.file)


def at(day: int, month: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of 2026, where the unit is."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=LOCAL_ZONE)
