"""A stored rule set as YAML files in a folder, the same bytes each time."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deltytelser.catalogue.write import yaml_files
from deltytelser.models import RuleSet


class Command(BaseCommand):
    help = "Write a rule set as YAML files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("hash", metavar="HASH", help="the start of its hash, eight characters or more")
        parser.add_argument("folder", metavar="DIR", help="a folder that is empty or not there")

    def handle(self, *args: Any, **options: Any) -> None:
        row = _row(options["hash"])
        folder, files = Path(options["folder"]), yaml_files(row.content)
        try:
            _write(folder, files)
        except (OSError, ValueError) as error:
            raise CommandError(f"{folder} cannot be written: {error}.") from error
        self.stdout.write(f"{row}: {len(files)} files in {folder}")


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(f"{folder} is not an empty folder.")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


def _row(wanted: str) -> RuleSet:
    if len(wanted) < 8:
        raise CommandError("Give eight characters of the hash or more.")
    rows = list(RuleSet.objects.filter(hash__startswith=wanted)[:2])
    if len(rows) != 1:
        raise CommandError(f"{'No' if not rows else 'More than one'} rule set begins with {wanted}.")
    return rows[0]
