"""Sample messages, one of each version, into the folder of messages: the worker takes them in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rve.core import clock
from rve.core.models import Region
from rve.local.incoming.samples import NoParties, samples


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", default="HMN")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or settings.MESSAGE_TRANSPORT != "folder":
            raise CommandError("Sample messages are for local installations with a folder of messages.")
        folder = Path(settings.MESSAGE_FOLDER) / "in"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            made = dict(samples(Region.objects.get(code=options["region"]), now=clock.now()))
        except NoParties:
            raise CommandError(
                "The region has no unit or no practice with a HER-id: load_demo first."
            ) from None
        for name, content in made.items():
            # Another name until it is whole, as any system that fills the folder does.
            part = folder / f"{name}.part"
            part.write_bytes(content)
            part.rename(folder / name)
        self.stdout.write(f"{len(made)} messages are in {folder}: they are taken in within half a minute.")
