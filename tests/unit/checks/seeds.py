"""Hundreds of faults, each seeded into the shipped rule set, with the check that must find it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from deltytelser.catalogue.read import load_rule_set
from deltytelser.checks.mutated import KINDS, Mutator, finely
from deltytelser.rules.golden import FIRST_HIT
from deltytelser.rules.rows import table_kind
from tests.unit.checks.changed import (
    order_of,
    row_in,
    with_cells,
    with_order,
    with_row_after,
    without_row,
)

Files = dict[str, Any]


class Seed(NamedTuple):
    """`check` must find it, in `row` where one is named."""

    check: str
    name: str
    change: Callable[[Files], Files]
    row: str = ""


RULES = load_rule_set()
FILES: Files = json.loads(RULES.content)
ROWS = [row for row in RULES.all_rows() if table_kind(row.table) in KINDS]
TYPES: list[tuple[str, dict[str, Any]]] = [
    ("no source", {"source": ...}),
    ("unknown document", {"source": {"document": "hearsay", "linje": "1"}}),
    ("a source without lines", {"source": {"document": "behovsvurdering"}}),
    ("no first day", {"from_": ...}),
    ("a day that is none", {"from_": "2026-13-01"}),
    ("a last day before the first", {"to": "2017-12-31"}),
    ("no bokmål", {"nb": ...}),
    ("no nynorsk", {"nn": "  "}),
    ("an unknown cell", {"weight": 3}),
    ("an unknown mark", {"mark": ["X"]}),
    ("an unknown fact", {"when": {"mood": ["good"]}}),
    ("a wrong word", {"when": {"goal": ["rest"]}}),
    ("an unknown condition", {"when": {"ticked": ["gout"]}}),
    ("one alternative only", {"one_of": [{"goal": ["cope"]}]}),
    ("an age without numbers", {"when": {"age": {"from": "old"}}}),
    ("words in braces that are not known", {"nb": "{who} får plass."}),
]
STRUCTURE: list[tuple[str, Callable[[Files], Files], str]] = [
    ("a file that is not named", lambda files: {**files, "extra.yaml": files["gate.yaml"]}, "extra.yaml"),
    (
        "a file that is missing",
        lambda files: {k: v for k, v in files.items() if k != "gate.yaml"},
        "gate.yaml",
    ),
    (
        "a stage of another table",
        lambda files: {**files, "gate.yaml": {**files["gate.yaml"], "stage": 4}},
        "gate.yaml",
    ),
    (
        "a circle",
        lambda files: with_order(files, [*order_of(files), ("map.spinal", "map.brain")]),
        "order.yaml",
    ),
    ("an order of rows that are not there", lambda files: with_order(files, [("a", "b")]), "order.yaml"),
    ("an order across tables", lambda files: with_order(files, [("map.brain", "level.C")]), "order.yaml"),
    ("no clock", lambda files: without_row(files, "clock"), "reasons.yaml"),
    ("the clock ends", lambda files: with_cells(files, "clock", to="2026-12-31"), "reasons.yaml"),
    ("the law has a hole", lambda files: with_cells(files, "law/2024", from_="2024-06-03"), "laws.yaml"),
    ("the law ends", lambda files: with_cells(files, "law/2024", to="2030-01-01"), "laws.yaml"),
    ("work has a hole", lambda files: _with_hole(files, "map.work"), "work.yaml"),
    ("lodging has a hole", lambda files: _with_hole(files, "lodging/travel"), "lodging.yaml"),
]


# Slips that change no answer: another row, or the diagnosis map, says the same.
NO_FAULTS = {
    "map.lymphoedema main_diagnosis: icd10 Z85",
    "map.work age: from 16, to 18",
    "right.consent refuses: always",
    "J.simple municipal_measures: sufficient",
    "M.unspecified not_ticked: deaf_or_deafblind, tinnitus, vestibular",
}


def all_seeds() -> Iterator[Seed]:
    yield from _types()
    yield from _sources()
    yield from _gaps()
    yield from _overlaps()
    yield from _dead()
    yield from _cases()
    yield from _mutants()


def _types() -> Iterator[Seed]:
    for number, row in enumerate(ROWS):
        for at in (number, number + 7):
            what, cells = TYPES[at % len(TYPES)]
            yield Seed("types", f"{row.id} {what}", _cells(row.id, cells), row.id)
    for what, change, file in STRUCTURE:
        yield Seed("types", f"{file} {what}", change)
    for name in FILES["settings.yaml"]["settings"]:
        for what, value in (("a later first day", {"from": "2019-01-01"}), ("a wrong value", {"value": "x"})):
            yield Seed("types", f"{name} {what}", _setting(name, value), name)
    for kind in ("map", "level", "deadline", "right"):
        yield Seed("types", f"{kind} begins a day late", _begins_late(kind))
        yield Seed("types", f"{kind} ends", _ends(kind))


def _sources() -> Iterator[Seed]:
    for number, row in enumerate(ROWS[::3]):
        language = ("nb", "nn")[number % 2]
        word = "limit" if row.table != "deadline_limits" else "weeks"
        yield Seed(
            "sources",
            f"{row.id} {{{word}}}",
            _cells(row.id, {language: f"{row.text[language]} {{{word}}}"}),
            row.id,
        )


def _gaps() -> Iterator[Seed]:
    for kind in ("level", "deadline"):
        last = {row.id for row in RULES.rows[kind] if _is_catch_all(row)}
        for row_id in sorted(last):
            yield Seed("gaps", f"without {row_id}", _without(row_id))
            _, _, raw = row_in(FILES, row_id)
            for cell in ({"denied": ["dementia"]}, {"urgency_not": ["deteriorating"]}, {"goal": ["improve"]}):
                when = {"when": {**raw.get("when", {}), **cell}}
                yield Seed("gaps", f"{row_id} narrowed by {next(iter(cell))}", _cells(row_id, when))


def _is_catch_all(row) -> bool:
    return set(row.cells.get("when", {})) == {"delytelse"} and "one_of" not in row.cells


def _overlaps() -> Iterator[Seed]:
    pairs = order_of(FILES)
    for pair in pairs:
        rest = [other for other in pairs if other != pair]
        name = f"{pair[0]} before {pair[1]}"
        yield Seed("overlaps", f"{name} not confirmed", _order(rest), pair[0])
        if not _would_circle(pair, rest):
            yield Seed("overlaps", f"{name} turned", _order([*rest, (pair[1], pair[0])]), pair[1])
    for kind in FIRST_HIT:
        apart = _disagreeing_apart(kind, set(pairs))
        for one, other in apart[:4]:
            yield Seed("overlaps", f"{one} before {other} for nothing", _order([*pairs, (one, other)]), one)


def _would_circle(pair, rest) -> bool:
    after = [then for first, then in rest if first == pair[0]]
    return any((one, pair[1]) in rest for one in after)


def _disagreeing_apart(kind, pairs):
    ids = [row.id for row in RULES.rows[kind]]
    near = [(one, other) for at, one in enumerate(ids) for other in ids[at + 1 :]]
    return [pair for pair in near if pair not in pairs]


def _dead() -> Iterator[Seed]:
    for kind in FIRST_HIT:
        for row in RULES.rows[kind]:
            change = _after(row.id, {"id": f"{row.id}/twin", **_another_effect(row)})
            yield Seed("dead", f"{row.id} a second time", change, f"{row.id}/twin")
    for row in RULES.all_rows():
        stops = row.effect.get("stops_refusals")
        if table_kind(row.table) in ("right", "level", "deadline", "route_named") and not stops:
            when = {**row.cells.get("when", {}), "ticked": ["dementia"], "denied": ["dementia"]}
            yield Seed("dead", f"{row.id} ticked and denied", _cells(row.id, {"when": when}), row.id)
        if stops:
            yield Seed("dead", f"{row.id} refuses", _cells(row.id, {"refuses": "always"}), row.id)


def _another_effect(row) -> dict[str, Any]:
    return {"deadline": {"weeks": 51}, "stay": {"days": {"min": 1, "max": 2}}}.get(row.table, {})


def _cases() -> Iterator[Seed]:
    """Slips that the loader and the proofs of tables cannot see: only a case can."""
    mutator = Mutator(finely(RULES))
    for kind in ("map", "work", "gate", "right", "level", "lodging", "stay", "deadline", "deadline_limits"):
        mutants = [one for one in mutator.of_kind(kind) if one.change.raw and one.change.code == "value"]
        for one in mutants[:: max(1, len(mutants) // 25)]:
            name = f"{one.row} {one.change.values['after']}"
            if name in NO_FAULTS:
                continue
            yield Seed("cases", name, _whole_row(one.row, one.change.raw))


def _mutants() -> Iterator[Seed]:
    letters = sorted(
        {row["expected"].get("delytelse") or "" for row in FILES["cases.yaml"]["rows"]} - {"", "K"}
    )
    for letter in letters:
        yield Seed("mutants", f"no cases of {letter}", _without_cases("delytelse", letter))
    for outcome in ("redirected", "incomplete", "manual", "refused"):
        yield Seed("mutants", f"no cases {outcome}", _without_cases("outcome", outcome))


# The changes, each a function of the files.


def _cells(row_id, cells):
    return lambda files: with_cells(files, row_id, **cells)


def _without(row_id):
    return lambda files: without_row(files, row_id)


def _after(row_id, cells):
    return lambda files: with_row_after(files, row_id, **cells)


def _order(pairs):
    return lambda files: with_order(files, pairs)


def _whole_row(row_id, raw):
    def change(files):
        new = copy.deepcopy(files)
        rows, at, _ = row_in(new, row_id)
        rows[at] = raw
        return new

    return change


def _setting(name, value):
    def change(files):
        new = copy.deepcopy(files)
        new["settings.yaml"]["settings"][name][0].update(value)
        return new

    return change


def _with_hole(files, row_id):
    new = with_row_after(files, row_id, **{"from": "2026-01-05"})
    row_in(new, row_id)[2]["to"] = "2026-01-03"
    return new


def _of_kind(files, kind):
    for content in files.values():
        if isinstance(content, dict) and str(content.get("table", "")).partition(".")[0] == kind:
            yield from content["rows"]


def _begins_late(kind):
    def change(files):
        new = copy.deepcopy(files)
        for row in _of_kind(new, kind):
            row["from"] = "2018-01-02"
        return new

    return change


def _ends(kind):
    def change(files):
        new = copy.deepcopy(files)
        for row in _of_kind(new, kind):
            row["to"] = "2029-12-31"
        return new

    return change


def _without_cases(key, value):
    def change(files):
        new = copy.deepcopy(files)
        rows = new["cases.yaml"]["rows"]
        new["cases.yaml"]["rows"] = [row for row in rows if row["expected"].get(key) != value]
        return new

    return change
