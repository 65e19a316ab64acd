"""Stage 3, the right, three-valued: every legal completion of the unknown facts is weighed.

In one completion: refused if a row refuses, else manual if a row holds, else granted. If all agree, that
is the outcome; if not, the proposal is incomplete and names the facts that decide. Source: the rule book,
stage 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from deltytelser.rules.completions import Completions
from deltytelser.rules.edition import Edition
from deltytelser.rules.memory import remember
from deltytelser.rules.residual import Residual, residual
from deltytelser.rules.rows import Row
from deltytelser.rules.verdict import GRANTED, INCOMPLETE, MANUAL, REFUSED, Verdict
from deltytelser.rules.vocabulary import DELYTELSE, TICKED


class LiveRow(NamedTuple):
    """A row that known facts do not fail: when it holds, and when it refuses."""

    number: int
    holds: list[Residual]
    refuses: list[Residual]


def weigh(coded: list[int], edition: Edition) -> Verdict:
    """The verdict of stage 3. Needs delytelse, found_by and earlier stay filled in."""
    key = edition.right_key(coded)
    known = edition.verdicts.get(key)
    return known or remember(edition.verdicts, key, _weigh(coded, edition))


def _weigh(coded: list[int], edition: Edition) -> Verdict:
    live = live_rows(coded, edition)
    if all(one.settled for row in live for group in (row.holds, row.refuses) for one in group):
        return _settled(live)
    return _over_completions(live, coded, edition)


def live_rows(coded: list[int], edition: Edition) -> list[LiveRow]:
    """The rows of the delytelse that may hold, with what is left of them to ask."""
    definitions = edition.definitions
    ground_holds = definitions.ground_holds(coded)
    live = []
    stopped = False
    ticked = coded[TICKED]
    for number, row in enumerate(edition.right[coded[DELYTELSE]]):
        if row.needs_ticked and not ticked & row.needs_ticked:
            continue
        holds: list[Residual] = []
        refuses: list[Residual] = []
        for box, refusing in zip(row.boxes, row.refusing, strict=True):
            left = residual(box, coded, definitions, ground_holds)
            if left is None:
                continue
            holds.append(left)
            for one in refusing:
                left = residual(one, coded, definitions, ground_holds)
                if left is not None:
                    refuses.append(left)
        if holds:
            live.append(LiveRow(number, holds, refuses))
            stopped = stopped or (stops_refusals(row) and any(one.settled for one in holds))
    # Where one of these rows holds, nobody is refused by a table: every row weighs.
    return [LiveRow(row.number, row.holds, []) for row in live] if stopped else live


def stops_refusals(row: Row) -> bool:
    """Whether no row refuses where this one holds."""
    return row.effect.get("stops_refusals") is True


def _settled(live: list[LiveRow]) -> Verdict:
    holds = tuple(row.number for row in live)
    refuses = tuple(row.number for row in live if row.refuses)
    outcome = REFUSED if refuses else MANUAL if holds else GRANTED
    return Verdict(outcome, (), holds, holds, refuses, refuses, ())


def _over_completions(live: list[LiveRow], coded: list[int], edition: Edition) -> Verdict:
    space = Completions(
        [one for row in live for one in (*row.holds, *row.refuses)], coded, edition.definitions
    )
    full = space.tables.full
    holding = {row.number: _any_of(row.holds, space) for row in live}
    refusing = {row.number: _any_of(row.refuses, space) for row in live if row.refuses}
    held = _union(holding.values())
    refused = _union(refusing.values())
    missing: tuple[str, ...] = ()
    if refused == full:
        outcome = REFUSED
    elif not refused and held in (0, full):
        outcome = MANUAL if held else GRANTED
    else:
        outcome = INCOMPLETE
        missing = space.that_decide((held, refused))
    return Verdict(
        outcome=outcome,
        missing=missing,
        holds=tuple(number for number, table in holding.items() if table == full),
        may_hold=tuple(number for number, table in holding.items() if table),
        refuses=tuple(number for number, table in refusing.items() if table == full),
        may_refuse=tuple(number for number, table in refusing.items() if table),
        unknown=tuple(space.names),
    )


def _any_of(residuals: list[Residual], space: Completions) -> int:
    return _union(space.tables.full if one.settled else space.table(one) for one in residuals)


def _union(tables: Iterable[int]) -> int:
    union = 0
    for table in tables:
        union |= table
    return union
