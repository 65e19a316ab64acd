"""The package's own words per language, from `templates/package/{nb,nn}.yaml`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rve.core.dates import clock_time, local, short_date

TEXTS = Path(__file__).resolve().parents[2] / "templates" / "package"


@cache
def words_in(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((TEXTS / f"{language}.yaml").read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True, slots=True)
class Say:
    """The words of one language."""

    language: str

    def __call__(self, group: str, name: str, /, **values: object) -> str:
        """`say("labels", "received")`; KeyError where there is no such word."""
        text: str = words_in(self.language)[group][name]
        return text.format(**values) if values else text

    def code(self, group: str, name: str) -> str:
        """The word of a code; the code itself where none is known, so that nothing is left out."""
        known: dict[str, str] = words_in(self.language)[group]
        return known.get(name, name.replace("_", " "))

    def day(self, day: dt.date | None) -> str:
        return short_date(day) if day else "–"

    def moment(self, at: dt.datetime | None) -> str:
        """«15. apr. 2026 kl. 10.42», Norwegian time."""
        return f"{short_date(local(at).date())} {clock_time(at)}" if at else "–"

    def yes_no(self, value: bool) -> str:
        return self("labels", "yes" if value else "no")
