"""The cases that get another answer, a page at a time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from deltytelser.rules.difference import OUTCOME
from referrals.backtest.result import Result, from_json
from referrals.models import Backtest, BacktestCase
from referrals.pages.backtest import filters, head, words
from referrals.policies.backtests import BACKTEST_ROLES
from referrals.queries import backtests as queries
from referrals.queries.worklist_rows import age_on
from rve.core import access_log, clock
from rve.core.errors import NotFound
from rve.core.policies import roles

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One changed case, in words; no name."""

    case: BacktestCase
    age: int | None
    letter: str
    before: str
    before_mark: str
    after: str
    after_mark: str
    what: str
    shift: str
    rows: str
    decided: str


@roles(*BACKTEST_ROLES)
@require_GET
def flips(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Rights that are lost first. The page is one row in the access log."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.find(actor, public_id)
    if found.state != Backtest.State.DONE:
        raise NotFound(_("There is no such trial here."))
    result = from_json(found.result)
    asked = filters.from_query(request.GET, result)
    page = Paginator(queries.cases(found, group=asked.group, change=asked.change), PAGE).get_page(
        request.GET.get("page")
    )
    lines = [_line(one, result) for one in page.object_list]
    access_log.seen(
        actor=actor,
        data="backtest",
        basis="control",
        at=clock.now(),
        case_ids=(one.case.referral_id for one in lines),
        patient_ids=(one.case.patient_pk for one in lines),  # type: ignore[attr-defined]
    )
    context = {
        "backtest": found,
        "titled": head.titled(found),
        "stale": head.is_stale(found),
        "lines": lines,
        "page": page,
        "asked": asked,
        "people": result.against_people,
        "facets": filters.facets(result, asked, queries.trust_names(actor.region)),
        "kept": [(name, value) for name in ("rows", "change") for value in request.GET.getlist(name)],
        "cleared_url": reverse("backtest-flips", args=[found.public_id]) if asked.any else "",
    }
    return render(request, "referrals/backtest/flips.html", context)


def _line(case: BacktestCase, result: Result) -> Line:
    before = (
        words.DECIDED[case.old_outcome + 1] if result.against_people else words.OUTCOMES[case.old_outcome]
    )
    same = case.old_delytelse == case.new_delytelse
    letters = [words.letter_words(one) for one in (case.old_delytelse, case.new_delytelse)]
    rows = [result.old_rows.get(case.old_row, ""), result.new_rows.get(case.new_row, "")]
    return Line(
        case=case,
        age=age_on(case.birth_date, case.received_on),  # type: ignore[attr-defined]
        letter=letters[0] if same else " → ".join(letters),
        before=str(before),
        before_mark=words.MARKS[case.old_outcome],
        after=str(words.OUTCOMES[case.new_outcome]),
        after_mark=words.MARKS[case.new_outcome],
        what="" if case.kind == OUTCOME else str(words.KINDS[case.kind]),
        shift=words.shift_words(case.shift),
        rows=" → ".join(dict.fromkeys(one for one in rows if one)),
        decided=str(words.DECIDED[case.decided]),
    )
