"""What facts, values and conditions are called, and what to ask the referrer: labels.yaml, in nb and nn."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import NEEDS

_MONTHS: Final = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]
# The grounds are the assessor's to settle; everything else is asked of the referrer.
ASSESSORS_FACTS: Final = frozenset(f"needs.{need}" for need in NEEDS)


def day_in_words(iso: str) -> str:
    """`15. april 2026`, alike in nb and nn."""
    day = date.fromisoformat(iso)
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def _entry(rules: RuleSet, group: str, name: str) -> dict[str, Any]:
    entries = rules.labels.get(group)
    found = entries.get(name) if isinstance(entries, dict) else None
    return found if isinstance(found, dict) else {}


def label(rules: RuleSet, group: str, name: str, lang: str = "nb") -> str:
    """The name of a fact, value, condition or level; the code itself where labels.yaml has none."""
    return str(_entry(rules, group, name).get(lang, name))


def fact_label(rules: RuleSet, fact: str, lang: str = "nb") -> str:
    """The name of a fact as `missing` gives it: `needs.intensity`, `conditions.stroke`, `event_on`."""
    if fact.startswith("conditions."):
        return label(rules, "conditions", fact.removeprefix("conditions."), lang)
    return label(rules, "facts", fact, lang)


def value_label(rules: RuleSet, fact: str, value: object, lang: str = "nb") -> str:
    """What a fact's value is called: ja, nei, moderat, krysset av."""
    if isinstance(value, bool):
        return label(rules, "values", "yes" if value else "no", lang)
    if value is None:
        return label(rules, "values", "unknown", lang)
    if fact.startswith("conditions."):
        return label(rules, "values", str(value), lang)
    return str(_entry(rules, "values", fact).get(str(value), {}).get(lang, value))


def question(rules: RuleSet, fact: str, lang: str = "nb") -> str:
    """What to ask about a fact, a whole sentence; empty where it is not asked about."""
    group, name = (
        ("conditions", fact.removeprefix("conditions."))
        if fact.startswith("conditions.")
        else ("facts", fact)
    )
    return str(_entry(rules, group, name).get(f"{lang}_question", ""))


def asked_of(fact: str) -> str:
    """Who settles a fact: `assessor` for the grounds, else `referrer`."""
    return "assessor" if fact in ASSESSORS_FACTS else "referrer"
