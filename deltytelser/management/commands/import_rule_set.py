"""YAML files of a rule set as a draft, which two people then put in force as any other."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deltytelser.catalogue.read import read_folder
from deltytelser.catalogue.write import read_zip
from deltytelser.rules.errors import CatalogueError
from deltytelser.use_cases.draft_import import import_draft
from deltytelser.use_cases.refusals import refused
from rve.core import clock
from rve.core.errors import DomainError
from rve.core.models import User
from rve.core.policies import Actor, actor_for


class Command(BaseCommand):
    help = "Make a draft of the YAML files of a rule set. Nothing is in force before two people agreed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="DIR|ZIP")
        parser.add_argument("--title", required=True)
        parser.add_argument("--why", required=True)
        parser.add_argument("--first-day", required=True, type=dt.date.fromisoformat, metavar="DATE")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="a team lead or a physician")

    def handle(self, *args: Any, **options: Any) -> None:
        by = _actor(options["by"])
        try:
            draft = import_draft(
                region=by.region,
                files=_files(Path(options["source"])),
                title=options["title"],
                why=options["why"],
                first_day=options["first_day"],
                by=by,
                now=clock.now(),
            )
        except CatalogueError as error:
            raise CommandError(refused(error, where=True).message) from error
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Draft {draft.public_id}: {draft.title}")


def _files(source: Path) -> dict[str, Any]:
    if source.is_dir():
        return read_folder(source)
    if not source.is_file():
        raise CommandError(f"{source} is neither a folder nor a zip file.")
    return read_zip(source.read_bytes())


def _actor(username: str) -> Actor:
    user = User.objects.filter(username=username, is_active=True).first()
    actor = actor_for(user=user, today=clock.today()) if user else None
    if actor is None:
        raise CommandError(f"No user {username} with a role in force.")
    return actor
