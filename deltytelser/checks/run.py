"""All checks of a rule set, in order; each is timed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from deltytelser.checks.cases import check_cases
from deltytelser.checks.dead import check_dead
from deltytelser.checks.diagnoses import diagnoses_of
from deltytelser.checks.gaps import check_gaps
from deltytelser.checks.mutants import check_mutants
from deltytelser.checks.overlaps import check_overlaps
from deltytelser.checks.panel import alone
from deltytelser.checks.period import Period
from deltytelser.checks.quickly import check_quickly
from deltytelser.checks.report import Finding, Report
from deltytelser.checks.running import Files, Progress, Run, types_finding
from deltytelser.checks.sources import check_sources
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import World

__all__ = ["check_content", "check_quickly", "check_rule_set"]

# The second method: what it decides anew, given the rule set, the world and what the first method found.
Second = Callable[[RuleSet, World], list[Finding]]


def check_rule_set(
    rules: RuleSet, world: World, *, second: Second | None = None, progress: Progress | None = None
) -> Report:
    """Every check of a compiled rule set; with `second`, the independent method too."""
    run = Run(progress)
    world = alone(world)
    periods = run.timed("types", lambda: periods_of(rules, world))
    run.findings += run.timed("sources", lambda: check_sources(rules, world))
    run.findings += run.timed("gaps", lambda: check_gaps(periods, world))
    run.findings += run.timed("overlaps", lambda: check_overlaps(rules, periods, world))
    run.findings += run.timed("dead", lambda: check_dead(periods))
    found, held = run.timed("cases", lambda: check_cases(rules, world))
    run.findings += found
    tally = run.timed("mutants", lambda: check_mutants(rules, world, progress=run.of("mutants")))
    run.findings += tally.findings
    if second is not None:
        run.findings += run.timed("second", lambda: second(rules, world))
    return run.report(
        rows=len(rules.all_rows()),
        cells=cells_of(rules),
        periods=len(periods),
        cases=len(rules.cases),
        cases_held=held,
        mutants=tally.mutants,
        mutants_caught=tally.caught,
        mutants_alike=tally.alike,
        second=second is not None,
    )


def check_content(
    files: Files, world: World, *, second: Second | None = None, progress: Progress | None = None
) -> Report:
    """Every check of parsed files. What cannot be compiled is one finding of the check `types`."""
    try:
        rules = compile_rule_set(files)
    except CatalogueError as error:
        return Report((types_finding(error),))
    return check_rule_set(rules, world, second=second, progress=progress)


def periods_of(rules: RuleSet, world: World) -> Sequence[Period]:
    """The periods of a rule set, each with the rows in force."""
    diagnoses = diagnoses_of(rules.words, world)
    return [Period(rules, first, diagnoses) for first in rules.breaks]


def cells_of(rules: RuleSet) -> int:
    """How many cells the rows have: conditions, and what they decide."""
    count = 0
    for row in rules.all_rows():
        groups = [row.cells.get("when"), row.cells.get("refuses"), *_alternatives(row.cells.get("one_of"))]
        count += sum(len(group) for group in groups if isinstance(group, dict)) + len(row.effect)
    return count


def _alternatives(value: object) -> list[object]:
    return value if isinstance(value, list) else []
