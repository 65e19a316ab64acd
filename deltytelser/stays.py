"""The guiding stay of a delytelse where nothing is known of the patient."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from deltytelser.loading import DATA

Days = tuple[int, int]
_PLAIN = {"delytelse", "level"}


@cache
def _rows() -> list[dict[str, Any]]:
    table = yaml.safe_load((DATA.parent / "stay.yaml").read_text(encoding="utf-8"))
    return [row for row in table["rows"] if row["days"] and set(row["when"]) <= _PLAIN]


def guiding_days(code: str, level: str) -> Days | None:
    """Shortest and longest guiding stay in days, by the rows without conditions; None where not stated.

    `level` is inpatient, day, outpatient, or any, which a row for one level alone does not meet.
    """
    for row in _rows():
        when = row["when"]
        if code in when["delytelse"] and level in when.get("level", [level]):
            return row["days"]["min"], row["days"]["max"]
    return None
