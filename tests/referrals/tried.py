"""Builders for backtests: a draft that shortens the deadline of the standard case, and its trial.

draft = a_shorter_draft(world)          # deadline.B/systemic from 12 to 10 weeks, from 1 May 2026
backtest = a_trial(world, draft)        # queued; against=None: what people decided
backtest = a_finished_trial(world)      # run; result and changed cases are there
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from deltytelser.models import RuleDraft, RuleSet
from deltytelser.use_cases import drafts
from referrals.backtest.columns import CHUNK
from referrals.models import Backtest
from referrals.use_cases import backtests
from referrals.use_cases.run_backtest import run
from rve.core.policies import Actor
from tests.deltytelser.rule_drafts import a_draft
from tests.people import NOW, World

ROW = "deadline.B/systemic"
LATER = NOW + dt.timedelta(minutes=1)


def weeks(number: int) -> dict[str, Any]:
    """The cells of the row, with another number of weeks."""
    return {
        "when": {"delytelse": ["B"], "ticked": ["systemic_rheumatic_disease"]},
        "weeks": number,
        "source": {"document": "revmatologi", "linje": "692-731"},
        "nb": "Start innen {weeks} uker ved systemisk revmatisk sykdom.",
        "nn": "Start innan {weeks} veker ved systemisk revmatisk sjukdom.",
    }


def to_weeks(draft: RuleDraft, number: int, by: Actor) -> RuleDraft:
    return changed(draft, "deadline.yaml", ROW, weeks(number), by)


def changed(draft: RuleDraft, file: str, row: str, cells: dict[str, Any], by: Actor) -> RuleDraft:
    return drafts.change_row(
        draft=draft, file=file, row=row, cells=cells, by=by, now=NOW, version=draft.version
    )


def a_shorter_draft(world: World, *, number: int = 10, **said: Any) -> RuleDraft:
    return to_weeks(a_draft(world, **said), number, world.marit)


def a_longer_stay(world: World) -> RuleDraft:
    """The guiding stay of the standard case from 7–14 to 14–21 days."""
    cells = {
        "when": {"delytelse": ["B"]},
        "days": {"min": 14, "max": 21},
        "source": {"document": "behovsvurdering", "linje": "2267-2271"},
        "nb": "To til tre uker for de fleste.",
        "nn": "To til tre veker for dei fleste.",
    }
    return changed(a_draft(world), "stay.yaml", "stay.B/other", cells, world.marit)


def in_force(world: World) -> RuleSet:
    return RuleSet.objects.filter(region=world.region).latest("valid_from")


def a_trial(world: World, draft: RuleDraft, *, against: RuleSet | None) -> Backtest:
    return backtests.start_for_draft(draft=draft, against=against, by=world.marit, now=NOW)


def carried_out(backtest: Backtest, *, chunk: int = CHUNK) -> Backtest:
    run(backtest_id=backtest.pk, clock=lambda: LATER, chunk=chunk)
    backtest.refresh_from_db()
    return backtest


def a_finished_trial(world: World, *, people: bool = False, **changed: Any) -> Backtest:
    draft = a_shorter_draft(world, **changed)
    return carried_out(a_trial(world, draft, against=None if people else in_force(world)))
