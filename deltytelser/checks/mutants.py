"""The check that every mutant is noticed by a case, unless no referral could tell it from the rule set."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from deltytelser.checks.answers import Facts, answer
from deltytelser.checks.diagnoses import Diagnoses, diagnoses_of
from deltytelser.checks.equivalence import of_levels, regions_of_difference
from deltytelser.checks.mutated import KINDS, Mutant, Mutator, finely
from deltytelser.checks.panel import Panel, alone, world_for
from deltytelser.checks.period import Period
from deltytelser.checks.report import Finding
from deltytelser.checks.space import Region
from deltytelser.checks.witness import witness
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import World

_SHORTLY = timedelta(days=10)
Only = dict[str, frozenset[str]]  # kind of table, or settings or definitions -> ids of the rows to mutate


class Tally(NamedTuple):
    """What became of the mutants. `alike`: those that no referral can tell from the rule set."""

    findings: list[Finding]
    caught: int
    alike: int
    left: int = 0  # not tried, for want of time

    @property
    def mutants(self) -> int:
        """How many count."""
        return self.caught + len(self.findings)


def check_mutants(
    rules: RuleSet,
    world: World,
    *,
    only: Only | None = None,
    progress: Callable[[int, int], None] | None = None,
    until: float | None = None,
    panel: Panel | None = None,
) -> Tally:
    """Findings of the check `mutants`: a mutant that no case notices, with a referral that would.

    `only` the mutants of these rows; `until` a moment of time.perf_counter. `panel` is that of the rule set,
    where it is compiled `finely` already.
    """
    if only is not None and not only:
        return Tally([], 0, 0)
    fine, world = panel.rules if panel else finely(rules), alone(world)
    mutants = list(all_mutants(Mutator(fine, sorted(world.institutions)), only))
    panel = panel or Panel(fine, world, fine.cases)
    court = Court(fine, world)
    findings: list[Finding] = []
    caught = alike = 0
    for number, mutant in enumerate(mutants):
        if progress is not None and number % 50 == 0:
            progress(number, len(mutants))
        if until is not None and time.perf_counter() > until:
            return Tally(findings, caught, alike, len(mutants) - number)
        if panel.notices(mutant) is not None:
            caught += 1
            continue
        shown = court.shows(mutant)
        if shown is None:
            alike += 1
        else:
            findings.append(_finding(mutant, shown))
    return Tally(findings, caught, alike)


def all_mutants(mutator: Mutator, only: Only | None = None) -> Iterator[Mutant]:
    """The mutants of every kind; `only` of the rows named."""
    for kind in KINDS:
        if only is None or kind in only:
            yield from mutator.of_kind(kind, None if only is None else only[kind])
    for name, made in (("settings", mutator.of_settings), ("definitions", mutator.of_definitions)):
        if only is None or name in only:
            yield from (one for one in made() if only is None or one.row in only[name])


class Court:
    """Decides whether a mutant that no case noticed differs at all."""

    def __init__(self, rules: RuleSet, world: World) -> None:
        self.rules, self.world = rules, world
        self.diagnoses: Sequence[Diagnoses] = diagnoses_of(rules.words, world)
        self.period = Period(rules, rules.breaks[-1], self.diagnoses)

    def shows(self, mutant: Mutant) -> Facts | None:
        """A referral that the mutant answers differently; {} where one may exist but was not found, None
        where none does.
        """
        if mutant.kind == "definitions" or (mutant.kind == "settings" and "loss" not in mutant.row):
            return {}
        if mutant.kind == "settings":
            after = Period(mutant.rules, self.period.first, self.diagnoses)
            regions: Iterable = of_levels(self.period, after)
        else:
            rows = {**self.period.rows, mutant.kind: list(mutant.rows)}
            after = Period(self.rules, self.period.first, self.diagnoses, rows)
            regions = regions_of_difference(mutant, self.period, after)
        for region in regions:
            for facts in self._referrals(region, mutant):
                if self._differs(facts, mutant):
                    return facts
        return None

    def _referrals(self, region: Region, mutant: Mutant) -> Iterator[Facts]:
        for whole in (True, False):
            facts = witness(region, self.period, self.world, whole=whole)
            yield facts
            if mutant.kind == "deadline_limits":
                # The days of an event just before the receipt decide; of one long ago they do not.
                yield facts | {"event_on": (self.period.first - _SHORTLY).isoformat()}

    def _differs(self, facts: Facts, mutant: Mutant) -> bool:
        try:
            before = answer(facts, self.rules, self.world)
            return before != answer(facts, mutant.rules, world_for(mutant, self.world))
        except InvalidFacts:
            return False


def _finding(mutant: Mutant, shown: Facts) -> Finding:
    return Finding(
        "mutants",
        f"mutants.{mutant.change.code}",
        file=mutant.file,
        table=mutant.table,
        row=mutant.row,
        cell=mutant.change.cell,
        values=mutant.change.values,
        witness=shown or None,
    )
