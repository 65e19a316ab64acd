"""Made-up referrals over the last twelve months, in every state, for the demo."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from referrals.models import Referral
from rve.core import clock
from rve.core.models import Region, Setting
from rve.env import BASE
from rve.local.demo.complaints import load_complaints
from rve.local.demo.load import load_past, load_present, settle_outbox

PRESENT_DAYS, PRESENT_SHARE = 60, 0.12
# The newest cases are walked through the use cases: slow enough to be worth two processes.
PROCESSES = 2
# Drawn to fill the boards of the places that log in with one click; about a third of them fits.
RUNNING = 180


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--referrals", type=int, default=600)
        parser.add_argument("--region", default="HMN")
        parser.add_argument("--seed", type=int, default=2022)
        parser.add_argument("--present", type=int, help="only so many of the newest (used by itself)")

    def handle(self, *args: Any, **options: Any) -> None:
        region, now = Region.objects.get(code=options["region"]), clock.now()
        if options["present"]:
            self._present(region, options["present"], now, options["seed"])
            return
        if Referral.objects.filter(region=region).exists():
            self.stdout.write("There are referrals already: nothing is loaded.")
            return
        started, today, number = time.monotonic(), timezone.localdate(now), options["referrals"]
        present = round(number * PRESENT_SHARE)
        tally = load_past(
            region=region,
            number=number - present,
            first=today - dt.timedelta(days=365),
            last=today - dt.timedelta(days=PRESENT_DAYS + 1),
            today=today,
            seed=options["seed"],
        )
        tally += load_past(
            region=region,
            number=RUNNING,
            first=today - dt.timedelta(days=90),
            last=today - dt.timedelta(days=18),
            today=today,
            seed=options["seed"] + 10,
            running=True,
        )
        switch_on_digital_post(region, today)
        self._walk_beside_each_other(present, options)
        complaints = load_complaints(region=region, now=now, seed=options["seed"] + 20)
        settle_outbox(before=today)
        self.stdout.write(
            f"Loaded {Referral.objects.filter(region=region).count()} referrals"
            f" in {time.monotonic() - started:.0f} s;"
            f" of those in bulk {dict(tally)}; complaints {dict(complaints)}."
        )

    def _present(self, region: Region, number: int, now: dt.datetime, seed: int) -> None:
        refused = load_present(region=region, number=number, days=PRESENT_DAYS, now=now, seed=seed)
        for why, count in refused.items():
            self.stdout.write(f"Left out {count}: {why}")

    def _walk_beside_each_other(self, number: int, options: dict[str, Any]) -> None:
        command = [sys.executable, str(BASE / "manage.py"), "load_demo", "--region", options["region"]]
        walkers = [
            subprocess.Popen(
                [*command, "--present", str(number // PROCESSES), "--seed", str(options["seed"] + part)]
            )
            for part in range(1, PROCESSES + 1)
        ]
        codes = [walker.wait() for walker in walkers]
        if any(codes):
            raise CommandError("The newest referrals could not be loaded.")


def switch_on_digital_post(region: Region, today: dt.date) -> None:
    """From today: what was written before went on paper."""
    Setting.objects.get_or_create(
        region=region, key="digital_post", valid_from=today, defaults={"value": True, "source": "demo"}
    )
