"""Made-up referrals over the last twelve months, in every state, for the demo."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from referrals.models import Referral
from rve.core import clock
from rve.core.models import Region, Setting
from rve.local.demo.accounts import make_cast
from rve.local.demo.complaints import load_complaints
from rve.local.demo.load import Present, load_past, load_present, settle_outbox
from rve.local.demo.reachable import give_her_ids

PRESENT_DAYS = 60
# Walked through the use cases, step by step: of the last fortnight all, of the weeks before a few of each
# kind; the bulk fills up the rest. A case that has come to its stay takes half a second.
NEWEST, BEFORE, REFUSED = 0.055, 0.015, 0.015
# Drawn to fill the boards of the places that log in with one click; about a third of them fits.
RUNNING = 180


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--referrals", type=int, default=600)
        parser.add_argument("--region", default="HMN")
        parser.add_argument("--seed", type=int, default=2022)

    def handle(self, *args: Any, **options: Any) -> None:
        region, now = Region.objects.get(code=options["region"]), clock.now()
        if Referral.objects.filter(region=region).exists():
            self.stdout.write("There are referrals already: nothing is loaded.")
            return
        started, today, number = time.monotonic(), timezone.localdate(now), options["referrals"]
        cast = make_cast(region=region, today=today)
        present = Present(
            newest=round(number * NEWEST),
            before=round(number * BEFORE),
            refused=round(number * REFUSED),
            days=PRESENT_DAYS,
        )
        tally = load_past(
            region=region,
            cast=cast,
            number=number - present.newest - present.before - present.refused,
            first=today - dt.timedelta(days=365),
            last=today - dt.timedelta(days=PRESENT_DAYS + 1),
            today=today,
            seed=options["seed"],
        )
        tally += load_past(
            region=region,
            cast=cast,
            number=RUNNING,
            first=today - dt.timedelta(days=90),
            last=today - dt.timedelta(days=18),
            today=today,
            seed=options["seed"] + 10,
            running=True,
        )
        switch_on_digital_post(region, today)
        refused = load_present(region=region, cast=cast, wanted=present, now=now, seed=options["seed"] + 1)
        for why, count in refused.items():
            self.stdout.write(f"Left out {count}: {why}")
        complaints = load_complaints(region=region, cast=cast, now=now, seed=options["seed"] + 20)
        settle_outbox(before=today)
        give_her_ids(region)
        self.stdout.write(
            f"Loaded {Referral.objects.filter(region=region).count()} referrals"
            f" in {time.monotonic() - started:.0f} s;"
            f" of those in bulk {dict(tally)}; complaints {dict(complaints)}."
        )


def switch_on_digital_post(region: Region, today: dt.date) -> None:
    """From today: what was written before went on paper."""
    Setting.objects.get_or_create(
        region=region, key="digital_post", valid_from=today, defaults={"value": True, "source": "demo"}
    )
