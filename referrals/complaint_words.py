"""The closed words of a complaint, for list, form, page and figures."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

STATUS = {
    "received": _("received"),
    "awaiting_formalities": _("waits for formalities"),
    "in_review": _("in review"),
    "overturned": _("overturned"),
    "partly_overturned": _("partly overturned"),
    "upheld_sent": _("at Statsforvalteren"),
    "returned_upheld": _("Statsforvalteren: upheld"),
    "returned_changed": _("Statsforvalteren: changed"),
    "returned_quashed": _("Statsforvalteren: quashed"),
    "dismissed": _("dismissed"),
    "withdrawn": _("complaint withdrawn"),
}
# The shape of the mark beside the state (static/rve/style.css).
MARKS = {
    "overturned": "rett",
    "partly_overturned": "rett",
    "dismissed": "nei",
    "upheld_sent": "videre",
    "returned_upheld": "nei",
    "returned_changed": "rett",
    "returned_quashed": "mangler",
    "awaiting_formalities": "mangler",
    "in_review": "skjonn",
}
CHANNEL = (
    ("paper", _("On paper")),
    ("digital", _("Digitally")),
    ("phone", _("Noted by phone")),
)
ABOUT = (
    ("right", _("The right")),
    ("deadline", _("The deadline for start")),
    ("place", _("The place")),
    ("lateness", _("No assessment in time")),
)
COMPLAINANT = (
    ("patient", _("The patient")),
    ("parent", _("Parent")),
    ("guardian", _("Guardian")),
    ("authorised", _("Someone with written authority")),
    ("lawyer", _("Lawyer")),
    ("child_welfare", _("Child welfare service")),
    ("other", _("Another")),
)
CAUSE = (
    ("new_facts", _("New facts")),
    ("other_judgement", _("Another judgement of the same facts")),
    ("error_in_facts", _("An error in the facts")),
    ("error_in_law", _("An error in the law")),
)
OUTCOME = {
    "overturned": _("Overturned"),
    "partly_overturned": _("Partly overturned"),
    "upheld": _("Upheld"),
    "upheld_sent": _("Upheld and sent"),
    "dismissed": _("Dismissed"),
    "withdrawn": _("Withdrawn by the complainant"),
}
PLANNED = (
    ("overturned", _("All of it")),
    ("partly_overturned", _("A part of it")),
)
ANSWER = (
    ("upheld", _("Upheld: our decision stands")),
    ("changed", _("Changed: Statsforvalteren decided otherwise")),
    ("quashed", _("Quashed: sent back to us")),
)
SHORT_ANSWER = {
    "upheld": _("our decision stands"),
    "changed": _("decided otherwise"),
    "quashed": _("quashed and sent back"),
}
LATENESS = {
    "in_time": _("In time"),
    "to_judge": _("Too late: must be judged"),
    "taken": _("Too late, and taken all the same"),
    "refused": _("Too late, and refused"),
    "over_a_year": _("More than a year after the decision"),
}
SHORT_ABOUT = {
    "right": _("right"),
    "deadline": _("deadline"),
    "place": _("place"),
    "lateness": _("lateness"),
    "dismissal": _("the dismissal"),
}


def word(choices: Iterable[tuple[str, object]], code: str) -> str:
    """The word of a code; the code itself where there is none."""
    return next((str(words) for one, words in choices if one == code), code)


def about_words(codes: Iterable[str]) -> str:
    """«rett, frist»."""
    return ", ".join(str(SHORT_ABOUT.get(code, code)) for code in codes)


def number_of(reference: str) -> str:
    """«K1», the complaint's own part of its reference."""
    return reference.rpartition("-")[2]
