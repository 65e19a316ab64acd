"""The checks while someone types: only what differs from the rule set that the draft began with."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from deltytelser.checks.cases import check_cases
from deltytelser.checks.dead import KINDS as DEAD_KINDS
from deltytelser.checks.dead import check_dead
from deltytelser.checks.diagnoses import diagnoses_of
from deltytelser.checks.gaps import COMPLETE, check_gaps
from deltytelser.checks.mutants import Only, check_mutants
from deltytelser.checks.mutated import ages_beside
from deltytelser.checks.overlaps import check_overlaps
from deltytelser.checks.panel import Panel, alone
from deltytelser.checks.period import Period, rows_in_force
from deltytelser.checks.report import Finding, Report
from deltytelser.checks.running import Files, Run, types_finding
from deltytelser.checks.sources import check_sources
from deltytelser.rules.cells import age_limits_in
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.golden import FIRST_HIT, GoldenCase
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import World

# Rows of these decide which referrals reach the other tables.
_BEFORE_ALL: Final = ("map", "work", "gate")
# What is left of 200 ms for mutants once the other checks are done.
_UNTIL: Final = 0.19


def check_quickly(files: Files, *, base: RuleSet, world: World) -> Report:
    """The checks of what differs from `base`: its tables and periods, all cases, and the mutants of the
    changed rows as far as a fifth of a second lasts (`mutants_left` in the figures are not tried).
    """
    begun = time.perf_counter()
    try:
        # Compiled once, with the ages that the base's mutants and the draft's need.
        rules = compile_rule_set(files, ages=ages_beside(_ages_in(files)))
    except CatalogueError as error:
        return Report((types_finding(error),))
    run, world = Run(None), alone(world)
    changed = changed_rows(rules, base)
    kinds = _touched(changed)
    ordered = set(rules.order) != set(base.order)
    periods = changed_periods(rules, base, world)
    run.findings += run.timed("sources", lambda: check_sources(rules, world))
    run.findings += run.timed("gaps", lambda: check_gaps(periods, world, _of(COMPLETE, kinds)))
    overlaps = _every_overlap if ordered else _overlaps
    run.findings += run.timed("overlaps", lambda: overlaps(rules, periods, world, frozenset(changed)))
    run.findings += run.timed("dead", lambda: check_dead(periods, _of(DEAD_KINDS, kinds)))
    panel = run.timed("panel", lambda: Panel(rules, world, rules.cases))
    cases = _cases(rules, base, panel, changed)
    found, held = run.timed("cases", lambda: check_cases(rules, world, cases))
    run.findings += found
    tally = run.timed(
        "mutants",
        lambda: check_mutants(rules, world, only=changed, until=begun + _UNTIL, panel=panel),
    )
    run.findings += tally.findings
    return run.report(
        cases=len(cases),
        cases_held=held,
        mutants=tally.mutants,
        mutants_caught=tally.caught,
        mutants_left=tally.left,
        second=False,
    )


def _ages_in(files: Files) -> set[int]:
    """Every age limit that the files name; what is not well formed is the compiler's to refuse."""
    found: set[int] = set()
    waiting: list[object] = [files]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            found |= set(age_limits_in(one))
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


def _cases(rules: RuleSet, base: RuleSet, panel: Panel, changed: Only) -> list[GoldenCase]:
    """The cases that are new or changed, that a changed row may be for, or that cannot be assessed."""
    if {"settings", "definitions"} & changed.keys():
        return list(rules.cases)
    now, then = rows_in_force(rules, rules.breaks[-1]), rows_in_force(base, base.breaks[-1])
    rows: dict[str, list[Row]] = {}
    for kind, ids in changed.items():
        still = {row.id for row in now.get(kind, ())}
        gone = [row for row in then.get(kind, ()) if row.id not in still]
        both = (*now.get(kind, ()), *then.get(kind, ()))
        rows[kind] = [*gone, *(row for row in both if row.id in ids)]
    reached = {seat.case.id for seat in panel.seeing(rows)}
    seated = {seat.case.id for seat in panel.seats}
    known = {case.id: case for case in base.cases}
    return [
        case
        for case in rules.cases
        if case.id in reached or case.id not in seated or known.get(case.id) != case or case.dated
    ]


def _of(all_kinds: Sequence[str], kinds: frozenset[str]) -> tuple[str, ...]:
    return tuple(kind for kind in all_kinds if kind in kinds)


def _overlaps(rules: RuleSet, periods: Sequence[Period], world: World, kinds: frozenset[str]) -> list:
    # A confirmed order that is no longer needed shows only where every period is looked at.
    found = check_overlaps(rules, periods, world, _of((*FIRST_HIT, "right"), kinds))
    return [one for one in found if one.code != "overlaps.order_gone"]


def _every_overlap(
    rules: RuleSet, _changed: Sequence[Period], world: World, _kinds: frozenset[str]
) -> list[Finding]:
    """Of all tables in all periods: a pair that is no longer confirmed can be of any of them."""
    diagnoses = diagnoses_of(rules.words, world)
    return check_overlaps(rules, [Period(rules, first, diagnoses) for first in rules.breaks], world)


def changed_rows(rules: RuleSet, base: RuleSet) -> Only:
    """The ids of the rows, settings and definitions that are not as in the base, by kind of table."""
    changed: dict[str, frozenset[str]] = {}
    now, then = rows_in_force(rules, rules.breaks[-1]), rows_in_force(base, base.breaks[-1])
    for kind, rows in now.items():
        if kind not in DEAD_KINDS:
            continue  # sentences and laws decide nothing
        before = then.get(kind, [])
        known = {row.id: (row.cells, row.effect) for row in before}
        ids = {row.id for row in rows if known.get(row.id) != (row.cells, row.effect)}
        if [row.id for row in rows] != [row.id for row in before]:
            ids |= _moved([row.id for row in before], [row.id for row in rows])
        if ids or len(rows) != len(before):
            changed[kind] = frozenset(ids)
    names = {name for name, values in rules.settings.items() if values != base.settings[name]}
    if names:
        changed["settings"] = frozenset(names)
    if rules.definitions != base.definitions:
        changed["definitions"] = frozenset({"grounds", "new_cardiac_event"})
    return changed


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The rows that have another neighbour after them than before."""
    follows: Mapping[str, str] = dict(pairwise(before))
    return {one for one, other in pairwise(after) if follows.get(one) != other}


def _touched(changed: Only) -> frozenset[str]:
    """The kinds of table that a change can bear upon."""
    kinds = set(changed)
    if kinds & {*_BEFORE_ALL, "settings", "definitions"}:
        return frozenset((*DEAD_KINDS, *COMPLETE))
    if "level" in kinds:
        kinds |= {"stay", "lodging"}
    return frozenset(kinds)


def changed_periods(rules: RuleSet, base: RuleSet, world: World) -> list[Period]:
    """The periods in which other rows are in force than in the base; the last one always."""
    diagnoses = diagnoses_of(rules.words, world)
    return [
        Period(rules, first, diagnoses)
        for first in rules.breaks
        if first == rules.breaks[-1] or first < base.breaks[0] or _said(rules, first) != _said(base, first)
    ]


def _said(rules: RuleSet, day: date) -> list[tuple[object, ...]]:
    """What is in force on a day, however long."""
    return [
        (row.id, row.cells, row.effect) for rows in rows_in_force(rules, day).values() for row in rows
    ] + [tuple(value for value in values if value.first <= day)[-1:] for values in rules.settings.values()]
