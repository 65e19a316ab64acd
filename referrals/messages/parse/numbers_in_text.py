"""Free text is kept in clear: an identity number somebody wrote into it is taken out."""

from __future__ import annotations

import re

from rve.core import identity_numbers
from rve.core.errors import DomainError

_ELEVEN = re.compile(r"(?<![0-9])[0-9]{6}[ .-]?[0-9]{5}(?![0-9])")
IN_ITS_PLACE = "[nummeret står i meldingen]"


def without_numbers(text: str) -> str:
    """The text with every valid identity number replaced; the message itself is kept, encrypted."""
    return _ELEVEN.sub(_replaced, text)


def _replaced(found: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9]", "", found.group())
    try:
        identity_numbers.parse(digits, synthetic=True)
    except DomainError:
        return found.group()
    return IN_ITS_PLACE
