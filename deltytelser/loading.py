"""Reference data into the database: a row that is already there as it should be is not touched."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.db import models

from deltytelser.models import Delytelse, DiagnosisCode, DiagnosisMapping
from rve.core.models import Region
from rve.core.models.base import Versioned

DATA = Path(__file__).resolve().parent / "catalogue" / "data"

Row = Mapping[str, str]
Model = TypeVar("Model", bound=models.Model)


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a comma-separated UTF-8 file; FileNotFoundError names the file that is missing."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Tally(Counter[tuple[str, str]]):
    """How many rows of each model were added, changed, or as they should be."""

    def note(self, model: type[models.Model], what: str, count: int = 1) -> None:
        self[str(model._meta.verbose_name), what] += count

    def lines(self) -> list[str]:
        names = sorted({name for name, _ in self})
        return [
            f"{name}: "
            + ", ".join(f"{self[name, what]} {what}" for what in ("added", "changed", "unchanged"))
            for name in names
        ]


def upsert(model: type[Model], tally: Tally, *, key: dict[str, Any], values: dict[str, Any]) -> Model:
    """The row under `key` with these values; `version` goes up when a value changed."""
    rows = upsert_all(model._default_manager.filter(**key), tally, tuple(key), [key | values])
    return next(iter(rows.values()))


def upsert_all(
    existing: models.QuerySet[Model], tally: Tally, key: tuple[str, ...], rows: Iterable[dict[str, Any]]
) -> dict[tuple[Any, ...], Model]:
    """Rows by key: those among `existing` changed where they differ, the others added in one statement."""
    model = existing.model
    known = {tuple(getattr(row, name) for name in key): row for row in existing}
    wanted = {tuple(row[name] for name in key): row for row in rows}
    new = model._default_manager.bulk_create(
        model(**row) for identity, row in wanted.items() if identity not in known
    )
    tally.note(model, "added", len(new))
    for identity in wanted.keys() & known.keys():
        _refresh(known[identity], wanted[identity], tally)
    added = {tuple(getattr(row, name) for name in key): row for row in new}
    return {identity: known.get(identity) or added[identity] for identity in wanted}


def _refresh(row: models.Model, values: dict[str, Any], tally: Tally) -> None:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    tally.note(type(row), "changed" if changed else "unchanged")
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        if isinstance(row, Versioned):
            row.version += 1
            changed.append("version")
        row.save(update_fields=changed)


def load_delytelser(
    *, region: Region, rows: Iterable[Row], names: Mapping[str, Row], first_day: dt.date, tally: Tally
) -> dict[str, Delytelse]:
    """The letters of the region by code; `names` holds short names and nynorsk by code."""
    wanted = [_delytelse(row, names.get(row["kode"], {})) for row in rows]
    wanted = [row | {"region": region, "valid_from": first_day} for row in wanted]
    loaded = upsert_all(Delytelse.objects.filter(region=region), tally, ("code",), wanted)
    return {code: row for (code,), row in loaded.items()}


def _delytelse(row: Row, words: Row) -> dict[str, Any]:
    return {
        "code": row["kode"],
        "name": row["navn"],
        "name_nn": words.get("navn_nn", ""),
        "short_name": words.get("kortnavn", ""),
        "short_name_nn": words.get("kortnavn_nn", ""),
        "described": row["beskrevet"] == "ja",
        "source": row["kilde"],
        "remark": row["merknad"],
    }


def load_mappings(
    *, region: Region, rows: Iterable[Row], delytelser: Mapping[str, Delytelse], tally: Tally
) -> None:
    """The diagnosis map, and its titles as codes where no code list of that system was imported."""
    rows = list(rows)
    mappings = [
        {
            "region": region,
            "system": row["system"],
            "code_from": row["kode_fra"],
            "code_to": row["kode_til"],
            "delytelse": delytelser[row["delytelse"]],
            "certainty": row["sikkerhet"],
            "title": row["tittel_forste_kode"],
            "remark": row["merknad"],
        }
        for row in rows
    ]
    known = DiagnosisMapping.objects.filter(region=region).select_related("region", "delytelse")
    upsert_all(known, tally, ("system", "code_from"), mappings)
    _load_titles(rows, tally)


def _load_titles(rows: Iterable[Row], tally: Tally) -> None:
    """Codes of the map for the systems that no list was imported for."""
    codes = DiagnosisCode.objects
    source = DiagnosisCode.Source
    imported = set(codes.filter(source=source.IMPORTED).values_list("system", flat=True).distinct())
    titles = [
        {
            "system": row["system"],
            "code": row["kode_fra"],
            "title": row["tittel_forste_kode"],
            "source": source.MAP,
        }
        for row in rows
        if row["system"] not in imported
    ]
    upsert_all(codes.filter(source=source.MAP), tally, ("system", "code"), titles)
