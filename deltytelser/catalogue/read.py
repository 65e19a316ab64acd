"""Reads a rule set from a folder of YAML tables, and the shipped world from CSV files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from deltytelser.catalogue.agreements import shipped_agreements
from deltytelser.rules.cells import CodeRange
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import Institution, MappedRange, Municipality, Offer, Waits, World, offer_levels
from rve.core.virkedager import add_virkedager

CATALOGUE = Path(__file__).parent
DATA = CATALOGUE / "data"
# A table is a few hundred rows: anything larger is not one.
MOST_BYTES = 1_000_000
# In the folder, but not of the rule set: the dates of the shipped agreements.
_NOT_RULES = frozenset({"agreements.yaml"})
_SECTORS = {"privat": "private", "HF-enhet": "hf"}


def load_rule_set(folder: Path = CATALOGUE) -> RuleSet:
    """The rule set in a folder. Raises CatalogueError naming file, row and cell."""
    files = sorted(path for path in folder.rglob("*.yaml") if path.name not in _NOT_RULES)
    if not files:
        raise CatalogueError(f"{folder}: no tables")
    return compile_rule_set({path.relative_to(folder).as_posix(): read_yaml(path) for path in files})


def rule_set_from_content(content: str) -> RuleSet:
    """The rule set whose canonical JSON was stored."""
    return compile_rule_set(json.loads(content))


def read_yaml(path: Path) -> Any:
    """One file: plain values only, no aliases, no repeated names, at most a megabyte.

    Raises CatalogueError.
    """
    if path.stat().st_size > MOST_BYTES:
        raise CatalogueError(f"{path.name}: larger than {MOST_BYTES} bytes")
    try:
        text = path.read_text(encoding="utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)):
            raise CatalogueError(f"{path.name}: aliases are not allowed")
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, see below
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, that also refuses a name given twice."""


def _mapping_without_repeats(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    names = [key.value for key, _ in node.value]
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise CatalogueError(f"{node.start_mark.name}: {repeated!r} is given twice")
    return dict(loader.construct_pairs(node, deep=True))


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeats)


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
