"""Where the reference data lies, and its printed numbers as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from deltytelser.loading import DATA, read

OWN = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Files:
    """The region's CSV files, its own facts in YAML beside this module, and the catalogue they belong to."""

    data: Path = DATA
    own: Path = OWN

    def rows(self, name: str) -> list[dict[str, str]]:
        return read(self.data / f"{name}.csv")

    def own_rows(self, name: str) -> list[dict[str, str]]:
        return read(self.own / f"{name}.csv")

    def region(self, code: str) -> dict[str, Any]:
        path = self.own / f"{code.lower()}.yaml"
        facts: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        return facts

    def catalogue(self, name: str) -> dict[str, Any]:
        path = DATA.parent / f"{name}.yaml"
        table: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        return table


def number(text: str) -> Decimal | None:
    """A printed number; None for x, -, *, words and nothing."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def whole(text: str) -> int | None:
    """A printed whole number; None for x, -, * and nothing."""
    return int(text) if text.isdigit() else None


def tenths(text: str) -> int | None:
    """Places in tenths; None for x and nothing. ValueError for a finer fraction."""
    value = number(text)
    if value is None:
        return None
    if value * 10 != int(value * 10):
        raise ValueError(f"{text} is finer than a tenth of a place")
    return int(value * 10)
