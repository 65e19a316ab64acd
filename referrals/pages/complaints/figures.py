"""Complaints in figures, for the team lead and the planner: a picture first, the tables under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from deltytelser.models import Delytelse
from deltytelser.queries import version_in_force
from referrals import complaint_words as words
from referrals import engine
from referrals.forms.fields import Day
from referrals.pages.backtest.charts import Chart, Line, chart
from referrals.pages.case_rules import Words, rule_language
from referrals.statistics.complaints import ComplaintFigures, Share, complaint_figures
from rve.core import clock
from rve.core.models import Region, Role
from rve.core.policies import roles
from rve.core.templatetags.rve_ui import decimal_no

TONES = {"overturned": "fill", "partly_overturned": "pale", "upheld": "dark"}


class PeriodForm(forms.Form):
    """The first and the last day, both counted."""

    first = Day(past=False)
    last = Day(past=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: how many were decided, how many changed, and the share in per cent."""

    code: str
    label: str
    decided: int
    changed: int
    percent: str
    url: str = ""


@roles(Role.TEAM_LEAD, Role.PLANNER)
@require_GET
def complaints_figures(request: HttpRequest) -> HttpResponse:
    region, today = request.actor.region, clock.today()  # type: ignore[attr-defined]
    first, last, message = _period(request, today)
    found = complaint_figures(region=region, first=first, last=last)
    rules = _rules(region, today)
    context = {
        "found": found,
        "first": first,
        "last": last,
        "message": message,
        "typed": request.GET,
        "periods": _periods(today, first, last),
        "anything": bool(found.received or found.outcomes or found.dismissed or found.withdrawn),
        "percent": _percent(found.overturned.share),
        "in_time_percent": _percent(found.in_time / found.received if found.received else None),
        "outcomes": _outcomes(found),
        "causes": _chart(found.by_cause, dict(words.CAUSE)),
        "about": _counted(found.by_about, dict(words.ABOUT)),
        "answers": _counted(found.answers, words.SHORT_ANSWER),
        "by_delytelse": _shares(found.by_delytelse, _delytelser(region)),
        "by_row": _rows(found.by_row, rules, today),
        "by_caught_by": [
            (rules.question(code) or rules.fact(code), n) for code, n in found.by_caught_by.items()
        ],
        "months": found.months,
    }
    return render(request, "referrals/complaints/figures.html", context)


def _period(request: HttpRequest, today: dt.date) -> tuple[dt.date, dt.date, str]:
    """The days of the address; twelve whole months up to today where they cannot be read."""
    usual = today.replace(year=today.year - 1, day=1), today
    if not (request.GET.get("first") or request.GET.get("last")):
        return *usual, ""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return *usual, _("Write the days with day, month and year, such as 15.04.2026.")
    first = form.cleaned_data["first"] or usual[0]
    # Nothing has happened after today yet.
    last = min(form.cleaned_data["last"] or today, today)
    if last < first:
        return *usual, _("The last day must not be before the first, nor the first after today.")
    return first, last, ""


def _periods(today: dt.date, first: dt.date, last: dt.date) -> list[tuple[str, str, bool]]:
    """Links to the periods people ask for: words, query, whether it is the one shown."""
    tertial = today.replace(month=(today.month - 1) // 4 * 4 + 1, day=1)
    year = today.replace(month=1, day=1)
    before = year.replace(year=year.year - 1), year - dt.timedelta(days=1)
    asked = (
        (_("Last twelve months"), today.replace(year=today.year - 1, day=1), today),
        (_("This tertial"), tertial, today),
        (_("This year"), year, today),
        (str(before[0].year), *before),
    )
    return [
        (label, urlencode({"first": one.isoformat(), "last": two.isoformat()}), (one, two) == (first, last))
        for label, one, two in asked
    ]


def _rules(region: Region, today: dt.date) -> Words:
    row = version_in_force(region=region, on=today)
    return Words(engine.compiled(row) if row else None, rule_language())


def _percent(share: float | None) -> str:
    return f"{decimal_no(round(share * 100))} %" if share is not None else "–"


def _outcomes(found: ComplaintFigures) -> Chart:
    ended = {**found.outcomes, "dismissed": found.dismissed, "withdrawn": found.withdrawn}
    order = ("overturned", "partly_overturned", "upheld", "dismissed", "withdrawn")
    return chart(
        [Line(str(words.OUTCOME[code]), ended.get(code, 0), TONES.get(code, "grey")) for code in order]
    )


def _chart(numbers: Mapping[str, int], names: Mapping[str, Any]) -> Chart:
    return chart([Line(str(label), numbers.get(code, 0)) for code, label in names.items()])


def _counted(numbers: Mapping[str, int], names: Mapping[str, Any]) -> list[tuple[str, int]]:
    return [(str(label), numbers.get(code, 0)) for code, label in names.items()]


def _delytelser(region: Region) -> dict[str, str]:
    language = get_language() or "nb"
    return {row.code: row.short_in(language) for row in Delytelse.objects.filter(region=region)}


def _shares(found: Mapping[str, Share], names: Mapping[str, str]) -> list[Row]:
    return [
        Row(code, names.get(code, ""), one.decided, one.changed, _percent(one.share))
        for code, one in found.items()
    ]


def _rows(found: Mapping[str, Share], rules: Words, today: dt.date) -> list[Row]:
    """The deciding rows with what each says, and where it stands in the rule book."""
    known = rules.rules.on(today).by_id if rules.rules else {}
    rows = []
    for code, one in found.items():
        row = known.get(code)
        label = row.short.get(rules.lang, "") if row else ""
        rows.append(Row(code, label, one.decided, one.changed, _percent(one.share), row.table if row else ""))
    return rows
