"""The shipped agreements: the printed volumes, with the days that agreements.yaml gives them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.world import Agreement, delytelser_of

_LEVELS = {"døgn": "inpatient", "dag": "day", "poliklinikk": "outpatient"}


def shipped_agreements(dates: Any, rows: Iterable[dict[str, str]]) -> tuple[date, list[Agreement]]:
    """The day the agreements were known, and each with its days.

    Raises CatalogueError for dates without rows.
    """
    last_days = {(one["institution"], one["delytelse"]): one["last_day"] for one in dates["exceptions"]}
    agreements = []
    for row in rows:
        level = _LEVELS.get(row["niva"])
        for letter in delytelser_of(row["delytelse"]):
            if level is None:
                raise CatalogueError(f"avtaler.csv, line {row['linje']}: no level in {row['niva']!r}")
            last = last_days.get((row["institusjon_kode"], letter))
            agreements.append(Agreement(row["institusjon_kode"], (letter,), level, dates["first_day"], last))
    missing = last_days.keys() - {(one.institution, one.delytelser[0]) for one in agreements}
    if missing:
        raise CatalogueError(f"agreements.yaml: no agreement {sorted(missing)[0]}")
    return dates["known_on"], agreements
