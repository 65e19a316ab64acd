"""The facts of a made-up referral, as a reader sees them: what is known, by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from deltytelser.rules.labels import fact_label, label, value_label
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.told import whole_years
from rve.core.templatetags.rve_ui import short_date

_PLAIN: Final = (
    *("urgency", "function_loss", "goal", "municipal_measures", "significant_change", "self_care"),
    *("night_care", "long_travel", "assessed_here_by_choice", "consent"),
)
_DAYS: Final = ("event_on", "existing_right_deadline")


def facts_in_words(facts: Mapping[str, Any], rules: RuleSet, lang: str) -> list[tuple[str, str]]:
    """Name and value of each fact that is known; those of form (reference, day of referral) are left out."""
    return list(_known(facts, rules, lang))


def _known(facts: Mapping[str, Any], rules: RuleSet, lang: str) -> Iterator[tuple[str, str]]:
    receipt = facts.get("first_received_on") or facts["received_on"]
    yield fact_label(rules, "received_on", lang), _day(receipt)
    yield fact_label(rules, "age", lang), str(_age(facts, receipt))
    yield (
        fact_label(rules, "referrer.kind", lang),
        value_label(rules, "referrer.kind", facts["referrer"]["kind"], lang),
    )
    codes = ", ".join(one["code"] for one in facts.get("diagnoses", ()))
    yield fact_label(rules, "diagnoses", lang), codes or "–"
    for name, title in (("conditions", _("Ticked")), ("conditions_denied", _("Answered no"))):
        if facts.get(name):
            yield title, ", ".join(label(rules, "conditions", one, lang).lower() for one in facts[name])
    for name in _PLAIN:
        if facts.get(name) is not None:
            yield fact_label(rules, name, lang), value_label(rules, name, facts[name], lang)
    for name in _DAYS:
        if facts.get(name):
            yield fact_label(rules, name, lang), _day(facts[name])
    for need, value in (facts.get("needs") or {}).items():
        if value is not None:
            yield fact_label(rules, f"needs.{need}", lang), value_label(rules, need, value, lang)
    stays = ", ".join(
        f"{one['delytelse']} {_day(one['ended_on'])}" for one in facts.get("earlier_stays") or ()
    )
    if stays:
        yield fact_label(rules, "earlier_stays", lang), stays


def _day(text: str) -> str:
    return str(short_date(dt.date.fromisoformat(text)))


def _age(facts: Mapping[str, Any], receipt: str) -> int:
    return whole_years(dt.date.fromisoformat(facts["patient"]["birth_date"]), dt.date.fromisoformat(receipt))
