"""Parsed catalogue files in, a rule set out:
every word checked, every fault named with file, row and cell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from deltytelser.rules.cells import Words, age_limits_in
from deltytelser.rules.dated_values import read_definitions, read_settings
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.files import (
    HEAD,
    Files,
    check_files,
    in_languages,
    mapping,
    only,
    short_name,
    string,
    strings,
)
from deltytelser.rules.golden import read_cases, read_order
from deltytelser.rules.labels_file import check_labels
from deltytelser.rules.periods import breaks_of, check_periods
from deltytelser.rules.rows import MARKS, Row, read_row, table_kind
from deltytelser.rules.ruleset import RuleSet


def canonical(content: object) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8, days as text."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat
    )


def compile_rule_set(files: Files, *, ages: Iterable[int] = (), labelled: bool = True) -> RuleSet:
    """Compile parsed files (name -> content). Raises CatalogueError naming file, row and cell.

    `ages` are told apart besides those that rows name: the checks try rows with other age limits.
    `labelled`: every word must have its label; not asked of what was published before the word was there.
    """
    tables = _tables(files)
    head, documents = mapping(files, HEAD), _documents(files)
    areas = strings(head.get("areas"), f"{HEAD}, cell areas")
    words = Words(
        areas=areas,
        found_by=[*_row_ids(tables, "map"), "map.lookup", *_row_ids(tables, "work"), "none"],
        age_limits=[*ages, *(limit for _, _, raws in tables for raw in raws for limit in _age_limits(raw))],
    )
    known = frozenset(documents)
    rows = _compile_tables(tables, words, known)
    definitions, definition_sources = read_definitions(mapping(files, "definitions.yaml"), known)
    settings = read_settings(mapping(files, "settings.yaml"), known)
    check_periods(rows, settings)
    content = canonical(dict(files))
    labels = mapping(files, "labels.yaml")
    if labelled:
        named = {"tables": rows, "areas": areas, "institutions": _institutions(rows)}
        check_labels(labels, fixed={"settings": settings, "definitions": definition_sources}, used=named)
    return RuleSet(
        id=short_name(head, "id", HEAD, longest=40),
        version=short_name(head, "version", HEAD, longest=20),
        region=short_name(head, "region", HEAD, longest=8),
        content=content,
        hash=hashlib.sha256(content.encode()).hexdigest(),
        name=in_languages(head.get("name"), f"{HEAD}, cell name"),
        documents=documents,
        marks=_marks(files),
        labels=labels,
        words=words,
        definitions=definitions,
        definition_sources=definition_sources,
        rows=rows,
        settings=settings,
        breaks=breaks_of(rows, settings),
        cases=read_cases(files),
        order=read_order(files, rows),
    )


RawTable = tuple[str, str, list[object]]  # file, table, rows


def _tables(files: Files) -> list[RawTable]:
    tables = []
    for file in check_files(files):
        content = mapping(files, file)
        unknown = content.keys() - {"table", "stage", "rows"}
        rows = content.get("rows")
        if unknown or not isinstance(rows, list) or not rows:
            raise CatalogueError(f"{file}: must hold table, stage and rows")
        table = string(content, "table", file)
        stage = _STAGES.get(table.partition(".")[0])
        if table_kind(table) == table.partition(".")[0] and content.get("stage", stage) != stage:
            raise CatalogueError(f"{file}, cell stage: the stage of {table} is {stage}")
        tables.append((file, table, rows))
    return tables


def _documents(files: Files) -> dict[str, str]:
    content = mapping(files, "sources.yaml")
    only(content, ["documents"], "sources.yaml")
    return {
        key: string(mapping(content, "documents"), key, "sources.yaml")
        for key in mapping(content, "documents")
    }


def _marks(files: Files) -> dict[str, dict[str, str]]:
    content = mapping(files, "marks.yaml")
    only(content, ["marks"], "marks.yaml")
    marks = mapping(content, "marks")
    only(marks, MARKS, "marks.yaml")
    return {mark: in_languages(marks.get(mark), f"marks.yaml, row {mark}") for mark in MARKS}


def _row_ids(tables: list[RawTable], wanted: str) -> list[str]:
    # A row that was changed on a day is there twice: once until then, once from then on.
    return list(
        dict.fromkeys(
            str(raw.get("id"))
            for _, table, raws in tables
            if table == wanted
            for raw in raws
            if isinstance(raw, dict)
        )
    )


def _institutions(rows: Mapping[str, tuple[Row, ...]]) -> list[str]:
    return [str(row.effect["institution"]) for row in rows.get("route_named", ())]


def _age_limits(raw: object) -> list[int]:
    if not isinstance(raw, dict):
        return []
    alternatives = raw.get("one_of")
    groups = [raw.get("when"), raw.get("refuses"), *(alternatives if isinstance(alternatives, list) else [])]
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
    return compiled


def _check_periods(row: Row, earlier: list[Row]) -> None:
    for other in earlier:
        apart = (row.last and row.last < other.first) or (other.last and other.last < row.first)
        if not apart:
            raise CatalogueError(f"{row.place}: the id is in use on the same day ({other.place})")
    if row.last and row.last < row.first:
        raise CatalogueError(f"{row.place}, cell to: before the first day")
    earlier.append(row)
