"""A row of the tree: its sentence, source and effect, its cells lit, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Final

from deltytelser.rules.choices import is_own
from deltytelser.rules.phrases import effect_mark, effect_phrase
from deltytelser.rules.reasons.cells import FAILED, MET, OF_THE_ROW, UNKNOWN, Light, cells_of, in_words
from deltytelser.rules.reasons.reading import Json, Reading
from deltytelser.rules.rows import Row, Source
from deltytelser.rules.vocabulary import DELYTELSE

DECIDES: Final = "decides"
HOLDS: Final = "holds"
MAY_HOLD: Final = "may_hold"
NEARLY: Final = "nearly"
FAILS: Final = "fails"
BEHIND: Final = "behind"
STATES: Final = (DECIDES, HOLDS, MAY_HOLD, BEHIND, NEARLY, FAILS)
# Rows of stages 1 and 2 are for every referral: one is near when something that it is about is there.
_EARLY_STAGES: Final = (1, 2)
_TELLING: Final = frozenset({"ticked", "ticked_any", "main_diagnosis", "goal", "requested", "lookup"})
_WITHOUT_EFFECT: Final = ("reasons", "laws")


def lit_row(row: Row, light: Light, reading: Reading) -> Json:
    """A row with its cells lit; `state` is what the cells alone say: holds, may_hold, nearly or fails."""
    cells = cells_of(row, reading.rules)
    when = light.group(cells.when)
    one_of = [light.group(group) for group in cells.one_of]
    found = plain_row(row, reading) | {
        "when": when,
        "one_of": one_of,
        "refuses": light.group(cells.refuses),
        "failed": None,
    }
    best = min(([*when, *group] for group in (one_of or [[]])), key=_failures)
    failed = [cell for cell in best if cell["state"] == FAILED]
    if failed:
        found["failed"] = failed[0] | {"words": in_words(failed[0]["facts"])}
        found["state"] = NEARLY if _nearly(row, best, failed) else FAILS
    else:
        found["state"] = MAY_HOLD if any(cell["state"] == UNKNOWN for cell in best) else HOLDS
    return found


def _failures(cells: list[Json]) -> tuple[int, int]:
    states = [cell["state"] for cell in cells]
    return states.count(FAILED), states.count(UNKNOWN)


def _nearly(row: Row, cells: list[Json], failed: list[Json]) -> bool:
    """One cell alone kept it from applying, and the row is about something this referral has."""
    if len(failed) != 1:
        return False
    if row.stage in _EARLY_STAGES:
        return any(cell["state"] == MET and cell["name"] in _TELLING for cell in cells)
    return failed[0]["name"] not in OF_THE_ROW and is_own(row)


def plain_row(row: Row, reading: Reading) -> Json:
    """A row without cells: what it says, where it stands, and whether the proposal cites it."""
    return {
        "id": row.id,
        "rule": row.rule,
        "table": row.table,
        "stage": row.stage,
        "text": sentence(row, reading),
        "short": row.short.get(reading.lang, ""),
        "test": row.test,
        "marks": list(row.marks),
        "sources": [_source(one, row, reading) for one in row.sources],
        "first": row.first.isoformat(),
        "last": row.last.isoformat() if row.last else None,
        "effect": "" if row.table in _WITHOUT_EFFECT else effect_phrase(reading.rules, row, reading.lang),
        "mark": effect_mark(row),
        "state": DECIDES if row.id in reading.decided else FAILS,
        "certain": row.id not in reading.uncertain,
        "weight": None,
        "when": [],
        "one_of": [],
        "refuses": [],
        "failed": None,
    }


def sentence(row: Row, reading: Reading) -> str:
    """The row's sentence with its words in braces filled in; its effect where they are not known."""
    values = {"weeks": row.effect["weeks"]} if "weeks" in row.effect else {}
    text = reading.writer.fill(row, values | reading.decided.get(row.id, {}))
    return effect_phrase(reading.rules, row, reading.lang) + "." if "{" in text else text


def _source(source: Source, row: Row, reading: Reading) -> Json:
    """Document title and locator; a part of the law as the section that was in force on the day."""
    words = reading.decided.get(row.id, {})
    return told_source(source, reading) if "range" not in words else _ranged(source, words, reading)


def told_source(source: Source, reading: Reading) -> Json:
    """A source with its document's title."""
    law = source.document == "law"
    title = reading.rules.documents["pbrl" if law else source.document]
    locator = str(reading.writer.law.effect[source.locator]) if law else source.locator
    return {"document": title, "locator": locator}


def _ranged(source: Source, words: Json, reading: Reading) -> Json:
    found = told_source(source, reading)
    return found | {"locator": found["locator"].replace("{range}", words["range"])}


def first_hit(rows: Iterable[Json], reading: Reading) -> list[Json]:
    """Where the first row that applies decides: that one, and what stands behind it."""
    found, passed = [], False
    for row in rows:
        state = row["state"]
        if row["id"] in reading.decided:
            state, passed = DECIDES, True
        elif passed and state in (HOLDS, MAY_HOLD):
            state = BEHIND
        found.append(row | {"state": state})
    return found


def every_hit(rows: Iterable[Json], reading: Reading) -> list[Json]:
    """Where every row that applies counts."""
    return [row | {"state": DECIDES} if row["id"] in reading.decided else row for row in rows]


def reads_of(row: Row) -> set[int]:
    """The positions of facts that may be unknown, read by any cell of a row."""
    boxes = chain(row.boxes, *row.refusing)
    return {position for box in boxes for position, _ in box.scalars}


def is_for(row: Row, code: int) -> bool:
    """Whether a row can apply to a delytelse."""
    return any(dict(box.statics).get(DELYTELSE, -1) >> code & 1 for box in row.boxes)
