"""What stands beside the rows of a draft: dated values, and the cases with the answers they must give."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from deltytelser.forms.setting_value import SettingValue
from deltytelser.models import RuleDraft
from deltytelser.pages.draft import context_of
from deltytelser.pages.draft_findings import report_of
from deltytelser.pages.draft_reading import draft_of, rules_of, stale_words, version_in
from deltytelser.pages.facts_in_words import facts_in_words
from deltytelser.pages.reading import WRITERS
from deltytelser.pages.shown_beside import expected_words, shown_beside
from deltytelser.rules.golden import GoldenCase
from deltytelser.rules.labels import label
from deltytelser.rules.ruleset import RuleSet
from deltytelser.use_cases.draft_saving import base_of, files_of
from deltytelser.use_cases.drafts import change_value
from rve.core import clock
from rve.core.errors import DomainError, Stale
from rve.core.policies import Actor, roles


@dataclass(frozen=True, slots=True)
class ShownCase:
    """`found` is empty where the case holds; `was` where its answer is the version's own."""

    id: str
    text: str
    expected: str
    found: str
    was: str
    facts: list[tuple[str, str]]


@roles(*WRITERS)
@require_GET
def cases(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Every case, those that give another answer first."""
    draft = draft_of(request, public_id)
    context = context_of(request, draft, "cases")
    rules, lang = rules_of(draft), context["lang"]
    report = report_of(draft)
    found = {one.row: one.details.get("found", {}) for one in report.of("cases")}
    before = {one["id"]: one["expected"] for one in (base_of(draft).get("cases.yaml") or {}).get("rows", ())}
    shown = [_case(one, rules, lang, found.get(one.id), before.get(one.id)) for one in rules.cases]
    context |= {
        "differing": [one for one in shown if one.found],
        "cases": [one for one in shown if not one.found],
        "every": len(shown),
    }
    return render(request, "deltytelser/draft/cases.html", context)


def _case(case: GoldenCase, rules: RuleSet, lang: str, found: Any, before: Any) -> ShownCase:
    def words(answer: Any) -> str:
        return expected_words(rules, {"expected": answer}, lang)

    return ShownCase(
        id=case.id,
        text=case.text.get(lang, case.text["nb"]),
        expected=words(case.expected),
        found=words(found) if found else "",
        was=words(before) if before and before != case.expected else "",
        facts=facts_in_words(case.facts, rules, lang),
    )


@roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def values(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The dated values on the first day; with `?setting=` one of them to change."""
    draft = draft_of(request, public_id)
    context = context_of(request, draft, "settings")
    rules, lang, name = rules_of(draft), context["lang"], request.GET.get("setting", "")
    if not name:
        shown = shown_beside(rules, "settings", on=draft.first_day, everything=False, lang=lang)
        names = list(files_of(draft)["settings.yaml"]["settings"])
        context |= {"beside": shown, "lines": list(zip(names, shown.lines, strict=False))}
        return render(request, "deltytelser/draft/values.html", context)
    form = SettingValue(request.POST or None, rules=rules, present=_present(draft, name), lang=lang)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _saved(request, draft, name, form)
        if not form.errors:
            messages.success(request, _("Saved in the draft."))
            return redirect("rule-draft-values", draft.public_id)
    context |= {"form": form, "name": label(rules, "settings", name, lang)}
    return render(
        request,
        "deltytelser/draft/value.html",
        context,
        status=status if status != 200 else 400 if form.errors else 200,
    )


def _present(draft: RuleDraft, name: str) -> dict[str, Any]:
    """The value in force on the first day; 404 for a setting that is none."""
    every = files_of(draft)["settings.yaml"]["settings"].get(name)
    first = draft.first_day.isoformat()
    in_force = [one for one in every or () if one["from"] <= first]
    if not in_force:
        raise Http404(name)
    found: dict[str, Any] = in_force[-1]
    return found


def _saved(request: HttpRequest, draft: RuleDraft, name: str, form: SettingValue) -> int:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    who: dict[str, Any] = {"by": actor, "now": clock.now(), "version": version_in(request)}
    try:
        change_value(draft=draft, setting=name, **form.raw(), **who)
    except Stale as error:
        form.add_error(None, stale_words(draft, actor))
        draft.refresh_from_db()
        return error.status
    except DomainError as error:
        form.add_error("value" if error.field == "value" else None, error.message)
        return error.status
    return 200
