"""Stages 0 to 5 of one referral: what was decided and by which rows, before any of it is written out."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from deltytelser.rules.case import Case
from deltytelser.rules.edition import LOOKUP_ID
from deltytelser.rules.mapping import find_delytelse, find_redirect
from deltytelser.rules.offer import Deadline, Level, decide_deadline, decide_level
from deltytelser.rules.right import weigh
from deltytelser.rules.rows import Row
from deltytelser.rules.verdict import GRANTED, REDIRECTED, REFUSED, Verdict
from deltytelser.rules.vocabulary import DELYTELSE, NO_DELYTELSE, REQUESTED
from deltytelser.rules.world import World

CLOCK = "clock"
REQUEST_DIFFERS = "map.request_differs"


class Decision(NamedTuple):
    """The path that decided. `finder`: the row that found the delytelse, None where the diagnosis map did."""

    due: date
    finder: Row | None
    redirect: Row | None
    verdict: Verdict | None
    level: Level | None
    deadline: Deadline | None

    @property
    def outcome(self) -> str:
        return self.verdict.outcome if self.verdict else REDIRECTED

    @property
    def missing(self) -> tuple[str, ...]:
        return self.verdict.missing if self.verdict else ()


def decide(case: Case, world: World) -> Decision:
    """Fill in the case and decide stages 0 to 5. Raises OverflowError outside the calendar."""
    coded, edition = case.coded, case.edition
    due = world.due(case.receipt, edition.assessment_virkedager, edition.saturday_counts)
    finder = find_delytelse(coded, edition)
    redirect = find_redirect(coded, edition)
    if redirect is not None:
        return Decision(due, finder, redirect, None, None, None)
    verdict = weigh(coded, edition)
    if verdict.outcome == REFUSED:
        return Decision(due, finder, None, verdict, None, None)
    level = decide_level(case)
    deadline = decide_deadline(case) if level is not None and verdict.outcome == GRANTED else None
    return Decision(due, finder, None, verdict, level, deadline)


def requests_another(case: Case) -> bool:
    """Whether the referrer asked for another delytelse than was found, or for one where none was."""
    asked = case.coded[REQUESTED]
    return asked not in (NO_DELYTELSE, case.coded[DELYTELSE])


def trace_of(one: Decision, case: Case) -> list[str]:
    """The ids of the rows that decided, stage by stage."""
    ids = [CLOCK]
    if one.finder is not None:
        ids.append(one.finder.id)
    elif case.lookup is not None:
        ids.append(LOOKUP_ID)
    if requests_another(case):
        ids.append(REQUEST_DIFFERS)
    if one.redirect is not None:
        ids.append(one.redirect.id)
    if one.verdict is not None:
        rows = case.edition.right[case.coded[DELYTELSE]]
        ids += [rows[number].id for number in one.verdict.cited]
        if one.verdict.outcome == GRANTED:
            ids.append("right.granted")
    if one.level is not None:
        ids += [row.id for row in one.level.rows]
    if one.deadline is not None:
        ids += [one.deadline.row.id, *(row.id for row, _ in one.deadline.limits)]
    return ids
