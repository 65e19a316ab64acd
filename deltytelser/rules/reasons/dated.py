"""The dated values that a stage used: value, first day and source."""

from __future__ import annotations

from typing import Final

from deltytelser.rules.labels import label, value_label
from deltytelser.rules.phrases import in_sentence
from deltytelser.rules.reasons.reading import Json, Reading
from deltytelser.rules.reasons.rows import is_for, reads_of, told_source
from deltytelser.rules.reasons.words import VALUES, say
from deltytelser.rules.vocabulary import EARLY

_UNITS: Final = {"assessment_virkedager": "virkedager", "early_days": "days", "earliest_start_days": "days"}


def values_of_stage(stage: int, reading: Reading) -> list[Json]:
    """The values that were used to decide a stage, in the order of the rule book."""
    return [_dated(name, reading) for name in _used(stage, reading)]


def _used(stage: int, reading: Reading) -> list[str]:
    facts = reading.case.facts
    if stage == 0:
        return ["assessment_virkedager", "saturday_counts"]
    names = ["early_days"] if _reads_early(stage, reading) else []
    if stage == 4 and facts.get("function_loss") is None:
        names.append("unknown_function_loss_level")
    if stage == 5:
        halves = facts.get("urgency") == "deteriorating"
        names += [*(["deteriorating_halves_weeks"] if halves else []), "earliest_start_days"]
    return [*names, "hf_units_serve"] if stage == 6 else names


def _reads_early(stage: int, reading: Reading) -> bool:
    """Whether a row of the stage that is for the delytelse asks how long ago the event was."""
    return any(
        row.stage == stage and EARLY in reads_of(row) and is_for(row, reading.code)
        for row in reading.case.edition.by_id.values()
    )


def _dated(name: str, reading: Reading) -> Json:
    used = [one for one in reading.rules.settings[name] if one.first <= reading.case.edition.day][-1]
    return {
        "name": name,
        "label": label(reading.rules, "settings", name, reading.lang),
        "value": used.value,
        "words": _words(name, used.value, reading),
        "first": used.first.isoformat(),
        "marks": list(used.marks),
        "sources": [told_source(one, reading) for one in used.source],
    }


def _words(name: str, value: int | bool | str, reading: Reading) -> str:
    if name in _UNITS:
        return say(VALUES[_UNITS[name]], reading.lang, value)
    fact = "function_loss" if name == "unknown_function_loss_level" else name
    return in_sentence(value_label(reading.rules, fact, value, reading.lang))
