"""Words in braces, filled in once: what is put in is never read again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from referrals.letters.errors import LetterError

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def placeholders(text: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each name replaced. LetterError for a name that has no value in this letter."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if not values.get(name):
            raise LetterError(f"The text uses {{{name}}}, which this letter has no value for")
        return values[name]

    return PLACEHOLDER.sub(value, text)


def capital(text: str) -> str:
    """The first letter large, the rest as it was."""
    return text[:1].upper() + text[1:]
