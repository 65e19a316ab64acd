"""Moves the product's clock: +14d, +3h, +30m, 2026-04-07T08:00 (Norwegian time), or now for the real one."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rve.core import clock
from rve.core.dates import LOCAL_ZONE

AHEAD = re.compile(r"\+(\d{1,6})([wdhm])")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
UNREADABLE = "{asked!r} is no time: give +14d, +3h, 2026-04-07T08:00 or now."


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", help="+14d, +3h, 2026-04-07T08:00 or now")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The clock of a production installation is not moved.")
        if not settings.CLOCK_FILE:
            raise CommandError("RVE_CLOCK_FILE is not set: there is no clock to move (bin/demo has one).")
        offset = _offset(options["to"])
        if abs(offset) > clock.FARTHEST:
            raise CommandError("That is more than a hundred years away.")
        _write(Path(settings.CLOCK_FILE), offset)
        self.stdout.write(f"The clock is set to {clock.now().astimezone(LOCAL_ZONE):%A %-d %B %Y %H:%M}.")


def _offset(asked: str) -> dt.timedelta:
    """How far ahead of the real clock the asked time is."""
    if asked == "now":
        return dt.timedelta()
    if ahead := AHEAD.fullmatch(asked):
        return clock.moved_by() + dt.timedelta(**{UNITS[ahead[2]]: int(ahead[1])})
    try:
        moment = dt.datetime.fromisoformat(asked)
    except ValueError as error:
        raise CommandError(UNREADABLE.format(asked=asked)) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LOCAL_ZONE)
    return moment - timezone.now()


def _write(path: Path, offset: dt.timedelta) -> None:
    """In one step: no process ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".clock-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"offset_seconds": offset.total_seconds()}, file)
    Path(temporary).chmod(0o644)
    os.replace(temporary, path)
