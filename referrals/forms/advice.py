"""What would make a referral better, what helps most first; and what the municipality can do meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from referrals.forms import choices
from referrals.forms.answers import DEGREES, municipal_measures_of, step

VAGUE = ("opptrening", "trening", "rehabilitering", "opphold")
SHORT_GOAL = 40


def advice_for(form: Mapping[str, Any], *, missing: Sequence[str]) -> list[str]:
    """Sentences; `missing`: the names of the facts that the outcome depends on and the referrer knows."""
    return [
        *_functions(form),
        *_missing(missing),
        *_tried(form),
        *_goal(form),
        *_situation(form),
        *_medicines(form),
    ]


def _functions(form: Mapping[str, Any]) -> Iterator[str]:
    answers = step(form, "function")
    if not answers:
        return
    unknown = [choices.lowered(words) for area, words in choices.AREAS if answers.get(area) == "unknown"]
    empty = [area for area, _words in choices.AREAS if not answers.get(area)]
    if unknown:
        yield _(
            "Set to «don't know»: {areas}. An answer can show a need for a multidisciplinary team."
        ).format(areas=", ".join(unknown))
    if len(empty) == len(choices.AREAS):
        yield _("Say how much each function is hindered. That weighs more than the diagnosis.")
    elif empty:
        yield _("Some functions have no answer. Answer those you know.")


def _missing(missing: Sequence[str]) -> Iterator[str]:
    for one in missing[:2]:
        yield _("Answer «{fact}». Otherwise the unit may ask you later.").format(fact=one)


def _tried(form: Mapping[str, Any]) -> Iterator[str]:
    answers = step(form, "function")
    if not answers:
        return
    rows = answers.get("tried") or []
    names = dict(choices.MEASURES)
    thin = [
        choices.lowered(names[row["measure"]])
        for row in rows
        if row.get("weeks") in (None, "") or not row.get("effect")
    ]
    if thin:
        yield _("Write length and effect for: {measures}.").format(measures=", ".join(thin))
    elif not rows and not answers.get("tried_else"):
        yield _("Say what has been tried in the municipality, or that nothing has.")
    elif municipal_measures_of(form) == "sufficient":
        yield _("All that was tried had good effect. Write what it does not cover.")
    if rows and not str(answers.get("own_training") or "").strip():
        yield _("Two sentences about own training help.")


def _goal(form: Mapping[str, Any]) -> Iterator[str]:
    answers = step(form, "goal")
    text = str(answers.get("goal_text") or "").strip()
    vague = len(text) < SHORT_GOAL and any(word in text.lower() for word in VAGUE)
    if not answers or not text or vague:
        yield _("A concrete goal (step 4) weighs more than «training».")
    if answers.get("earlier_stay") == "yes" and answers.get("significant_change") in ("", None, "unknown"):
        yield _("Say whether function has changed much since the last stay (step 4).")


def _situation(form: Mapping[str, Any]) -> Iterator[str]:
    if form.get("diagnosis") and not str(step(form, "diagnosis").get("situation") or "").strip():
        yield _("Write what has happened, course and findings (step 2).")
    if form.get("function") and not str(step(form, "function").get("function_text") or "").strip():
        yield _("An example from daily life shows function better than a degree.")


def _medicines(form: Mapping[str, Any]) -> Iterator[str]:
    answers = step(form, "practical")
    if answers and not answers.get("medicines_attached") and not answers.get("medicines"):
        yield _("Attach the medicine list (step 5).")


def municipal_help(form: Mapping[str, Any], *, place: str) -> list[str]:
    """What is not tried yet, and who in the municipality to turn to; nothing is claimed of what it has."""
    answers = step(form, "function")
    done = {row.get("measure") for row in answers.get("tried") or []}
    found = []
    if answers and any(answers.get(area) in DEGREES[1:] for area, _words in choices.AREAS):
        left = [choices.lowered(words) for measure, words in choices.MEASURES if measure not in done]
        if left and "unavailable" not in (answers.get("tried_else") or []):
            found.append(_("Not tried yet: {measures}.").format(measures=", ".join(left)))
    if place:
        found.append(
            _(
                "The coordinating unit in {place} knows what the municipality offers,"
                " and can start before the answer comes."
            ).format(place=place)
        )
    return found
