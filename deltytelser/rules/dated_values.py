"""Settings with a first day, and the words that rows use in one cell: settings.yaml and definitions.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from deltytelser.rules.boxes import Definitions
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.files import mapping, only, rows_of, strings
from deltytelser.rules.rows import LANGUAGES, Source, read_day, read_marks, read_sentences, read_sources
from deltytelser.rules.ruleset import Value
from deltytelser.rules.vocabulary import CONDITION_BITS, DELYTELSER, FUNCTION_LOSS, NEEDS, SCALARS

_SETTINGS: Final[Mapping[str, type]] = {
    "assessment_virkedager": int,
    "saturday_counts": bool,
    "early_days": int,
    "deteriorating_halves_weeks": bool,
    "earliest_start_days": int,
    "hf_units_serve": bool,
    "unknown_function_loss_level": str,
}
_VALUE_CELLS: Final = frozenset(["from", "value", "mark", "source"])
_FILE: Final = "settings.yaml"
_DEFINITIONS: Final = "definitions.yaml"
_DEFINITION_CELLS: Final = {
    "grounds": frozenset(["id", "from", "grounds", "source", *LANGUAGES]),
    "new_cardiac_event": frozenset(
        ["id", "from", "always", "after_last_stay", "delytelse", "source", *LANGUAGES]
    ),
}


def read_settings(content: Mapping[str, object], documents: frozenset[str]) -> dict[str, tuple[Value, ...]]:
    """Every setting's values in order. Raises CatalogueError."""
    only(content, ("table", "settings"), _FILE)
    settings = mapping(content, "settings")
    if settings.keys() != _SETTINGS.keys():
        raise CatalogueError(f"{_FILE}: settings must be {', '.join(_SETTINGS)}")
    return {name: _values(name, raws, documents) for name, raws in settings.items()}


def _values(name: str, raws: object, documents: frozenset[str]) -> tuple[Value, ...]:
    place = f"{_FILE}, row {name}"
    values = []
    for raw in raws if isinstance(raws, list) else []:
        if not isinstance(raw, dict) or not _fits(name, raw.get("value")):
            raise CatalogueError(f"{place}, cell value: not a known value")
        only(raw, _VALUE_CELLS, place)
        marks = read_marks(raw.get("mark", []), place)
        first = read_day(raw.get("from"), f"{place}, cell from")
        values.append(Value(first, raw["value"], read_sources(raw.get("source"), place, documents), marks))
    if not values or sorted({value.first for value in values}) != [value.first for value in values]:
        raise CatalogueError(f"{place}, cell from: values must follow each other by first day")
    return tuple(values)


def _fits(name: str, value: object) -> bool:
    if type(value) is not _SETTINGS[name]:
        return False
    if isinstance(value, str):
        return value in FUNCTION_LOSS
    return value >= 0 if isinstance(value, int) else False


def read_definitions(
    content: Mapping[str, object], documents: frozenset[str]
) -> tuple[Definitions, dict[str, tuple[Source, ...]]]:
    """The definitions and their sources by id. Raises CatalogueError."""
    rows = rows_of(content, _DEFINITIONS, ("table", "rows"))
    found = {str(row.get("id")): row for row in rows}
    if found.keys() != _DEFINITION_CELLS.keys() or len(found) != len(rows):
        raise CatalogueError(f"{_DEFINITIONS}: must hold the rows grounds and new_cardiac_event")
    for name, row in found.items():
        only(row, _DEFINITION_CELLS[name], f"{_DEFINITIONS}, row {name}")
        read_day(row.get("from"), f"{_DEFINITIONS}, row {name}, cell from")
        read_sentences(row, "", f"{_DEFINITIONS}, row {name}")
    sources = {
        name: read_sources(row.get("source"), f"{_DEFINITIONS}, row {name}", documents)
        for name, row in found.items()
    }
    event = found["new_cardiac_event"]
    if event.get("delytelse") not in DELYTELSER:
        raise CatalogueError(f"{_DEFINITIONS}, row new_cardiac_event, cell delytelse: unknown word")
    definitions = Definitions(
        grounds=_grounds(found["grounds"].get("grounds")),
        event_always=_bits(event, "always"),
        event_after=_bits(event, "after_last_stay"),
        event_delytelse=DELYTELSER.index(str(event["delytelse"])),
    )
    return definitions, sources


def _grounds(value: object) -> tuple[tuple[int, ...], ...]:
    place = f"{_DEFINITIONS}, row grounds, cell grounds"
    grounds = []
    for needs in value if isinstance(value, list) else []:
        names = strings(needs, place)
        if not set(names) <= set(NEEDS):
            raise CatalogueError(f"{place}: unknown need")
        grounds.append(tuple(SCALARS.index(f"needs.{name}") for name in names))
    if not grounds:
        raise CatalogueError(f"{place}: must be lists of needs")
    return tuple(grounds)


def _bits(event: Mapping[str, object], cell: str) -> int:
    place = f"{_DEFINITIONS}, row new_cardiac_event, cell {cell}"
    names = strings(event.get(cell), place)
    if not set(names) <= CONDITION_BITS.keys():
        raise CatalogueError(f"{place}: unknown condition")
    return sum(CONDITION_BITS[name] for name in set(names))
