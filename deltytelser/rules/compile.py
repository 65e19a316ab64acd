"""Parsed catalogue files in, a rule set out:
every word checked, every fault named with file, row and cell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from deltytelser.rules.boxes import Definitions
from deltytelser.rules.cells import Words, age_limits_in
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.rows import LANGUAGES, MARKS, Row, Source, read_day, read_row, read_sources
from deltytelser.rules.ruleset import RuleSet, Value
from deltytelser.rules.vocabulary import (
    CONDITION_BITS,
    CONDITIONS,
    DELYTELSER,
    FUNCTION_LOSS,
    NEEDS,
    SCALAR_NAMES,
    SCALARS,
)

Files = Mapping[str, object]
_SETTINGS: Final[Mapping[str, type]] = {
    "assessment_virkedager": int,
    "saturday_counts": bool,
    "early_days": int,
    "deteriorating_halves_weeks": bool,
    "earliest_start_days": int,
    "hf_units_serve": bool,
    "unknown_function_loss_level": str,
}
REQUIRED_REASONS: Final = frozenset(
    [
        "clock",
        "map.lookup",
        "map.request_differs",
        "right.granted",
        "right.not_settled",
        "route.choice",
        "route.choice/late",
        "route.ranked",
        "route.gap",
    ]
)


def canonical(content: object) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8, days as text."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat
    )


def compile_rule_set(files: Files) -> RuleSet:
    """Compile parsed files (name -> content). Raises CatalogueError naming file, row and cell."""
    head = _mapping(files, "rule_set.yaml")
    documents = _mapping(_mapping(files, "sources.yaml"), "documents")
    known_documents = frozenset(documents)
    tables = _tables(files, head)
    words = Words(
        areas=_strings(head.get("areas"), "rule_set.yaml, areas"),
        found_by=[*_row_ids(tables, "map"), "map.lookup", *_row_ids(tables, "work"), "none"],
        age_limits=[limit for _, _, raws in tables for raw in raws for limit in _age_limits(raw)],
    )
    rows = _compile_tables(tables, words, known_documents)
    definitions, definition_sources = _definitions(_mapping(files, "definitions.yaml"), known_documents)
    settings = _settings(_mapping(_mapping(files, "settings.yaml"), "settings"), known_documents)
    content = canonical(dict(files))
    return RuleSet(
        id=_string(head, "id"),
        version=_string(head, "version"),
        region=_string(head, "region"),
        content=content,
        hash=hashlib.sha256(content.encode()).hexdigest(),
        name=_in_languages(head.get("name"), "rule_set.yaml, name"),
        documents={key: str(title) for key, title in documents.items()},
        marks={
            mark: _in_languages(
                _mapping(_mapping(files, "marks.yaml"), "marks").get(mark), f"marks.yaml, {mark}"
            )
            for mark in MARKS
        },
        labels=_labels(_mapping(files, "labels.yaml")),
        words=words,
        definitions=definitions,
        definition_sources=definition_sources,
        rows=rows,
        settings=settings,
        breaks=_breaks(rows, settings),
    )


RawTable = tuple[str, str, list[object]]  # file, table, rows


def _tables(files: Files, head: Mapping[str, object]) -> list[RawTable]:
    tables = []
    for file in _strings(head.get("tables"), "rule_set.yaml, tables"):
        content = _mapping(files, file)
        unknown = content.keys() - {"table", "stage", "rows"}
        rows = content.get("rows")
        if unknown or not isinstance(rows, list) or not rows:
            raise CatalogueError(f"{file}: must hold table, stage and rows")
        tables.append((file, _string(content, "table"), rows))
    return tables


def _row_ids(tables: list[RawTable], wanted: str) -> list[str]:
    return [
        str(raw.get("id"))
        for _, table, raws in tables
        if table == wanted
        for raw in raws
        if isinstance(raw, dict)
    ]


def _age_limits(raw: object) -> list[int]:
    if not isinstance(raw, dict):
        return []
    groups = [raw.get("when"), raw.get("refuses"), *(raw.get("one_of") or [])]
    return [limit for group in groups if isinstance(group, dict) for limit in age_limits_in(group)]


_STAGES: Final = {
    "map": 2,
    "work": 2,
    "gate": 1,
    "right": 3,
    "level": 4,
    "lodging": 4,
    "stay": 4,
    "deadline": 5,
    "deadline_limits": 5,
    "route_named": 6,
    "route_own_hf": 6,
}


def _compile_tables(
    tables: list[RawTable], words: Words, documents: frozenset[str]
) -> dict[str, tuple[Row, ...]]:
    compiled: dict[str, tuple[Row, ...]] = {}
    seen: dict[str, list[Row]] = {}
    for file, table, raws in tables:
        stage = _STAGES.get(table.partition(".")[0])
        rows = [
            read_row(raw, table=table, stage=stage, file=file, words=words, documents=documents)
            for raw in raws
        ]
        for row in rows:
            _check_periods(row, seen.setdefault(row.id, []))
        compiled[table] = compiled.get(table, ()) + tuple(rows)
    missing = REQUIRED_REASONS - {row.id for row in compiled.get("reasons", ())}
    if missing or not compiled.keys() >= {"reasons", "remarks", "laws"}:
        raise CatalogueError(f"reasons.yaml: no row {', '.join(sorted(missing)) or 'at all'}")
    return compiled


def _check_periods(row: Row, earlier: list[Row]) -> None:
    for other in earlier:
        apart = (row.last and row.last < other.first) or (other.last and other.last < row.first)
        if not apart:
            raise CatalogueError(f"{row.place}: the id is in use on the same day ({other.place})")
    if row.last and row.last < row.first:
        raise CatalogueError(f"{row.place}, cell to: before the first day")
    earlier.append(row)


def _definitions(
    content: Mapping[str, object], documents: frozenset[str]
) -> tuple[Definitions, dict[str, tuple[Source, ...]]]:
    raws = content.get("rows")
    found = {raw.get("id"): raw for raw in raws if isinstance(raw, dict)} if isinstance(raws, list) else {}
    if found.keys() != {"grounds", "new_cardiac_event"}:
        raise CatalogueError("definitions.yaml: must hold the rows grounds and new_cardiac_event")
    sources = {
        str(name): read_sources(raw.get("source"), f"definitions.yaml, row {name}", documents)
        for name, raw in found.items()
    }
    event = found["new_cardiac_event"]
    if event.get("delytelse") not in DELYTELSER:
        raise CatalogueError("definitions.yaml, row new_cardiac_event, cell delytelse: unknown word")
    return (
        Definitions(
            grounds=_grounds(found["grounds"].get("grounds")),
            event_always=_bits(event.get("always")),
            event_after=_bits(event.get("after_last_stay")),
            event_delytelse=DELYTELSER.index(event["delytelse"]),
        ),
        sources,
    )


def _grounds(value: object) -> tuple[tuple[int, ...], ...]:
    place = "definitions.yaml, row grounds, cell grounds"
    grounds = []
    for needs in value if isinstance(value, list) else []:
        names = _strings(needs, place)
        if not set(names) <= set(NEEDS):
            raise CatalogueError(f"{place}: unknown need")
        grounds.append(tuple(SCALARS.index(f"needs.{name}") for name in names))
    if not grounds:
        raise CatalogueError(f"{place}: must be lists of needs")
    return tuple(grounds)


def _bits(value: object) -> int:
    place = "definitions.yaml, row new_cardiac_event"
    names = _strings(value, place)
    if not set(names) <= CONDITION_BITS.keys():
        raise CatalogueError(f"{place}: unknown condition")
    return sum(CONDITION_BITS[name] for name in set(names))


def _settings(content: Mapping[str, object], documents: frozenset[str]) -> dict[str, tuple[Value, ...]]:
    if content.keys() != _SETTINGS.keys():
        raise CatalogueError(f"settings.yaml: settings must be {', '.join(_SETTINGS)}")
    return {name: _values(name, raws, documents) for name, raws in content.items()}


def _values(name: str, raws: object, documents: frozenset[str]) -> tuple[Value, ...]:
    place = f"settings.yaml, row {name}"
    values = []
    for raw in raws if isinstance(raws, list) else []:
        if not isinstance(raw, dict) or type(raw.get("value")) is not _SETTINGS[name]:
            raise CatalogueError(f"{place}, cell value: not a known value")
        first = read_day(raw.get("from"), f"{place}, from")
        values.append(Value(first, raw["value"], read_sources(raw.get("source"), place, documents)))
    if not values or sorted({value.first for value in values}) != [value.first for value in values]:
        raise CatalogueError(f"{place}: values must follow each other by first day")
    if name == "unknown_function_loss_level" and any(value.value not in FUNCTION_LOSS for value in values):
        raise CatalogueError(f"{place}, cell value: not a known value")
    return tuple(values)


def _labels(labels: Mapping[str, object]) -> Mapping[str, object]:
    """Every condition and every fact that may be missing has a name and a question in both languages."""
    for group, names in (("conditions", CONDITIONS), ("facts", SCALAR_NAMES)):
        entries = _mapping(labels, group)
        for name in names:
            entry = entries.get(name)
            known = entry if isinstance(entry, dict) else {}
            for column in (*LANGUAGES, *(f"{language}_question" for language in LANGUAGES)):
                if not isinstance(known.get(column), str):
                    raise CatalogueError(f"labels.yaml, {group}, row {name}, cell {column}: missing")
    return labels


def _breaks(
    rows: Mapping[str, tuple[Row, ...]], settings: Mapping[str, tuple[Value, ...]]
) -> tuple[date, ...]:
    """The days on which another edition begins; the first is the day that every table has begun."""
    ruled = {name: table for name, table in rows.items() if name != "laws"}
    start = max(min(row.first for row in table) for table in ruled.values())
    start = max(start, max(values[0].first for values in settings.values()))
    days = {value.first for values in settings.values() for value in values}
    for table in ruled.values():
        days |= {row.first for row in table}
        days |= {row.last + timedelta(days=1) for row in table if row.last}
    return tuple(sorted({start} | {day for day in days if day > start}))


def _mapping(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = content.get(name)
    if not isinstance(value, dict):
        raise CatalogueError(f"{name}: missing or not a list of names and values")
    return value


def _strings(value: object, place: str) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise CatalogueError(f"{place}: must be a list of words")
    return value


def _string(content: Mapping[str, object], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise CatalogueError(f"{name}: missing or no text")
    return value


def _in_languages(value: object, place: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(value.get(language), str) for language in LANGUAGES):
        raise CatalogueError(f"{place}: must be given in nb and nn")
    return {language: value[language] for language in LANGUAGES}
