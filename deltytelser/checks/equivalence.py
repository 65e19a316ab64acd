"""Where a mutant answers differently, by subtraction of boxes: referrals that show it, or proof of none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deltytelser.checks.mutated import Mutant
from deltytelser.checks.overlaps import effect
from deltytelser.checks.period import Period
from deltytelser.checks.space import DIAGNOSES, MAY, PATH, Region, meet
from deltytelser.rules.rows import Row
from deltytelser.rules.vocabulary import DELYTELSE_WORDS

_BY_LETTER = ("lodging", "deadline_limits", "route_named", "route_own_hf")


class Entry(NamedTuple):
    """One line of a first-hit table: where it applies, and what it decides."""

    regions: list[Region]
    effect: object


def regions_of_difference(mutant: Mutant, before: Period, after: Period) -> Iterator[Region]:
    """Regions of referrals that the mutant may answer differently; none at all where it cannot."""
    kind = mutant.kind
    if kind == "right":
        yield from _right(mutant, before)
    elif kind in _BY_LETTER:
        yield from _every_row(mutant, before)
    elif kind in ("map", "work"):
        yield from _first_hit(_finders(before), _finders(after), before, "map", [[]])
    else:
        yield from _first_hit(_entries(before, kind), _entries(after, kind), before, kind, seen(before, kind))


def of_levels(before: Period, after: Period) -> Iterator[Region]:
    """The same where the rows stay and what they read of an unknown function loss changes."""
    for kind in ("level", "stay"):
        yield from _first_hit(_entries(before, kind), _entries(after, kind), before, kind, seen(before, kind))


def _entries(period: Period, kind: str) -> list[Entry]:
    rows = [Entry(period.of_row(row), effect(row)) for row in period.kind(kind)]
    return [*rows, Entry([{}], None)]


def _finders(period: Period) -> list[Entry]:
    """The rows of the map and of work, then the look-up."""
    rows = [
        Entry(period.of_row(row), row.effect["delytelse"])
        for row in (*period.kind("map"), *period.kind("work"))
    ]
    for at, one in enumerate(period.diagnoses):
        rows.append(Entry([{DIAGNOSES: 1 << at}], DELYTELSE_WORDS[one.lookup]))
    return rows


def _first_hit(
    before: list[Entry], after: list[Entry], period: Period, kind: str, seen_where: list[list[Region]]
) -> Iterator[Region]:
    """Referrals that one entry decides before and one with another effect after."""
    earlier: list[Region] = []
    for one in before:
        taken = list(earlier)
        for other in after:
            if one.effect != other.effect:
                both = [
                    shared for a in one.regions for b in other.regions if (shared := meet(a, b)) is not None
                ]
                for hidden in seen_where:
                    region = period.find(both, [*taken, *hidden], kind) if both else None
                    if region is not None:
                        yield region
                        break
            taken += other.regions
        earlier += one.regions


def seen(period: Period, kind: str) -> list[list[Region]]:
    """What to take out so that a proposal shows the table: all that is not granted, then all that may be
    refused.
    """
    if kind == "gate":
        return [[]]
    if kind not in ("level", "stay"):
        return [period.may_hold]
    return [period.may_hold, may_refuse(period)]


def may_refuse(period: Period) -> list[Region]:
    """The regions in which a row of stage 3 may refuse, unless another stops it."""
    return [
        one
        for row in period.kind("right")
        for group in row.refusing
        for box in group
        for one in period.of_box(box, row, MAY)
    ]


def _every_row(mutant: Mutant, period: Period) -> Iterator[Region]:
    """Tables of which every row that applies counts: asked by delytelse, for not all show a difference."""
    old, new = _of(mutant.old, period), _of(mutant.new, period)
    pairs = [(old, new), (new, old)]
    if mutant.change.code == "swap":
        pairs = [(_meets(old, new), [])]
    elif mutant.old and mutant.new and mutant.old.effect != mutant.new.effect:
        pairs = [(old, [])]
    for wanted, taken in pairs:
        for code in period.letters():
            here: list[Region] = [{PATH: period.path_mask(code)}]
            both = [shared for one in wanted for path in here if (shared := meet(one, path)) is not None]
            region = period.find(both, [*taken, *period.may_hold], mutant.kind) if both else None
            if region is not None:
                yield region


def _of(row: Row | None, period: Period) -> list[Region]:
    return period.of_row(row) if row is not None else []


def _right(mutant: Mutant, period: Period) -> Iterator[Region]:
    """Stage 3 with every fact told: another outcome where a row holds alone, or refuses alone.

    The unknown facts need no look of their own: what is said of them follows from all that they can turn
    out to be.
    """
    others = [row for row in period.kind("right") if row is not mutant.old]
    held = [one for row in others for one in period.of_row(row)]
    refused = [one for row in others for one in _refusing(row, period)]
    stops = [one for row in others if _stops(row) for one in period.of_row(row)]
    old, new = _of(mutant.old, period), _of(mutant.new, period)
    refusing_old, refusing_new = _refusing(mutant.old, period), _refusing(mutant.new, period)
    stops_old, stops_new = (
        _of(row, period) if row and _stops(row) else [] for row in (mutant.old, mutant.new)
    )
    for wanted, taken in (
        (old, [*held, *new]),
        (new, [*held, *old]),
        (refusing_old, [*stops, *refused, *refusing_new, *stops_old]),
        (refusing_new, [*stops, *refused, *refusing_old, *stops_new]),
        (_meets(stops_old, refused), [*stops, *stops_new]),
        (_meets(stops_new, refused), [*stops, *stops_old]),
    ):
        region = period.find(wanted, taken, "right")
        if region is not None:
            yield region


def _refusing(row: Row | None, period: Period) -> list[Region]:
    if row is None:
        return []
    return [one for group in row.refusing for box in group for one in period.of_box(box, row)]


def _stops(row: Row) -> bool:
    return row.effect.get("stops_refusals") is True


def _meets(some: Sequence[Region], others: Sequence[Region]) -> list[Region]:
    return [shared for one in some for other in others if (shared := meet(one, other)) is not None]
