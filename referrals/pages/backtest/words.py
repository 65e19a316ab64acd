"""Numbers of a difference in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deltytelser.rules.difference import AGE_BANDS, DEADLINE, LETTER, LEVEL_KIND, NO_SHIFT, STAY
from deltytelser.rules.vocabulary import DELYTELSE_WORDS, NO_DELYTELSE

Text = str | Promise

# As `columns.OUTCOMES`.
OUTCOMES: tuple[Text, ...] = (
    gettext_lazy("Right"),
    gettext_lazy("Refusal"),
    gettext_lazy("Sent on"),
    gettext_lazy("Facts missing"),
    gettext_lazy("Must be weighed"),
)
MARKS = ("rett", "nei", "videre", "mangler", "skjonn")
KINDS: dict[int, Text] = {
    LETTER: gettext_lazy("Another delytelse"),
    LEVEL_KIND: gettext_lazy("Another level"),
    DEADLINE: gettext_lazy("Another deadline"),
    STAY: gettext_lazy("Another length of stay"),
}
# As `difference.DECIDED`.
DECIDED: tuple[Text, ...] = (
    gettext_lazy("Not decided"),
    gettext_lazy("Granted"),
    gettext_lazy("Refused"),
    gettext_lazy("Sent on"),
)
# As `difference.SHIFTS`.
SHIFTS: tuple[Text, ...] = (
    gettext_lazy("More than 4 weeks sooner"),
    gettext_lazy("2–4 weeks sooner"),
    gettext_lazy("1–2 weeks sooner"),
    gettext_lazy("Up to 1 week sooner"),
    gettext_lazy("Same day"),
    gettext_lazy("Up to 1 week later"),
    gettext_lazy("1–2 weeks later"),
    gettext_lazy("2–4 weeks later"),
    gettext_lazy("More than 4 weeks later"),
)
assert len(SHIFTS) == NO_SHIFT


def letter_words(number: int) -> str:
    """«J», or that there is none."""
    return _("None") if number >= NO_DELYTELSE else DELYTELSE_WORDS[number]


def age_words(band: int) -> str:
    """«18–39 år», «80 år og over»."""
    first = AGE_BANDS[band]
    if band == len(AGE_BANDS) - 1:
        return _("{first} years and over").format(first=first)
    return _("{first}–{last} years").format(first=first, last=AGE_BANDS[band + 1] - 1)


def pair_words(before: int, after: int, *, people: bool) -> str:
    """«Avslag → rett»; against decisions «Innvilget, reglene: avslag»."""
    if people:
        told, said = DECIDED[before + 1], str(OUTCOMES[after]).lower()
        return _("{decided}, the rules: {said}").format(decided=told, said=said)
    return f"{OUTCOMES[before]} → {str(OUTCOMES[after]).lower()}"


def shift_words(days: int | None) -> str:
    """«14 dager før», «7 dager senere»; a dash where there are no two deadlines."""
    if days is None:
        return "–"
    if days == 0:
        return _("same day")
    return _("{n} days sooner").format(n=-days) if days < 0 else _("{n} days later").format(n=days)
