"""Reads a rule set from a folder of YAML tables, and the shipped world from CSV files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deltytelser.catalogue.agreements import shipped_agreements
from deltytelser.catalogue.parse import MOST_BYTES, parse_yaml
from deltytelser.rules.cells import CodeRange
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import Institution, MappedRange, Municipality, Offer, Waits, World, offer_levels
from rve.core.virkedager import add_virkedager

CATALOGUE = Path(__file__).parent
DATA = CATALOGUE / "data"
# In the folder, but not of the rule set: the dates of the shipped agreements.
_NOT_RULES = frozenset({"agreements.yaml"})
_SECTORS = {"privat": "private", "HF-enhet": "hf"}


def load_rule_set(folder: Path = CATALOGUE) -> RuleSet:
    """The rule set in a folder. Raises CatalogueError naming file, row and cell."""
    return compile_rule_set(read_folder(folder))


def read_folder(folder: Path) -> dict[str, Any]:
    """The parsed files of a rule set by their path in the folder. Raises CatalogueError."""
    paths = sorted(path for path in folder.rglob("*.yaml") if path.name not in _NOT_RULES)
    if not paths:
        raise CatalogueError(f"{folder}: no tables")
    names = [path.relative_to(folder).as_posix() for path in paths]
    return {name: read_yaml(path, name) for name, path in zip(names, paths, strict=True)}


def rule_set_from_content(content: str) -> RuleSet:
    """The rule set whose canonical JSON was stored: checked then, never refused for a later demand."""
    return compile_rule_set(json.loads(content), labelled=False)


def read_yaml(path: Path, name: str = "") -> Any:
    """One file from disk, in errors by its name: see parse_yaml. Raises CatalogueError."""
    name = name or path.name
    if path.stat().st_size > MOST_BYTES:
        raise CatalogueError(f"{name}: larger than {MOST_BYTES} bytes")
    return parse_yaml(path.read_bytes(), name)


def load_world(waits: Waits | None = None, folder: Path = DATA) -> World:
    """The shipped reference data of the region, with the shipped agreements."""
    known_on, agreements = shipped_agreements(
        read_yaml(CATALOGUE / "agreements.yaml"), rows_of(folder / "avtaler.csv")
    )
    areas = {row["kommunenummer"]: row["hf_kode"] or None for row in rows_of(folder / "kommuner.csv")}
    return World(
        municipalities=[_municipality(row, areas) for row in rows_of(folder / "kommuner_norge.csv")],
        institutions=[_institution(row) for row in rows_of(folder / "institusjoner.csv")],
        agreements=agreements,
        offers=_offers(rows_of(folder / "hf_tilbud.csv")),
        diagnoses=[_range(row) for row in rows_of(folder / "diagnose_til_delytelse.csv")],
        add_virkedager=add_virkedager,
        agreements_known_on=known_on,
        waits=waits,
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file's rows by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _municipality(row: dict[str, str], areas: dict[str, str | None]) -> Municipality:
    number = row["kommunenummer"]
    return Municipality(
        number, row["navn"], areas.get(number), float(row["breddegrad"]), float(row["lengdegrad"])
    )


def _institution(row: dict[str, str]) -> Institution:
    latitude, longitude = (float(row[name]) if row[name] else None for name in ("breddegrad", "lengdegrad"))
    return Institution(row["kode"], row["institusjon"], _SECTORS[row["type"]], latitude, longitude)


def _offers(rows: list[dict[str, str]]) -> Iterator[Offer]:
    for row in rows:
        if row["eget_tilbud"] == "ja":
            levels, confirmed = offer_levels(row["niva"])
            yield Offer(row["hf_kode"], row["enhet"], row["delytelse"], levels, confirmed)


def _range(row: dict[str, str]) -> MappedRange:
    return MappedRange(CodeRange(row["system"], row["kode_fra"], row["kode_til"]), row["delytelse"])
