"""The fixed words of letters, per language, from `templates/letters/{nb,nn}/words.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from referrals.letters.errors import LetterError
from referrals.letters.fill import capital

TEXTS = Path(__file__).resolve().parents[2] / "templates" / "letters"


@cache
def _words(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((TEXTS / language / "words.yaml").read_text(encoding="utf-8"))
    return loaded


def has_phrase(language: str, group: str, name: str) -> bool:
    return name in _words(language)[group]


def phrase(language: str, group: str, name: str) -> str:
    """One phrase, `phrase("nb", "labels", "place")`. LetterError where there is none."""
    try:
        found: str = _words(language)[group][name]
    except KeyError:
        raise LetterError(f"No words for {group}.{name} in {language}") from None
    return found


def voice(language: str, role: str) -> dict[str, str]:
    """How a letter speaks to one in this role: who acts, who it is about; each also with a capital."""
    forms: dict[str, str] = _words(language)["voices"][role]
    return forms | {capital(name): capital(form) for name, form in forms.items()}
