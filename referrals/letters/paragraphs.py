"""The paragraph library that ships, from `templates/letters/{nb,nn}/paragraphs.yaml`, and its checks.

Keys are the same in both languages and unique over all kinds of letter, so a region may word one anew
by its key alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import yaml

from referrals.letters.data import KINDS, LANGUAGES, Paragraph
from referrals.letters.errors import LetterError
from referrals.letters.fill import placeholders
from referrals.letters.words import TEXTS, voice

_GRANTED = ("deadline_not_kept", "helfo", "choose_place", "renewed_assessment", "complaint")
_CLOSING = ("patient_ombud", "interpreter", "interpreter_place", "language_help")
_DECIDED: Mapping[str, tuple[str, ...]] = {
    "granted_time": ("practical", "referrer_granted", *_GRANTED, *_CLOSING),
    "granted_week": ("practical_week", "referrer_granted", *_GRANTED, *_CLOSING),
    "refused": (
        "municipal_responsibility",
        "referrer_refused",
        "what_now",
        "choose_assessor",
        "renewed_assessment",
        "complaint_refusal",
        *_CLOSING,
    ),
    "redirected": (
        "redirect_next",
        "referrer_redirected",
        "choose_assessor",
        "complaint_redirect",
        *_CLOSING,
    ),
}
# A new decision after a complaint may be any of them.
_ANY_DECISION = tuple(dict.fromkeys(key for keys in _DECIDED.values() for key in keys))
KEYS: Mapping[str, tuple[str, ...]] = {
    **_DECIDED,
    "time_set": (
        "practical",
        "deadline_not_kept",
        "helfo",
        "choose_place",
        "complaint_time",
        *_CLOSING,
    ),
    "changed_place": (
        "practical",
        "practical_week",
        "deadline_not_kept",
        "helfo",
        "choose_place",
        "complaint_time",
        *_CLOSING,
    ),
    "deadline_not_kept": (
        "practical",
        "practical_week",
        "helfo",
        "choose_place",
        "complaint_time",
        *_CLOSING,
    ),
    "complaint_received": (
        "complaint_next",
        "complaint_next_late",
        "complaint_next_dismissal",
        "complaint_more",
        *_CLOSING,
    ),
    "complaint_formalities": ("formalities_next", *_CLOSING),
    "preliminary_answer": ("preliminary_why", "preliminary_next", *_CLOSING),
    "overturned": _ANY_DECISION,
    "partly_overturned": ("partly_rest", *_ANY_DECISION),
    "dismissed": ("decision_stands", "dismissed_next", *_CLOSING),
    "upheld_sent": ("upheld_next", "upheld_next_dismissal", "upheld_comment", *_CLOSING),
    "returned": (
        "returned_upheld",
        "returned_changed",
        "returned_quashed",
        "returned_upheld_dismissal",
        "returned_dismissal_gone",
        "returned_more",
        *_CLOSING,
    ),
    "question": ("answer_how", "clock_runs"),
    "receipt": ("receipt_next", "receipt_changes"),
}
# What a paragraph must still say when a team lead has worded it anew (beginnings of words, nb and nn).
MUST_SAY: Mapping[str, tuple[str, ...]] = {
    "deadline_not_kept": ("Helfo", "kontakt"),
    "helfo": ("Helfo", "kontakt"),
    "choose_place": ("vel", "avtale"),
    "choose_assessor": ("vel", "vurder"),
    "renewed_assessment": ("vurdering", "én gang|éin gong"),
    "complaint": ("klag", "fire ", "Statsforvaltaren|Statsforvalteren"),
    "complaint_refusal": ("klag", "fire ", "Statsforvaltaren|Statsforvalteren"),
    "complaint_redirect": ("klag", "fire ", "Statsforvaltaren|Statsforvalteren"),
    "complaint_time": ("klag", "fire ", "Statsforvaltaren|Statsforvalteren"),
    "patient_ombud": ("{ombud}|{Ombud}",),
    "language_help": ("tolk",),
    "interpreter": ("tolk",),
    "interpreter_place": ("tolk", "{interpreter}"),
    "complaint_next": ("annan|annen|anna ", "Statsforvaltaren|Statsforvalteren"),
    "formalities_next": ("avvis", "{complaint_address}"),
    "dismissed_next": ("klag", "fire ", "Statsforvaltaren|Statsforvalteren"),
    "partly_rest": ("klag", "Statsforvaltaren|Statsforvalteren"),
    "complaint_next_dismissal": ("annan|annen|anna ", "Statsforvaltaren|Statsforvalteren"),
    "upheld_next_dismissal": ("Statsforvaltaren|Statsforvalteren",),
    "upheld_next": ("Statsforvaltaren|Statsforvalteren",),
    "upheld_comment": ("merknad",),
}
ALWAYS_KNOWN = frozenset({"complaint_address", "ombud", "Ombud", "received", "reference"})


@cache
def library(language: str) -> tuple[Paragraph, ...]:
    """Every paragraph that ships, in the order of the file."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(
        (TEXTS / language / "paragraphs.yaml").read_text(encoding="utf-8")
    )
    return tuple(
        Paragraph(key, one.get("heading", ""), " ".join(one["text"].split())) for key, one in loaded.items()
    )


@cache
def standard_paragraphs(kind: str, language: str) -> tuple[Paragraph, ...]:
    """The shipped paragraphs of one kind of letter, in the order of the letter.

    Some exclude each other (`deadline_not_kept` and `helfo`); the letter picks.
    LetterError for an unknown kind or language.
    """
    if kind not in KINDS or language not in LANGUAGES:
        raise LetterError(f"No letter of kind {kind!r} in {language!r}")
    by_key = {one.key: one for one in library(language)}
    return tuple(by_key[key] for key in KEYS[kind])


def merged(standard: Iterable[Paragraph], own: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """The standard paragraphs with a region's own wording put in by key; other keys are left out."""
    by_key = {one.key: one for one in own}
    return tuple(by_key.get(one.key, one) for one in standard)


def paragraph_problems(paragraph: Paragraph, language: str) -> tuple[tuple[str, str], ...]:
    """Why a reworded paragraph cannot be used: `(code, detail)`; empty when it can.

    Codes: `unknown_key`, `empty`, `unknown_placeholder` (detail: its name), `must_say` (detail: the words,
    alternatives with a bar between).
    """
    by_key = {one.key: one for one in library(language)}
    if paragraph.key not in by_key:
        return (("unknown_key", paragraph.key),)
    if not paragraph.text.strip():
        return (("empty", ""),)
    known = ALWAYS_KNOWN | placeholders(by_key[paragraph.key].text) | voice(language, "patient").keys()
    used = placeholders(paragraph.text) | placeholders(paragraph.heading)
    unknown = [("unknown_placeholder", name) for name in sorted(used - known)]
    said = paragraph.text.casefold()
    silent = [
        ("must_say", words)
        for words in MUST_SAY.get(paragraph.key, ())
        if not any(word.casefold() in said for word in words.split("|"))
    ]
    return (*unknown, *silent)
