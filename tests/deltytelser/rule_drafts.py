"""Builders of drafts in any state, all through the use cases.

draft = a_draft(world)              # begun by Marit (team lead), from 1 May 2026
draft = a_changed_draft(world)      # the deadline of delytelse A from 12 to 10 weeks
draft = a_submitted_draft(world)
draft = an_approved_draft(world)    # by Liv (physician); waits for the checks
published = a_published(world)      # version 2; the checks are those of `agrees`
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from deltytelser.checks.report import Finding, Report
from deltytelser.models import RuleDraft, RuleSet
from deltytelser.rules.ruleset import RuleSet as Rules
from deltytelser.rules.world import World as RulesWorld
from deltytelser.use_cases import drafts, publishing
from deltytelser.use_cases.draft_saving import files_of
from deltytelser.use_cases.newest import newest_rule_set
from rve.core.policies import Actor
from tests.people import NOW, World

FIRST_DAY = dt.date(2026, 5, 1)
DAY_BEFORE = "2026-04-30"
FILE, ROW = "deadline.yaml", "deadline.A/other"


def agrees(_rules: Rules, _world: RulesWorld) -> Report:
    """Checks that find nothing; the real ones have tests of their own."""
    return Report()


def objects(_rules: Rules, _world: RulesWorld) -> Report:
    """Checks that find a fault."""
    return Report((Finding("dead", "dead.row", file=FILE, row=ROW),))


def newest(world: World) -> RuleSet:
    found = newest_rule_set(world.region)
    assert found is not None
    return found


def a_draft(world: World, *, by: Actor | None = None, **changed: Any) -> RuleDraft:
    said: dict[str, Any] = {
        "based_on": newest(world),
        "title": "Kortere frist for brudd",
        "why": "Fagrådet har vedtatt ti uker.",
        "first_day": FIRST_DAY,
        "now": NOW,
    }
    return drafts.start_draft(**said | changed, by=by or world.marit)


def weeks(number: int) -> dict[str, Any]:
    """The cells of the row, with another number of weeks."""
    return {
        "when": {"delytelse": ["A"]},
        "weeks": number,
        "mark": ["L"],
        "source": {"document": "behovsvurdering", "linje": "1110-1112"},
        "nb": "Start innen {weeks} uker i delytelse A.",
        "nn": "Start innan {weeks} veker i delytelse A.",
    }


def change_weeks(draft: RuleDraft, number: int, by: Actor) -> RuleDraft:
    return drafts.change_row(
        draft=draft, file=FILE, row=ROW, cells=weeks(number), by=by, now=NOW, version=draft.version
    )


def a_changed_draft(world: World, *, number: int = 10, **changed: Any) -> RuleDraft:
    return change_weeks(a_draft(world, **changed), number, world.marit)


def a_submitted_draft(world: World, **changed: Any) -> RuleDraft:
    draft = a_changed_draft(world, **changed)
    return publishing.submit(draft=draft, by=world.marit, now=NOW, version=draft.version)


def an_approved_draft(world: World, **changed: Any) -> RuleDraft:
    draft = a_submitted_draft(world, **changed)
    return publishing.approve(draft=draft, by=world.liv, now=NOW, version=draft.version)


def a_published(world: World, **changed: Any) -> RuleSet:
    draft = an_approved_draft(world, **changed)
    published = publishing.publish(draft_id=draft.pk, now=NOW, check=agrees)
    assert published is not None
    return published


def rows(draft: RuleDraft, file: str = FILE) -> list[dict[str, Any]]:
    """The rows of a table as they stand in the draft."""
    found: list[dict[str, Any]] = files_of(draft)[file]["rows"]
    return found


def of(draft: RuleDraft, row: str, file: str = FILE) -> list[dict[str, Any]]:
    """Every row with this id."""
    return [raw for raw in rows(draft, file) if raw["id"] == row]


def ids_on(draft: RuleDraft, day: str, file: str = FILE) -> list[str]:
    """The rows in force on a day, in their order."""
    return [raw["id"] for raw in rows(draft, file) if raw["from"] <= day <= raw.get("to", "9999")]
