"""Gaps: referrals past the gate that the tables of level or deadline have no row for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from deltytelser.checks.period import Period
from deltytelser.checks.report import Finding
from deltytelser.checks.space import PATH, Region
from deltytelser.checks.witness import witness
from deltytelser.rules.vocabulary import DELYTELSER
from deltytelser.rules.world import World

# Where no row must mean that something is missing. Elsewhere it means not stated, or nothing to say.
COMPLETE: Final = ("level", "deadline")


def check_gaps(periods: Sequence[Period], world: World, kinds: Sequence[str] = COMPLETE) -> list[Finding]:
    """Findings of the check `gaps`: one for each table and delytelse, in the first period that has it."""
    found: dict[tuple[str, str], Finding] = {}
    for period in periods:
        for kind in kinds:
            for code, region in gaps_in(period, kind):
                key = kind, DELYTELSER[code]
                found.setdefault(key, _finding(kind, DELYTELSER[code], period, region, world))
    return list(found.values())


def gaps_in(period: Period, kind: str) -> Iterator[tuple[int, Region]]:
    """The delytelser with a gap in a table, each with referrals that fall into it.

    Referrals that are granted come first: a proposal shows the gap. Where none is, a person who grants one
    would miss the row.
    """
    covered = period.of_kind(kind)
    for code in period.letters():
        wanted: list[Region] = [{PATH: period.path_mask(code)}]
        region = period.find(wanted, [*covered, *period.may_hold], kind) or period.find(wanted, covered, kind)
        if region is not None:
            yield code, region


def _finding(kind: str, letter: str, period: Period, region: Region, world: World) -> Finding:
    rows = period.kind(kind)
    return Finding(
        "gaps",
        f"gaps.{kind}",
        file=rows[0].place.partition(",")[0] if rows else f"{kind}.yaml",
        table=kind,
        values={"delytelse": letter, "day": period.first.isoformat()},
        witness=witness(region, period, world),
    )
