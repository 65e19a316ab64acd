"""ICD-10 and ICPC-2 titles from the files of the npm package @navikt/diagnosekoder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from deltytelser.diagnoses import plain
from deltytelser.models import CodeSystem, DiagnosisCode


def system_of(path: Path) -> CodeSystem:
    """The code system a file holds, by its name: ICD10.json, ICPC2.json."""
    name = path.stem.lower().replace("-", "")
    for system in CodeSystem:
        if name.startswith(system.value):
            return system
    raise CommandError(f"{path.name}: the name must begin with ICD10 or ICPC2")


def codes_in(path: Path) -> dict[str, str]:
    """Title by code, as in `[{"code": "A000", "text": "…"}, …]`."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {plain(row["code"]): row["text"].strip() for row in rows}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"{path.name}: not a list of code and text ({error})") from error


@transaction.atomic
def import_codes(system: CodeSystem, titles: dict[str, str]) -> tuple[int, int]:
    """Adds and changes codes and removes those not in the file; how many were written and removed."""
    known = dict(
        DiagnosisCode.objects.filter(system=system, source=DiagnosisCode.Source.IMPORTED).values_list(
            "code", "title"
        )
    )
    rows = [
        DiagnosisCode(system=system, code=code, title=title, source=DiagnosisCode.Source.IMPORTED)
        for code, title in titles.items()
        if known.get(code) != title
    ]
    DiagnosisCode.objects.bulk_create(
        rows,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["system", "code"],
        update_fields=["title", "source"],
    )
    removed, _ = DiagnosisCode.objects.filter(system=system).exclude(code__in=titles).delete()
    return len(rows), removed


class Command(BaseCommand):
    help = "Imports Norwegian code titles from ICD10.json and ICPC2.json of @navikt/diagnosekoder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"]:
            system = system_of(path)
            titles = codes_in(path)
            if not titles:
                raise CommandError(f"{path.name}: no codes in it")
            written, removed = import_codes(system, titles)
            self.stdout.write(f"{system.label}: {len(titles)} codes, {written} written, {removed} removed")
