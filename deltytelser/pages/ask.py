"""«Spør regelboken»: facts in, the proposal live, the tables lit row by row. Nothing is saved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deltytelser import diagnoses as lookup
from deltytelser.pages.ask_examples import examples_of, params_of
from deltytelser.pages.ask_facts import kept
from deltytelser.pages.ask_rules import rules_asked
from deltytelser.pages.ask_shown import page_context
from deltytelser.pages.reading import READERS
from rve.core import clock
from rve.core.policies import roles

_LONGEST_SEARCH = 60


@roles(*READERS)
@never_cache
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """The whole page. An address with empty answers, or with something to do, is written anew first."""
    if request.GET.get("example"):
        return _example(request)
    told, searched = kept(request.GET), request.GET.get("go")
    if told.urlencode() != request.GET.urlencode() and not searched:
        return _to(told)
    today = timezone.localdate(clock.now())
    found = page_context(told, actor=request.actor, today=today)  # type: ignore[attr-defined]
    if searched:
        found |= _hits(request)
    return render(request, "deltytelser/ask/page.html", found)


@roles(*READERS)
@never_cache
@require_GET
def answer(request: HttpRequest) -> HttpResponse:
    """The answer alone, asked for by htmx after each change; the address follows."""
    told = kept(request.GET)
    if request.headers.get("HX-Request") != "true":
        return _to(told)
    today = timezone.localdate(clock.now())
    found = page_context(told, actor=request.actor, today=today)  # type: ignore[attr-defined]
    moved = any(name in request.GET for name in ("add", "remove", "first"))
    response = render(request, "deltytelser/ask/answer.html", found | {"oob": True, "moved": moved})
    response["HX-Replace-Url"] = f"{reverse('rules-ask')}?{told.urlencode()}"
    return response


@roles(*READERS)
@require_GET
def diagnoses(request: HttpRequest) -> HttpResponse:
    """Codes that fit what was typed, to choose among."""
    return render(request, "deltytelser/ask/_hits.html", _hits(request))


def _hits(request: HttpRequest) -> dict[str, Any]:
    typed = request.GET.get("search", "").strip()[:_LONGEST_SEARCH]
    return {"hits": lookup.search(text=typed), "searched": bool(typed)}


def _example(request: HttpRequest) -> HttpResponse:
    """The address of an example, in the rules that are asked."""
    chosen, today = request.GET.get("rule_set", ""), timezone.localdate(clock.now())
    asked = rules_asked(chosen, actor=request.actor, receipt=None, today=today)  # type: ignore[attr-defined]
    cases = {case.id: case for case in examples_of(asked.rules)} if asked.rules else {}
    case = cases.get(request.GET["example"])
    told = QueryDict(mutable=True) if case is None else params_of(case, receipt=asked.day)
    if chosen:
        told["rule_set"] = chosen
    return _to(kept(told))


def _to(told: QueryDict) -> HttpResponse:
    query = f"?{told.urlencode()}" if told else ""
    return HttpResponseRedirect(reverse("rules-ask") + query)
