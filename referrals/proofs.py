"""The proof of a due day in words a jurist can follow: data in nb and nn, like every legal sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rve.core.dates import MONTHS, short_date, weekday_date

_NUMBERS = {
    "nb": ["null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"],
    "nn": ["null", "éin", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"],
}
_START = {
    "assessment": ("Mottatt {day}, dagen ikke medregnet.", "Motteken {day}, dagen ikkje medrekna."),
    "referrer_answer": ("Spurt {day}, dagen ikke medregnet.", "Spurt {day}, dagen ikkje medrekna."),
    "institution_answer": ("Sendt {day}, dagen ikke medregnet.", "Send {day}, dagen ikkje medrekna."),
    "time_sent": (
        "Signert {day} uten tidspunkt, dagen ikke medregnet.",
        "Signert {day} utan tidspunkt, dagen ikkje medrekna.",
    ),
    "start": (
        "Fristen {due} er satt i vedtaket. En time som flyttes, flytter ikke fristen.",
        "Fristen {due} er sett i vedtaket. Ein time som blir flytta, flyttar ikkje fristen.",
    ),
    "expected_breach": (
        "Ingen tid innen fristen er funnet {day}. Helfo skal kontaktes straks.",
        "Inga tid innan fristen er funnen {day}. Helfo skal kontaktast straks.",
    ),
}
_WORDS = {
    "nb": {
        "virkedager": "{number} virkedager",
        "is_holiday": "{days} er helligdag",
        "are_holidays": "{days} er helligdager",
        "and": "og",
        "saturday": "Lørdag er regnet med.",
        "with_saturdays": "Med lørdager: {day}.",
        "local": "Lengden er en lokal standard.",
    },
    "nn": {
        "virkedager": "{number} yrkedagar",
        "is_holiday": "{days} er heilagdag",
        "are_holidays": "{days} er heilagdagar",
        "and": "og",
        "saturday": "Laurdag er rekna med.",
        "with_saturdays": "Med laurdagar: {day}.",
        "local": "Lengda er ein lokal standard.",
    },
}


def proof_text(clock: Any, lang: str) -> str:
    """The sentences for a clock, or for its stored proof.

    «Mottatt fredag 27. mars 2026, dagen ikke medregnet. Ti virkedager; 2., 3. og 6. april er helligdager. Med
    lørdager: 11. apr. 2026.»
    """
    proof: Mapping[str, Any] = clock if isinstance(clock, Mapping) else clock.proof
    language = "nn" if lang[:2] == "nn" else "nb"
    words = _WORDS[language]
    starts, due = (dt.date.fromisoformat(proof[key]) for key in ("starts_on", "due_on"))
    first = _START[proof["kind"]][language == "nn"]
    found = [first.format(day=weekday_date(starts, language), due=short_date(due))]
    if "virkedager" in proof:
        found.append(_counted(proof, language))
        with_saturdays = dt.date.fromisoformat(proof["due_with_saturdays"])
        if proof["saturday_is_virkedag"]:
            found.append(words["saturday"])
        elif with_saturdays != due:
            found.append(words["with_saturdays"].format(day=short_date(with_saturdays)))
    if proof.get("local"):
        found.append(words["local"])
    return " ".join(found)


def _counted(proof: Mapping[str, Any], language: str) -> str:
    words, number = _WORDS[language], int(proof["virkedager"])
    numbers = _NUMBERS[language]
    spelled = numbers[number].capitalize() if number < len(numbers) else str(number)
    text = words["virkedager"].format(number=spelled)
    holidays = [dt.date.fromisoformat(day) for day in proof["holidays"]]
    if holidays:
        sentence = words["are_holidays" if len(holidays) > 1 else "is_holiday"]
        text += "; " + sentence.format(days=_days(holidays, words["and"]))
    return text + "."


def _days(days: list[dt.date], and_: str) -> str:
    """«2., 3. og 6. april», «31. mars og 1. april»."""
    parts = []
    for index, day in enumerate(days):
        last_of_month = index + 1 == len(days) or days[index + 1].month != day.month
        parts.append(f"{day.day}. {MONTHS[day.month - 1]}" if last_of_month else f"{day.day}.")
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {and_} {parts[-1]}"
