"""The stages of a tree, each with its tables of rows, lit by the referral."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from deltytelser.rules.edition import LOOKUP_ID
from deltytelser.rules.phrases import table_label
from deltytelser.rules.reasons.cells import Light
from deltytelser.rules.reasons.reading import Json, Reading
from deltytelser.rules.reasons.rows import (
    BEHIND,
    DECIDES,
    FAILS,
    HOLDS,
    MAY_HOLD,
    every_hit,
    first_hit,
    is_for,
    lit_row,
    plain_row,
)
from deltytelser.rules.reasons.values import assume_function_loss
from deltytelser.rules.reasons.words import LOOKUP, say
from deltytelser.rules.right import weigh
from deltytelser.rules.rows import Row
from deltytelser.rules.verdict import Verdict
from deltytelser.rules.vocabulary import NO_DELYTELSE

REQUEST_DIFFERS: Final = "map.request_differs"
GRANTED: Final = "right.granted"


def clock_tables(reading: Reading) -> list[Json]:
    """The row of the deadline for assessment."""
    return [_table("reasons", [_reason("clock", reading)], reading)]


def delytelse_tables(reading: Reading) -> list[Json]:
    """Rows before the diagnosis map, the rows after it, the map itself: the first that applies decides."""
    light = Light(reading, reading.case.coded, two_valued=True)
    before = [lit_row(row, light, reading) for row in reading.table("map")]
    after = [lit_row(row, light, reading) for row in reading.table("work")]
    ordered = first_hit([*before, *after], reading)
    lookup = _lookup(reading, passed=any(row["state"] == DECIDES for row in ordered))
    told = [_reason(REQUEST_DIFFERS, reading)] if REQUEST_DIFFERS in reading.decided else []
    return [
        _table("map", ordered[: len(before)], reading),
        _table("work", ordered[len(before) :], reading),
        _table("reasons", [lookup, *told], reading, name=say(LOOKUP["name"], reading.lang)),
    ]


def _lookup(reading: Reading, *, passed: bool) -> Json:
    row, case, lang = _reason(LOOKUP_ID, reading), reading.case, reading.lang
    if case.lookup is None:
        return row | {"text": say(LOOKUP["not_found"], lang), "sources": []}
    letter = case.lookup.delytelse
    effect = {"effect": say(LOOKUP["effect"], lang, letter)}
    if row["state"] == DECIDES:
        return row | effect
    code = case.facts["diagnoses"][case.lookup_at]["code"]
    text = say(LOOKUP["found"], lang, letter, code)
    return row | effect | {"text": text, "state": BEHIND if passed else FAILS, "sources": []}


def gate_tables(reading: Reading) -> list[Json]:
    """Whether another body assesses the referral."""
    return [_first_hit_table("gate", reading)]


def right_tables(reading: Reading) -> list[Json]:
    """Every row of the right that is for the delytelse, three-valued, in its table; and what was granted."""
    light = Light(reading, reading.case.coded, two_valued=False)
    verdict = weigh(reading.case.coded, reading.case.edition)
    rows = reading.case.edition.right[reading.code]
    numbers = {row.id: number for number, row in enumerate(rows)}
    tables = []
    for name in reading.rules.rows:
        if name.partition(".")[0] == "right":
            listed = [row for row in reading.table(name) if reading.whole or row.id in numbers]
            lit = [_weighed(lit_row(row, light, reading), numbers.get(row.id), verdict) for row in listed]
            tables.append(_table(name, every_hit(lit, reading), reading))
    granted = [_reason(GRANTED, reading)] if GRANTED in reading.decided else []
    return [
        *(one for one in tables if one["rows"]),
        *([_table("reasons", granted, reading)] if granted else []),
    ]


def _weighed(row: Json, number: int | None, verdict: Verdict) -> Json:
    """What the whole of stage 3 says of a row: its cells alone cannot know what unknown facts share."""
    if number is None:
        return row | {"state": FAILS}
    weight = (
        "refuses" if number in verdict.refuses else "may_refuse" if number in verdict.may_refuse else "weighs"
    )
    if number in verdict.holds:
        return row | {"state": HOLDS, "weight": weight}
    if number in verdict.may_hold:
        return row | {"state": MAY_HOLD, "weight": weight}
    return row | {"state": FAILS} if row["state"] in (HOLDS, MAY_HOLD) else row


def level_tables(reading: Reading) -> list[Json]:
    """The level, where an unknown function loss counts as the rules say; lodging; and the guiding stay."""
    return [_first_hit_table(name, reading, assume=True) for name in ("level", "lodging", "stay")]


def deadline_tables(reading: Reading) -> list[Json]:
    """The weeks, and what the date of the event adds."""
    return [_first_hit_table("deadline", reading), _every_hit_table("deadline_limits", reading)]


def route_tables(reading: Reading) -> list[Json]:
    """Places named for a condition, the own hospital first, and how the rest are ordered."""
    reasons = [
        _reason(row.id, reading)
        for row in reading.table("reasons")
        if row.stage == 6 and row.id in reading.decided
    ]
    tables = [_every_hit_table(name, reading) for name in ("route_named", "route_own_hf")]
    return [*tables, *([_table("reasons", reasons, reading)] if reasons else [])]


def _first_hit_table(name: str, reading: Reading, *, assume: bool = False) -> Json:
    return _table(name, first_hit(_lit(name, reading, assume=assume), reading), reading)


def _every_hit_table(name: str, reading: Reading) -> Json:
    return _table(name, every_hit(_lit(name, reading), reading), reading)


def _lit(name: str, reading: Reading, *, assume: bool = False) -> Iterable[Json]:
    coded = reading.case.coded
    if assume:
        coded = assume_function_loss(coded, str(reading.case.edition.settings["unknown_function_loss_level"]))
    light = Light(reading, coded, two_valued=True)
    return [lit_row(row, light, reading) for row in _listed(name, reading)]


def _listed(name: str, reading: Reading) -> list[Row]:
    if reading.whole or reading.code == NO_DELYTELSE:
        return reading.table(name)
    return [row for row in reading.table(name) if is_for(row, reading.code)]


def _reason(name: str, reading: Reading) -> Json:
    return plain_row(reading.case.edition.by_id[name], reading)


def _table(table: str, rows: Sequence[Json], reading: Reading, *, name: str = "") -> Json:
    if table != "reasons":
        name = table_label(reading.rules, table, reading.lang)
    return {"table": table, "name": name, "rows": list(rows)}
