"""Which conditions to ask the referrer about, given delytelse and diagnosis:
at most eight, the weightiest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from deltytelser.rules.boxes import Box
from deltytelser.rules.cells import CodeRange, parse_range
from deltytelser.rules.edition import Edition
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import (
    CONDITION_BITS,
    CONDITIONS,
    DELYTELSE,
    DELYTELSE_WORDS,
    LOOKUP,
    NO_DELYTELSE,
    conditions_in,
)

MOST: Final = 8
# Weights. What a refusal must know comes first, then what is typical of the diagnosis, then the rest.
_DENIED_IN_OWN: Final = 100
_TYPICAL: Final = 80
_OWN: Final = 60
_DEADLINE: Final = 40
_LEVEL: Final = 35
_ROUTE: Final = 30
_DENIED_IN_COMMON: Final = 25
_NEAR: Final = 15
_COMMON: Final = 10
_ELSEWHERE: Final = 5
_EXEMPTION: Final = 3
# Below this a condition is asked about only where there is no delytelse yet.
_ENOUGH: Final = 10
_FEW: Final = 3


def condition_choices(
    rules: RuleSet,
    delytelse: str | None,
    diagnosis: tuple[str, str] | None = None,
    *,
    on: date,
    most: int = MOST,
) -> list[str]:
    """Conditions read by the delytelse's rows and the rows of the map, by weight, then in the schema's order.

    `diagnosis` is (system, code). `delytelse` None asks what could find one. Labels and questions: labels.py.
    """
    edition = rules.on(on)
    code = NO_DELYTELSE if delytelse is None else DELYTELSE_WORDS.index(delytelse)
    weights = dict.fromkeys(CONDITIONS, 0)
    for name, weight in _weights(edition, code):
        weights[name] = max(weights[name], weight)
    for name in typical_conditions(rules, diagnosis) if diagnosis else ():
        weights[name] += _TYPICAL if weights[name] else 0
    enough = 1 if delytelse is None else _ENOUGH
    ordered = sorted(
        (name for name in CONDITIONS if weights[name] >= enough), key=lambda name: -weights[name]
    )
    return ordered[:most]


def typical_conditions(rules: RuleSet, diagnosis: tuple[str, str]) -> list[str]:
    """The conditions that labels.yaml calls typical of a diagnosis."""
    system, code = diagnosis[0], diagnosis[1].replace(".", "")
    return [name for name, ranges in _typical(rules) if any(one.holds(system, code) for one in ranges)]


def _typical(rules: RuleSet) -> Iterator[tuple[str, list[CodeRange]]]:
    entries = rules.labels.get("conditions")
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        yield name, [parse_range(text, f"labels.yaml, {name}") for text in entry.get("typical", ())]


def _weights(edition: Edition, code: int) -> Iterator[tuple[str, int]]:
    for row in edition.right[code]:
        own = is_own(row)
        for box in _boxes([row]):
            yield from _each(box.denied, _DENIED_IN_OWN if own else _DENIED_IN_COMMON)
            yield from _each(_asked_present(box), _OWN if own else _COMMON)
            yield from _each(box.not_ticked, _OWN if own else _EXEMPTION)
            if box.new_event is not None and (own or code == edition.definitions.event_delytelse):
                yield from _each(edition.definitions.event_always | edition.definitions.event_after, _OWN)
    for rows, weight in (
        (edition.deadline[code], _DEADLINE),
        (edition.limits, _DEADLINE),
        (edition.level[code], _LEVEL),
        (edition.named, _ROUTE),
    ):
        for box in _boxes(rows):
            if dict(box.statics).get(DELYTELSE, 0) >> code & 1:
                yield from _each(box.reads_conditions, weight)
    yield from _map_weights(edition, code)


def _map_weights(edition: Edition, code: int) -> Iterator[tuple[str, int]]:
    """What finds this delytelse weighs more than what would find another, which is asked only where it is
    typical.
    """
    for row in (*edition.map_rows, *edition.work_rows):
        finds = row.effect["delytelse"] == DELYTELSE_WORDS[code]
        for box in row.boxes:
            near = dict(box.statics).get(LOOKUP, 0) >> code & 1
            weight = _OWN if finds else _NEAR if near or code == NO_DELYTELSE else _ELSEWHERE
            yield from _each(_asked_present(box), weight)


def _asked_present(box: Box) -> int:
    bits = box.ticked
    for mask in box.ticked_any:
        bits |= mask
    return bits


def is_own(row: Row) -> bool:
    """Whether the row names the few delytelser that it is for."""
    masks = [dict(box.statics).get(DELYTELSE, -1) for box in row.boxes]
    return all(mask >= 0 and mask.bit_count() <= _FEW for mask in masks)


def _boxes(rows: Iterable[Row]) -> Iterator[Box]:
    for row in rows:
        yield from row.boxes
        for group in row.refusing:
            yield from group


def _each(bits: int, weight: int) -> Iterator[tuple[str, int]]:
    return ((name, weight) for name in conditions_in(bits & ((1 << len(CONDITION_BITS)) - 1)))
