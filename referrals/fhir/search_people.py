"""Nobody's identity number in an address: addresses are kept in logs. In a body it may stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from referrals.fhir.outcome import Refused
from referrals.fhir.systems import OF_PEOPLE

_PEOPLE = re.compile(r"(patient|subject|for|recipient|sender)[.:]", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\w)\d{6}[ +.-]?\d{5}(?!\w)")


def check_address(parameters: Iterable[tuple[str, Sequence[str]]]) -> None:
    """400 for a parameter of an address that names or could name a person by number."""
    for name, values in parameters:
        if _PEOPLE.match(name) or any(_is_person(text) for text in (name, *values)):
            sentence = _("A person is never named in an address: use POST _search, with it in the body.")
            raise Refused(400, "security", sentence)


def _is_person(text: str) -> bool:
    return any(text.startswith(f"{system}|") for system in OF_PEOPLE) or bool(_NUMBER.search(text))
