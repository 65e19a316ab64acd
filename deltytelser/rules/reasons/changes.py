"""A counterfactual in words: what would have to be different, and what it would give.

For the assessor and the referrer; never for the patient's letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deltytelser.rules.labels import fact_label, label, value_label
from deltytelser.rules.phrases import in_sentence
from deltytelser.rules.reasons.words import CHANGES, say
from deltytelser.rules.ruleset import RuleSet


def changes_in_words(rules: RuleSet, one: Mapping[str, Any], lang: str) -> str:
    """«Hvis svaret på «Kommunale tiltak» var «Prøvd, ikke tilstrekkelige»: rett til rehabilitering».

    `one` is an entry of the proposal's counterfactuals: `changes` and `outcome`.
    """
    outcome = in_sentence(label(rules, "outcomes", one["outcome"], lang))
    return say(CHANGES["if"], lang, _conditions(rules, one["changes"], lang), outcome)


def _conditions(rules: RuleSet, changes: Mapping[str, Any], lang: str) -> str:
    answers: dict[str, list[str]] = {}
    parts: list[str] = []
    for fact, value in changes.items():
        name = fact_label(rules, fact, lang)
        if value in (True, False) or value in ("ticked", "denied"):
            answers.setdefault("yes" if value in (True, "ticked") else "no", []).append(f"«{name}»")
        else:
            parts.append(say(CHANGES["was"], lang, name, value_label(rules, fact, value, lang)))
    both = CHANGES["and"][lang]
    parts += [say(CHANGES[answer], lang, both.join(names)) for answer, names in answers.items()]
    return both.join(parts)
