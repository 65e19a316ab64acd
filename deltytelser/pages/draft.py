"""One draft: what it changes, whom it touches, what the checks say, and who puts it in force."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from deltytelser.catalogue.write import zip_of
from deltytelser.checks.report import Report
from deltytelser.forms.draft_head import DraftHead
from deltytelser.models import RuleDraft
from deltytelser.pages.checks_shown import counts_of
from deltytelser.pages.differences import shown_differences
from deltytelser.pages.draft_findings import Findings, report_of, shown_findings
from deltytelser.pages.draft_history import history_of
from deltytelser.pages.draft_reading import (
    base_rules,
    draft_of,
    editors_of,
    rules_of,
    stale_words,
    version_in,
)
from deltytelser.pages.draft_rows_shown import draft_table, views_of
from deltytelser.pages.draft_state import names, turn_of
from deltytelser.pages.drafts import say_in
from deltytelser.pages.reading import WRITERS, rules_language
from deltytelser.use_cases.drafts import change_head
from rve.core import clock
from rve.core.errors import DomainError, Stale
from rve.core.policies import Actor, roles

State = RuleDraft.State


@roles(*WRITERS)
@require_GET
def draft(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The whole draft, or with `?table=` one of its tables to change."""
    found = draft_of(request, public_id)
    table = request.GET.get("table", "")
    context = context_of(request, found, table)
    if table:
        context["table"] = draft_table(found, table, context["lang"])
        if context["table"] is None:
            raise Http404(table)
        return render(request, "deltytelser/draft/table.html", context)
    context |= _whole(found, context["lang"])
    return render(request, "deltytelser/draft/page.html", context)


def context_of(request: HttpRequest, found: RuleDraft, chosen: str) -> dict[str, Any]:
    """What every page of a draft shows: its head, whose turn it is, and the list at the left."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lang, here = rules_language(), reverse("rule-draft", args=[found.public_id])
    return {
        "draft": found,
        "lang": lang,
        "turn": turn_of(found, actor),
        "editors": names([one.name for one in editors_of(found)]),
        "views": views_of(found, chosen, lang, here),
        "today": clock.today(),
    }


def _whole(found: RuleDraft, lang: str) -> dict[str, Any]:
    return {
        "differences": shown_differences(base_rules(found), rules_of(found), lang),
        "backtest": _address_of("backtest-panel", found),
        "refused": _refused(found, lang),
        "history": history_of(found),
    }


def _refused(found: RuleDraft, lang: str) -> Findings | None:
    """What the checks found when they were last run to publish it."""
    if not found.report or found.state != State.OPEN:
        return None
    return shown_findings(found, Report.from_json(found.report), rules_of(found), lang)


def _address_of(name: str, found: RuleDraft) -> str:
    try:
        return reverse(name, args=[found.public_id])
    except NoReverseMatch:
        return ""


@roles(*WRITERS)
@require_GET
def checks(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part of the page that takes a moment: every check of the draft as it stands."""
    found, lang = draft_of(request, public_id), rules_language()
    stored = found.published_as.report if found.published_as else ""
    report = Report.from_json(stored) if stored else report_of(found)
    context = {
        "draft": found,
        "turn": turn_of(found, request.actor),  # type: ignore[attr-defined]
        "counts": counts_of(_tried(report).to_json()),
        "findings": shown_findings(found, report, rules_of(found), lang),
        "whole_page": "HX-Request" not in request.headers,
    }
    return render(request, "deltytelser/draft/checks.html", context)


def _tried(report: Report) -> Report:
    """Without the figure of what was not tried: mutants, while there was no time for them."""
    kept = {name: value for name, value in report.figures.items() if value or not name.startswith("mutants")}
    return replace(report, figures=kept)


@roles(*WRITERS)
@require_GET
def state(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Asked every other second while the checks run; the whole page is loaded anew once they are done."""
    found = draft_of(request, public_id)
    if found.state != State.CHECKING:
        done = HttpResponse(status=200)
        done["HX-Refresh"] = "true"
        return done
    return render(request, "deltytelser/draft/_checking.html", {"draft": found})


@roles(*WRITERS)
@require_GET
def download(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The draft's files as YAML in a zip file, to be read or changed elsewhere."""
    found = draft_of(request, public_id)
    answer = HttpResponse(zip_of(found.content), content_type="application/zip")
    name = slugify(found.title)[:40] or "draft"
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def head(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Title, reason and first day."""
    found = draft_of(request, public_id)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    first = {"title": found.title, "why": found.why, "first_day": found.first_day}
    form = DraftHead(request.POST or None, initial=first)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_head(
                draft=found, by=actor, now=clock.now(), version=version_in(request), **form.cleaned_data
            )
            return redirect("rule-draft", found.public_id)
        except Stale as error:
            form.add_error(None, stale_words(found, actor))
            status = error.status
        except DomainError as error:
            say_in(form, error)
            status = error.status
    context = context_of(request, found, "") | {"form": form}
    return render(
        request,
        "deltytelser/draft/head.html",
        context,
        status=400 if form.errors and status == 200 else status,
    )
