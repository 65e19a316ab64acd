"""Overlaps: two rows of a table where the first that applies decides, that disagree about the same referral.

A special case before a catch-all is no overlap: one lies inside the other. What is left must be confirmed in
order.yaml, and a confirmed order must still be needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from deltytelser.checks.period import Period
from deltytelser.checks.report import Finding
from deltytelser.checks.space import Region, meet
from deltytelser.checks.witness import witness
from deltytelser.rules.golden import FIRST_HIT, Confirmed
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import World

KINDS: Final = (*FIRST_HIT, "right")


class Overlap(NamedTuple):
    """Two rows in their order, and referrals that both are for and no earlier row takes."""

    first: Row
    then: Row
    region: Region
    period: Period


def check_overlaps(
    rules: RuleSet, periods: Sequence[Period], world: World, kinds: Sequence[str] = KINDS
) -> list[Finding]:
    """Findings of the check `overlaps`."""
    found: dict[Confirmed, Overlap] = {}
    for period in periods:
        for kind in (one for one in kinds if one in FIRST_HIT):
            for one in overlaps_in(period, kind):
                found.setdefault(Confirmed(one.first.id, one.then.id), one)
    findings = [
        _finding("overlaps.disagree", one, world)
        for pair, one in found.items()
        if pair not in rules.order and Confirmed(*reversed(pair)) not in rules.order
    ]
    findings += _confirmed(rules, found, kinds)
    if "right" in kinds:
        findings += _twice(periods, world)
    return findings


def overlaps_in(period: Period, kind: str) -> Iterator[Overlap]:
    """The pairs of rows of a table that disagree, neither inside the other."""
    rows = period.kind(kind)
    earlier: list[Region] = []
    for at, first in enumerate(rows):
        for then in rows[at + 1 :]:
            if effect(first) != effect(then):
                region = _shared(period, kind, first, then, earlier)
                if region is not None:
                    yield Overlap(first, then, region, period)
        earlier += period.of_row(first)


def effect(row: Row) -> object:
    """What a row of a first-hit table decides."""
    return {name: value for name, value in row.effect.items() if value is not False}


def _shared(period: Period, kind: str, one: Row, other: Row, earlier: list[Region]) -> Region | None:
    ours, theirs = period.of_row(one), period.of_row(other)
    both = [shared for a in ours for b in theirs if (shared := meet(a, b)) is not None]
    if not both:
        return None
    region = period.find(both, earlier, kind)
    if region is None or period.find(ours, theirs, kind) is None or period.find(theirs, ours, kind) is None:
        return None
    shown = period.find(both, [*earlier, *period.may_hold], kind) if kind in ("level", "deadline") else None
    return shown or region


def _confirmed(rules: RuleSet, found: dict[Confirmed, Overlap], kinds: Sequence[str]) -> Iterator[Finding]:
    table_of = {row.id: row.table for row in rules.all_rows()}
    for pair in rules.order:
        if table_of[pair.first] not in kinds:
            continue
        values = {"other": pair.then}
        place: dict[str, Any] = {"file": "order.yaml", "table": table_of[pair.first], "row": pair.first}
        if Confirmed(pair.then, pair.first) in found:
            yield Finding("overlaps", "overlaps.order_turned", **place, values=values)
        elif pair not in found:
            yield Finding("overlaps", "overlaps.order_gone", **place, values=values)


def _finding(code: str, one: Overlap, world: World) -> Finding:
    return Finding(
        "overlaps",
        code,
        file=one.first.place.partition(",")[0],
        table=one.first.table,
        row=one.first.id,
        values={"other": one.then.id},
        witness=witness(one.region, one.period, world),
        details={"other": one.then.id},
    )


def _twice(periods: Sequence[Period], world: World) -> list[Finding]:
    """Rows of stage 3 that are for the same referrals, and of which only one refuses."""
    found: dict[tuple[str, str], Finding] = {}
    for period in periods:
        for one in twins_in(period):
            key = one.first.id, one.then.id
            found.setdefault(key, _finding("overlaps.same", one, world))
    return list(found.values())


def twins_in(period: Period) -> Iterator[Overlap]:
    """Pairs of rows of stage 3 with the same boxes and another refusal."""
    rows = period.kind("right")
    for at, first in enumerate(rows):
        for then in rows[at + 1 :]:
            if set(first.boxes) == set(then.boxes) and first.effect.get("refuses") != then.effect.get(
                "refuses"
            ):
                region = period.find(period.of_row(first), [], "right")
                if region is not None:
                    yield Overlap(first, then, region, period)
