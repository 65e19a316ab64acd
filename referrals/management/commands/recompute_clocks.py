"""Computes the running clocks of a region anew, after its calendar or a length was changed."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from referrals.use_cases.recompute import recompute_clocks
from rve.core import clock
from rve.core.models import Region


class Command(BaseCommand):
    help = "Compute all running clocks anew; what moved is told in each case's history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", required=True, help="the region's code, as HMN")
        parser.add_argument("--why", required=True, help="the reason, in the words of the history")

    def handle(self, *args: Any, **options: Any) -> None:
        region = Region.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"There is no region {options['region']}.")
        began = time.monotonic()
        found = recompute_clocks(region=region, why=options["why"], by=None, now=clock.now())
        seconds = time.monotonic() - began
        self.stdout.write(f"{found.clocks} clocks, {found.changed} moved, {seconds:.1f} s")
