"""One backtest: how far it has come, then its figures."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from referrals.backtest.result import from_json
from referrals.models import Backtest
from referrals.pages.backtest import filters, head
from referrals.pages.backtest.figures import Names, figures
from referrals.policies.backtests import BACKTEST_ROLES
from referrals.queries import backtests as queries
from rve.core import clock
from rve.core.policies import Actor, roles


@roles(*BACKTEST_ROLES)
@require_GET
def page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The figures of the group that the address asks for; the bar while it runs. No person is shown."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.find(actor, public_id)
    context = _head(found)
    if found.state == Backtest.State.DONE:
        context |= _figures(request, actor, found)
    return render(request, "referrals/backtest/page.html", context)


@roles(*BACKTEST_ROLES)
@never_cache
@require_GET
def state(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The bar alone, asked for again and again; once it is over the whole page is to be loaded."""
    found = queries.find(request.actor, public_id)  # type: ignore[attr-defined]
    response = render(request, "referrals/backtest/_running.html", _head(found))
    if found.is_over:
        response["HX-Redirect"] = reverse("backtest", args=[found.public_id])
    return response


def _head(found: Backtest) -> dict[str, Any]:
    return {
        "backtest": found,
        "titled": head.titled(found),
        "progress": head.progress(found, now=clock.now()),
        "stale": head.is_stale(found),
    }


def _figures(request: HttpRequest, actor: Actor, found: Backtest) -> dict[str, Any]:
    result = from_json(found.result)
    asked = filters.from_query(request.GET, result)
    areas = queries.trust_names(actor.region)
    names = Names(areas, queries.municipality_names())
    return figures(result, asked, names) | {
        "result": result,
        "asked": asked,
        "facets": filters.facets(result, asked, areas),
        "cleared_url": reverse("backtest", args=[found.public_id]) if asked.any else "",
    }
