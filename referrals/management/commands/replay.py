"""Proof that the proposals can be made again: `manage.py replay [--since DATE]`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from referrals.replay import replay


class Command(BaseCommand):
    help = "Makes every stored proposal again and compares to the byte; exit 1 on any difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=dt.date.fromisoformat, help="only those made from this day on")

    def handle(self, *args: Any, **options: Any) -> None:
        total = differing = 0
        for one in replay(since=options["since"]):
            total += 1
            if not one.same:
                differing += 1
                self.stderr.write(f"{one.reference} {one.made_at.isoformat()}: {one.why}")
        self.stdout.write(f"{total - differing} of {total} proposals are identical to the byte.")
        if differing:
            sys.exit(1)
