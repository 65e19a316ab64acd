"""Region, rule set, trusts, municipalities, delytelser, institutions, places, reasons; may be run again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deltytelser.use_cases.rule_sets import import_first
from institutions.reference.files import Files
from institutions.reference.loading import load
from rve.core import clock
from rve.core.errors import DomainError
from rve.core.models import Region


class Command(BaseCommand):
    help = "Loads or refreshes the reference data of a region. Running it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", default="HMN", help="code of the region (default HMN)")
        parser.add_argument(
            "--data", type=Path, help="folder with the CSV files, instead of the shipped ones"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files = Files(data=options["data"]) if options["data"] else Files()
        try:
            tally = load(code=options["region"], files=files)
        except (FileNotFoundError, KeyError, ValueError, DomainError) as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
        first = import_first(region=Region.objects.get(code=options["region"]), now=clock.now())
        if options["verbosity"]:
            self.stdout.write("\n".join(tally.lines()))
            self.stdout.write(
                f"rule set: {first} published" if first else "rule set: the published one stands"
            )
