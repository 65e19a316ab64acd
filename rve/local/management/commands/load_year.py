"""A larger made-up history, in bulk: the years before, with the volumes of the published figures."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from institutions.models import Statistic
from rve.core import clock
from rve.core.models import Region
from rve.local.demo.accounts import make_cast
from rve.local.demo.load import load_past


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--referrals", type=int, required=True)
        parser.add_argument("--region", default="HMN")
        parser.add_argument("--seed", type=int, default=5608)

    def handle(self, *args: Any, **options: Any) -> None:
        """One year holds what 2022 held; more go further back, each year with its published number."""
        region = Region.objects.get(code=options["region"])
        today, left = clock.today(), options["referrals"]
        cast = make_cast(region=region, today=today)
        started, last, total = time.monotonic(), today - dt.timedelta(days=71), 0
        for index, number in enumerate(yearly_numbers()):
            if left <= 0:
                break
            taken = min(left, number)
            first = last - dt.timedelta(days=364)
            tally = load_past(
                region=region,
                cast=cast,
                number=taken,
                first=first,
                last=last,
                today=today,
                seed=options["seed"] + index,
            )
            total += taken - tally["left out"]
            left, last = left - taken, first - dt.timedelta(days=1)
            self.stdout.write(f"{first} to {first + dt.timedelta(days=364)}: {dict(tally)}")
        self.stdout.write(f"Loaded {total} in {time.monotonic() - started:.0f} s.")


def yearly_numbers() -> Iterator[int]:
    """Received by year as published, the newest first; before them each as the first of them."""
    rows = Statistic.objects.filter(indicator="henvisninger_mottatt").order_by("-period")
    numbers = [int(row.value or 0) for row in rows]
    return chain(numbers, repeat(numbers[-1]))
