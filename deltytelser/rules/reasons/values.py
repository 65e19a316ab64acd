"""The actual facts behind a cell, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from deltytelser.rules.boxes import Box
from deltytelser.rules.facts_met import NEED_POSITIONS
from deltytelser.rules.labels import day_in_words, fact_label, label, value_label
from deltytelser.rules.phrases import in_sentence, word_phrase
from deltytelser.rules.reasons.reading import Reading
from deltytelser.rules.reasons.words import FACTS, VALUES, say
from deltytelser.rules.vocabulary import (
    AGE,
    AREA,
    CHOSEN_HERE,
    CONSENT,
    DELYTELSE,
    DELYTELSE_WORDS,
    EARLY,
    EXISTING,
    FOUND_BY,
    FUNCTION_LOSS,
    LEVEL,
    LEVELS,
    LONG_TRAVEL,
    LOOKUP,
    NIGHT_CARE,
    REFERRER,
    REQUESTED,
    SAME_STAY,
    SCALAR_DOMAINS,
    SCALAR_NAMES,
    SELF_CARE_AT,
    TICKED,
    URGENCY,
    conditions_in,
)

Fact = tuple[str, object]
_TOLD: Final = {
    URGENCY: ("urgency",),
    NIGHT_CARE: ("night_care",),
    SELF_CARE_AT: ("self_care",),
    EXISTING: ("existing_right_deadline",),
    CONSENT: ("consent",),
    LONG_TRAVEL: ("long_travel",),
    CHOSEN_HERE: ("assessed_here_by_choice",),
    REFERRER: ("referrer", "kind"),
    REQUESTED: ("requested", "delytelse"),
    AREA: ("patient", "municipality"),
    SAME_STAY: ("earlier_stays",),
}
_DAYS: Final = frozenset({"event_on", "existing_right_deadline", "received_on", "first_received_on"})
_LETTERS: Final = frozenset({"delytelse", "lookup", "requested.delytelse"})
# What the level table uses in place of an unknown function loss.
ASSUMED: Final = "assumed"


def facts_read(box: Box, coded: list[int], reading: Reading) -> list[Fact]:
    """The facts that a cell reads, known and unknown; of the grounds and of conditions, those that matter."""
    found = [_scalar(position, coded, reading) for position, _ in box.scalars]
    found += [_static(position, coded, reading) for position, _ in box.statics]
    if box.diagnosis:
        found.append(("diagnoses[0].code", reading.case.facts["diagnoses"][0]["code"]))
    if box.grounds is not None:
        found += _grounds(coded, reading)
    if box.new_event is not None:
        found += _event(coded, reading)
    return found


def _scalar(position: int, coded: list[int], reading: Reading) -> Fact:
    name = SCALAR_NAMES[position]
    if position == EARLY:
        return name, reading.case.event.isoformat() if reading.case.event else None
    told = reading.case.coded[position]
    if told < 0 <= coded[position]:
        return name, (ASSUMED, SCALAR_DOMAINS[position][coded[position]])
    return name, SCALAR_DOMAINS[position][told] if told >= 0 else None


def _static(position: int, coded: list[int], reading: Reading) -> Fact:
    if position in _TOLD:
        value: Any = reading.case.facts
        for name in _TOLD[position]:
            value = (value or {}).get(name)
        return ".".join(_TOLD[position]), value
    if position == AGE:
        return "age", reading.case.age
    if position == FOUND_BY:
        return "found_by", reading.case.edition.map_ids[coded[FOUND_BY]]
    if position == LEVEL:
        return "level", LEVELS[coded[LEVEL]]
    name = "lookup" if position == LOOKUP else "delytelse"
    return name, DELYTELSE_WORDS[coded[LOOKUP if position == LOOKUP else DELYTELSE]]


def _grounds(coded: list[int], reading: Reading) -> list[Fact]:
    """The needs of the grounds that hold; where none does yet, those not known; where none can, «none»."""
    definitions = reading.case.edition.definitions
    holds = definitions.ground_holds(coded)
    if holds is False:
        return [("grounds", "none")]
    if holds is None:
        return [(SCALAR_NAMES[position], None) for position in NEED_POSITIONS if coded[position] < 0]
    met = [group for group in definitions.grounds if all(coded[position] == 1 for position in group)]
    return [(SCALAR_NAMES[position], True) for position in dict.fromkeys(sum(met, ()))]


def _event(coded: list[int], reading: Reading) -> list[Fact]:
    definitions = reading.case.edition.definitions
    ticked = coded[TICKED] & (definitions.event_always | definitions.event_after)
    if not ticked:
        return [("new_cardiac_event", False)]
    event = reading.case.event
    return [
        *((f"conditions.{name}", "ticked") for name in conditions_in(ticked)),
        ("event_on", event.isoformat() if event else None),
    ]


def told(fact: Fact, reading: Reading) -> dict[str, object]:
    """A fact as the tree shows it: name, label, value, and the value in words."""
    name, value = fact
    words = value_words(name, value, reading)
    if isinstance(value, tuple):
        value = None
    return {"fact": name, "label": fact_name(name, reading), "value": value, "words": words}


def fact_name(name: str, reading: Reading) -> str:
    """What a fact is called, also those that the stages fill in."""
    return say(FACTS[name], reading.lang) if name in FACTS else fact_label(reading.rules, name, reading.lang)


def value_words(name: str, value: Any, reading: Reading) -> str:
    """A fact's value in words, small letters: «lett», «15. april 2026», «5001 Trondheim», «ukjent»."""
    lang, rules = reading.lang, reading.rules
    if isinstance(value, tuple):
        return say(VALUES["unknown_as"], lang, value_words(name, value[1], reading))
    if value is None or value == []:
        return say(VALUES[_ABSENT.get(name, "unknown")], lang)
    if name in _LETTERS:
        return say(VALUES["none"], lang) if value == "none" else str(value)
    if name in _WRITTEN:
        return _WRITTEN[name](value, reading)
    if name in _DAYS:
        return day_in_words(value)
    return in_sentence(value_label(rules, name, value, lang))


_ABSENT: Final = {
    "earlier_stays": "none",
    "existing_right_deadline": "none",
    "requested.delytelse": "not_said",
}


def _place(value: Any, reading: Reading) -> str:
    area = reading.case.municipality.area
    where = (
        label(reading.rules, "areas", area, reading.lang) if area else say(VALUES["outside"], reading.lang)
    )
    return f"{reading.case.municipality.name} ({where})"


def _stays(value: Any, reading: Reading) -> str:
    return ", ".join(
        say(VALUES["stay"], reading.lang, one["delytelse"], day_in_words(one["ended_on"])) for one in value
    )


_WRITTEN: Final[Mapping[str, Callable[[Any, Reading], str]]] = {
    "diagnoses[0].code": lambda value, reading: str(value),
    "age": lambda value, reading: say(VALUES["years"], reading.lang, value),
    "patient.municipality": _place,
    "earlier_stays": _stays,
    "grounds": lambda value, reading: say(VALUES["none"], reading.lang),
    "found_by": lambda value, reading: word_phrase(reading.rules, "found_by", value, reading.lang),
    "level": lambda value, reading: label(reading.rules, "levels", value, reading.lang).lower(),
}


def assume_function_loss(coded: list[int], value: str) -> list[int]:
    """The coded referral as the level table reads it: an unknown function loss counts as `value`."""
    coded = coded.copy()
    if coded[0] < 0:
        coded[0] = FUNCTION_LOSS.index(value)
    return coded
