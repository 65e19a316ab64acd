"""Writes docs/openapi.yaml from the code; fails, and writes nothing, while something cannot be made out."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rve.core.api import document
from rve.env import BASE

FILE = BASE / "docs" / "openapi.yaml"


class Command(BaseCommand):
    help = "Writes docs/openapi.yaml, the description of the API, from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        if found := document.warnings():
            raise CommandError("\n".join(found))
        FILE.write_bytes(document.as_yaml())
        self.stdout.write(f"{FILE.relative_to(BASE)}: {len(document.schema()['paths'])} addresses")
