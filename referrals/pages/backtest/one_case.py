"""One changed case: what both rule sets say of it, side by side, and what a person decided."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deltytelser.rules.as_of import as_of
from deltytelser.rules.ruleset import RuleSet as Rules
from deltytelser.rules.tree import reason_tree
from referrals import engine
from referrals.backtest.question import tested_rules
from referrals.backtest.scan import asked_from
from referrals.models import Backtest
from referrals.pages.backtest import head, words
from referrals.pages.backtest.trees import differing
from referrals.pages.case_rules import rule_language
from referrals.policies.backtests import BACKTEST_ROLES
from referrals.queries import backtests as queries
from referrals.queries.worklist_rows import age_on
from rve.core import access_log, clock
from rve.core.policies import roles


@roles(*BACKTEST_ROLES)
@require_GET
def one_case(request: HttpRequest, public_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Asked of the stored facts as the backtest asked them. The look is logged like the case's own page."""
    actor = request.actor  # type: ignore[attr-defined]
    backtest = queries.find(actor, public_id)
    found = queries.flipped(actor, backtest, referral_id)
    access_log.seen(
        actor=actor,
        data="backtest",
        basis="control",
        at=clock.now(),
        case_ids=[found.referral.pk],
        patient_ids=[found.referral.patient_id],
    )
    context = {
        "backtest": backtest,
        "titled": head.titled(backtest),
        "stale": head.is_stale(backtest),
        "case": found.case,
        "referral": found.referral,
        "age": age_on(found.referral.birth_date, found.referral.receipt),
        "signed": found.signed,
        "decided": words.DECIDED[found.case.decided],
        "shift": words.shift_words(found.case.shift),
        "query": request.GET.urlencode(),
    }
    return render(request, "referrals/backtest/case.html", context | _both(backtest, found))


def _both(backtest: Backtest, found: queries.Flipped) -> dict[str, Any]:
    """The two trees and the rows that differ; against people, the tree before is of the proposal they had."""
    new = tested_rules(backtest)
    old = engine.compiled(backtest.against) if backtest.against else None
    day = max(found.referral.receipt, asked_from(backtest.first_day, new, old))
    after = _tree(found, as_of(new, day))
    before = _tree(found, as_of(old, day) if old else engine.compiled(found.proposal.rule_set))
    return {"before": before, "after": after, "differing": differing(before, after), "people": old is None}


def _tree(found: queries.Flipped, rules: Rules) -> dict[str, Any]:
    return reason_tree(
        json.loads(found.proposal.facts),
        rules=rules,
        world=engine.world_of(found.proposal.snapshot),
        on=found.proposal.made_on,
        lang=rule_language(),
    )
