"""The date a number of virkedager after another. Needs no database and no server."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rve.core.virkedager import add_virkedager


class Command(BaseCommand):
    help = "Print the date N virkedager after DATE, that day not counted."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("date", type=_day, metavar="DATE")
        parser.add_argument("n", type=int, metavar="N", help="negative counts backwards; 0 is DATE itself")
        parser.add_argument("--saturday", action="store_true", help="count Saturdays too")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            due = add_virkedager(options["date"], options["n"], options["saturday"])
        except OverflowError as error:
            raise CommandError("The calendar ends at the year 9999.") from error
        self.stdout.write(due.isoformat())


def _day(text: str) -> date:
    return date.fromisoformat(text)
