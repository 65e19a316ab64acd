"""The paragraphs a person may pick into a letter, from `templates/letters/{nb,nn}/library.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import yaml

from referrals.letters.data import LANGUAGES, Paragraph
from referrals.letters.errors import LetterError
from referrals.letters.fill import PLACEHOLDER, placeholders
from referrals.letters.paragraphs import ALWAYS_KNOWN
from referrals.letters.words import TEXTS, voice

# Known in every letter that may take a paragraph, whoever reads it.
KNOWN = (ALWAYS_KNOWN - {"received"}) | voice("nb", "patient").keys()

# Readers to whom a paragraph that says "you" of the patient makes no sense.
NOT_ADDRESSED = ("referrer", "institution")
_YOU = re.compile(r"\b(du|deg|din|di|ditt|dine)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Pick:
    """A paragraph of the library, and the kinds of letter it is meant for."""

    paragraph: Paragraph
    kinds: tuple[str, ...]


@cache
def shipped_picks(language: str) -> tuple[Pick, ...]:
    """The library that ships, in the order of the file; the kinds are those of the nb file."""
    if language not in LANGUAGES:
        raise LetterError(f"No library in {language!r}")
    kinds = {key: tuple(one["kinds"]) for key, one in _loaded("nb").items()}
    return tuple(
        Pick(Paragraph(key, one["heading"], " ".join(one["text"].split())), kinds[key])
        for key, one in _loaded(language).items()
    )


@cache
def _loaded(language: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(
        (TEXTS / language / "library.yaml").read_text(encoding="utf-8")
    )
    return found


def unknown_names(paragraph: Paragraph) -> list[str]:
    """Names in braces that not every letter knows: such a paragraph cannot be filled in."""
    return sorted((placeholders(paragraph.text) | placeholders(paragraph.heading)) - KNOWN)


def speaks_to_the_patient(paragraph: Paragraph) -> bool:
    """Whether it says "you" in plain words: in braces, the word becomes right for each reader."""
    return bool(_YOU.search(PLACEHOLDER.sub("", paragraph.text)))
