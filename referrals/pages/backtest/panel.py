"""The panel inside a draft's page: the latest trials, their bars, and the buttons to begin one."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deltytelser.models import RuleDraft
from referrals.backtest.result import from_json
from referrals.models import Backtest
from referrals.pages.backtest import filters, head
from referrals.pages.backtest.figures import Names, figures
from referrals.pages.backtest.start import DECISIONS
from referrals.policies.backtests import BACKTEST_ROLES
from referrals.queries import backtests as queries
from rve.core import clock
from rve.core.policies import Actor, roles


@roles(*BACKTEST_ROLES)
@never_cache
@require_GET
def panel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Asked for when the draft's page is open, and again while a trial runs. No person is shown."""
    actor = request.actor  # type: ignore[attr-defined]
    draft = queries.find_draft(actor, public_id)
    rows = queries.of_draft(actor, draft)
    running = next((row for row in rows if not row.is_over), None)
    context: dict[str, Any] = {
        "draft": draft,
        "in_force": head.version_words(queries.in_force_for(draft)),
        "decisions": DECISIONS,
        "may_try": draft.state in (RuleDraft.State.OPEN, RuleDraft.State.SUBMITTED),
        "running": running,
        "progress": head.progress(running, now=clock.now()) if running else None,
        "shown": [_shown(request, actor, row) for row in _latest_of_each(rows)],
    }
    return render(request, "referrals/backtest/panel.html", context)


def _latest_of_each(rows: list[Backtest]) -> list[Backtest]:
    """The newest that is done against a version, and the newest against the decisions."""
    done = [row for row in rows if row.state == Backtest.State.DONE]
    first = {row.against_id is None: row for row in reversed(done)}
    return [first[key] for key in (False, True) if key in first]


def _shown(request: HttpRequest, actor: Actor, row: Backtest) -> dict[str, Any]:
    result = from_json(row.result)
    asked = filters.from_query(type(request.GET)(), result)
    found = figures(result, asked, Names(queries.trust_names(actor.region), {}))
    return {"row": row, "titled": head.titled(row), "stale": head.is_stale(row), "figures": found}
