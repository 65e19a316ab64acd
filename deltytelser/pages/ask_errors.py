"""What the rules refuse, in words beside the field it is about."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deltytelser.rules.errors import InvalidFacts

_STAY: Final = re.compile(r"earlier_stays\[(\d+)\]")
_WORDS: Final = {
    "is after received_on": gettext_lazy("This is after the day of receipt."),
    "is after event_on": gettext_lazy(
        "The patient was not born when it happened: look at the age or the date."
    ),
    "is not a municipality": gettext_lazy("This is no municipality."),
    "is in the list already": gettext_lazy("This diagnosis is in the list already."),
    "must have at least 1 item": gettext_lazy("Choose a diagnosis."),
    "is at the end of the calendar": gettext_lazy("This day is too late: the calendar ends."),
}
_NO_RULE: Final = "no rule"


def in_words(error: InvalidFacts) -> tuple[str, str]:
    """The field of the page and the sentence that goes with it."""
    field = _field(error.field or "")
    known = _WORDS.get(error.message)
    if known is not None:
        return field, str(known)
    if error.message.startswith(_NO_RULE):
        return field, _("No rules were in force on that day.")
    return field, _("The rules cannot read this.")


def _field(name: str) -> str:
    if name == "patient.birth_date":
        return "age"
    if name.startswith("diagnoses"):
        return "diagnoses"
    return _STAY.sub(r"earlier_stays.\1", name)
