"""Two rule sets, or one and what people decided, asked of every stored referral of a region."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from deltytelser.rules import difference
from deltytelser.rules.columns import answer_columns
from deltytelser.rules.difference import NO_LEVEL, Difference
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import DELYTELSE_WORDS, LEVELS, NO_DELYTELSE
from deltytelser.stays import guiding_days
from referrals.backtest.columns import CHUNK, read

Array = npt.NDArray[Any]
# Days after receipt are kept in two bytes.
MOST_DAYS: Final = 32_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is tried on which region. `against` None: what people decided. Both are asked as of receipt, at
    the earliest `first_day`. `areas` by municipality number, `order` the areas as they are numbered.
    """

    region_id: int
    tested: RuleSet
    against: RuleSet | None
    first_day: dt.date
    areas: dict[str, str | None]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Counts of some referrals, and those of them that get another answer, a row of FLIP each."""

    read: int
    difference: Difference
    flips: Array


FLIP: Final = np.dtype(
    [
        ("referral", "<i8"),
        *[(name, "<i2") for name in ("kind", "area", "age", "decided", "old_outcome", "new_outcome")],
        *[(name, "<i2") for name in ("old_delytelse", "new_delytelse", "old_row", "new_row", "shift")],
        ("has_shift", "?"),
    ]
)


def asked_from(first_day: dt.date, *rules: RuleSet | None) -> dt.date:
    """The first day both can be asked: that of the tested version, or the later of their first rows."""
    return max([first_day, *(one.breaks[0] for one in rules if one is not None)])


def scan(question: Question, *, chunk: int = CHUNK) -> Iterator[Chunk]:
    """The comparison, some referrals at a time, in the order they came. Raises NoRuleInForce."""
    after, area_of = 0, difference.area_numbers(question.areas, question.order)
    while len(rows := read(region_id=question.region_id, after=after, most=chunk)):
        after = int(rows["referral"][-1])
        yield _compared(question, rows, area_of)
        if len(rows) < chunk:
            return


def _compared(question: Question, rows: Array, area_of: Array) -> Chunk:
    total, undecided = len(rows), 0
    if question.against is None:
        decided = rows["outcome"] > 0
        undecided = total - int(decided.sum())
        rows = rows[decided]
    records = np.ascontiguousarray(rows["code"])
    new = _answers(question, question.tested, records)
    old = (
        _decided(rows, records, new)
        if question.against is None
        else _answers(question, question.against, records)
    )
    kinds = difference.kinds_of(old, new, against_people=question.against is None)
    people = rows["outcome"].astype(np.uint8)
    counted = difference.compare(old, new, records=records, kinds=kinds, area_of=area_of, decided=people)
    counted.undecided = undecided
    return Chunk(total, counted, _flips(rows, records, old, new, kinds, area_of))


def _answers(question: Question, rules: RuleSet, records: Array) -> Array:
    return answer_columns(records, rules=rules, areas=question.areas, not_before=question.first_day)


def _decided(rows: Array, records: Array, asked: Array) -> Array:
    days = np.where(rows["deadline"] > 0, rows["deadline"] - records["receipt"], -1)
    said = {
        "outcome": rows["outcome"],
        "delytelse": rows["delytelse"],
        "level": rows["level"],
        "lodging": rows["lodging"],
        "days": np.clip(days, -1, MOST_DAYS),
    }
    return difference.decided_answers(said, asked, stays=_guiding_stays())


@cache
def _guiding_stays() -> Array:
    stays = np.zeros((NO_DELYTELSE + 1, NO_LEVEL + 1, 2), dtype=np.uint8)
    for letter, code in enumerate(DELYTELSE_WORDS[:NO_DELYTELSE]):
        for number, level in enumerate(LEVELS):
            stays[letter, number] = guiding_days(code, level) or (0, 0)
    return stays


def _flips(rows: Array, records: Array, old: Array, new: Array, kinds: Array, area_of: Array) -> Array:
    changed = np.isin(kinds, difference.CHANGED)
    found = np.zeros(int(changed.sum()), dtype=FLIP)
    days, both = difference.shifts_of(old, new)
    found["referral"], found["kind"] = rows["referral"][changed], kinds[changed]
    found["area"] = area_of[records["municipality"][changed]]
    found["age"] = difference.age_bands(records["age"][changed])
    found["decided"] = rows["outcome"][changed]
    for name in ("outcome", "delytelse", "row"):
        found[f"old_{name}"], found[f"new_{name}"] = old[name][changed], new[name][changed]
    found["shift"], found["has_shift"] = days[changed], both[changed]
    return found
