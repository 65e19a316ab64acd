"""Begin, cancel and find backtests."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deltytelser.models import RuleSet
from referrals.models import Backtest
from referrals.pages.backtest.head import titled
from referrals.policies.backtests import BACKTEST_ROLES
from referrals.queries import backtests as queries
from referrals.use_cases import backtests as use_cases
from rve.core import clock
from rve.core.errors import DomainError, NotFound
from rve.core.policies import Actor, roles

DECISIONS = "decisions"


@roles(*BACKTEST_ROLES)
@require_GET
def backtests(request: HttpRequest) -> HttpResponse:
    """The latest ones, and a form to try a published version."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = [titled(row) for row in queries.recent(actor)]
    context = {"rows": rows, "versions": queries.versions(actor.region), "decisions": DECISIONS}
    return render(request, "referrals/backtest/list.html", context)


@roles(*BACKTEST_ROLES)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Queues one: of a draft (`draft`) or a version (`rule_set`), against a version or the decisions."""
    try:
        asked = _start(request, request.actor)  # type: ignore[attr-defined]
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("backtests")
    return redirect("backtest", asked.public_id)


def _start(request: HttpRequest, actor: Actor) -> Backtest:
    now, chosen = clock.now(), request.POST.get("against", "")
    if request.POST.get("draft"):
        draft = queries.find_draft(actor, _uuid(request.POST["draft"]))
        against = _against(actor, chosen) if chosen else queries.in_force_for(draft)
        return use_cases.start_for_draft(draft=draft, against=against, by=actor, now=now)
    if not request.POST.get("rule_set"):
        raise DomainError(_("Choose what is to be tried."), field="rule_set")
    tested = queries.version(actor, request.POST["rule_set"])
    return use_cases.start_for_version(
        rule_set=tested, against=_against(actor, chosen or DECISIONS), by=actor, now=now
    )


def _against(actor: Actor, chosen: str) -> RuleSet | None:
    return None if chosen == DECISIONS else queries.version(actor, chosen)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFound(_("There is no such draft here.")) from error


@roles(*BACKTEST_ROLES)
@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Asks it to stop; one that is over stays as it is."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.find(actor, public_id)
    try:
        use_cases.cancel(backtest=found, by=actor, now=clock.now())
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("backtest", public_id)
