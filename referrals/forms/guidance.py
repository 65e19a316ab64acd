"""The rule book's view while typing: where the case seems to belong, and what would help. Never a gate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from deltytelser.rules.labels import asked_of, fact_label
from deltytelser.rules.render import render
from institutions.models import Municipality
from referrals.forms.advice import advice_for, municipal_help
from referrals.forms.view_of_rules import View, view_of
from rve.core.models import Region

MOST = 4
STAGE_GATE, STAGE_RIGHT = 1, 3


@dataclass(frozen=True, slots=True)
class Guidance:
    """`tone`: good, info or none, with the verdict always in words as well."""

    verdict: str
    why: str = ""
    tone: str = ""
    advice: list[str] = field(default_factory=list)
    municipal: list[str] = field(default_factory=list)
    source: str = ""


def guidance_for(form: Mapping[str, Any], *, region: Region, today: dt.date, language: str) -> Guidance:
    """The guidance for the answers so far."""
    lang = "nn" if language == "nn" else "nb"
    view = view_of(form, region=region, today=today)
    if view is None:
        return Guidance(
            verdict=_("Not enough is known yet."),
            why=_("Birth date, municipality and diagnosis are needed before the rule book can say anything."),
            advice=advice_for(form, missing=[])[:MOST] if form.get("diagnosis") else [],
        )
    verdict, why, tone = _verdict(view, lang)
    asked = [fact_label(view.rules, one, lang).lower() for one in view.now["missing"] if _is_open(one)]
    return Guidance(
        verdict=verdict,
        why=why,
        tone=tone,
        advice=advice_for(form, missing=asked)[:MOST],
        municipal=municipal_help(form, place=_place(form)),
        source=_source(view),
    )


def _is_open(fact: str) -> bool:
    """Asked of the referrer, and not the goal, which has advice of its own."""
    return asked_of(fact) == "referrer" and fact != "goal"


def _verdict(view: View, lang: str) -> tuple[str, str, str]:
    """Where it seems to belong, why, and the tone."""
    decides = _("The unit decides.")
    outcome = view.now["outcome"]
    if outcome == "redirected":
        return _("Seems to belong elsewhere."), _sentence(view.now, view, lang, STAGE_GATE), "info"
    if outcome == "refused" or view.with_grounds["outcome"] == "refused":
        refused = view.now if outcome == "refused" else view.with_grounds
        return (
            _("Seems to belong in the municipality."),
            f"{_sentence(refused, view, lang, STAGE_RIGHT)} {decides}",
            "info",
        )
    if view.with_grounds["outcome"] == "granted":
        if view.without_grounds["outcome"] in {"granted", "manual"}:
            return _("Seems to belong in the specialist health service."), decides, "good"
        why = _(
            "It rests on complexity, competence and intensity, which the unit weighs from what you write."
        )
        return _("May belong in the specialist health service."), why, "info"
    if view.with_grounds["outcome"] == "manual":
        return _("The unit must weigh this."), _sentence(view.with_grounds, view, lang, STAGE_RIGHT), "info"
    return _("Not clear yet."), _("It depends on answers that are missing."), ""


def _sentence(proposal: dict[str, Any], view: View, lang: str, stage: int) -> str:
    """The first reason of a stage, in words."""
    reasons = render(proposal, rules=view.rules, lang=lang)["reasons"]
    return next((str(one["text"]) for one in reasons if one.get("stage") == stage), "")


def _source(view: View) -> str:
    version, letter = view.now["rule_set"]["version"], view.now["delytelse"]
    if not letter:
        return _("Source: rule book {version}.").format(version=version)
    return _("Source: rule book {version}, delytelse {letter}.").format(version=version, letter=letter)


def _place(form: Mapping[str, Any]) -> str:
    number = str((form.get("patient") or {}).get("municipality") or "")
    return Municipality.objects.filter(number=number).values_list("short_name", flat=True).first() or ""
