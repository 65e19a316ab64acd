"""A referral's facts, checked against the calendar and the world, and coded without any rule set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.schema import first_fault
from deltytelser.rules.vocabulary import (
    CONDITION_BITS,
    DELYTELSE_WORDS,
    FUNCTION_LOSS,
    GOALS,
    MEASURES,
    NEEDS,
    NO_DELYTELSE,
    REFERRERS,
    SELF_CARE,
    URGENCIES,
)
from deltytelser.rules.world import MappedRange, Municipality, World

Facts = dict[str, Any]

_DELYTELSE_CODE: Final = {word: code for code, word in enumerate(DELYTELSE_WORDS)} | {None: NO_DELYTELSE}
_FUNCTION_CODE: Final = {word: code for code, word in enumerate(FUNCTION_LOSS)} | {None: -1}
_GOAL_CODE: Final = {word: code for code, word in enumerate(GOALS)} | {None: -1}
_MEASURE_CODE: Final = {word: code for code, word in enumerate(MEASURES)} | {None: -1}
_URGENCY_CODE: Final = {word: code for code, word in enumerate(URGENCIES)} | {None: 0}
_SELF_CARE_CODE: Final = {word: code for code, word in enumerate(SELF_CARE)} | {None: 0}
_REFERRER_CODE: Final = {word: code for code, word in enumerate(REFERRERS)}
_BOOLEAN_CODE: Final = {None: -1, False: 0, True: 1}
# Consent that was not asked about is neither given nor withheld.
_CONSENT_CODE: Final = {None: 2, False: 0, True: 1}
_NOTHING: Final[Facts] = {}
_EVERY_STAY: Final = (1 << len(DELYTELSE_WORDS)) - 1
_LATE: Final = "is after received_on"


@dataclass(slots=True)
class Told:
    """What was told, in codes: -1 is unknown. `statics` stand as their positions, REFERRER to REQUESTED."""

    facts: Facts
    receipt: date
    receipt_field: str
    event: date | None
    age: int
    municipality: Municipality
    lookup: MappedRange | None
    lookup_at: int  # which of the diagnoses the look-up found, -1 for none
    scalars: tuple[int, ...]  # function_loss … needs, without early
    ticked: int
    denied: int
    statics: tuple[int, ...]
    stays: int  # a bit for each delytelse with an earlier stay
    after: int  # a bit for each delytelse: the event is later than its last stay, or its day is not known

    @property
    def lookup_code(self) -> int:
        """The delytelse of the diagnosis map, NO_DELYTELSE where it has none."""
        return NO_DELYTELSE if self.lookup is None else _DELYTELSE_CODE[self.lookup.delytelse]


def told(facts: object, *, world: World) -> Told:
    """Check and code the facts of one referral.

    Raises InvalidFacts with the first fault: the schema's, then those of the calendar and the lists, in
    the order of the rule book.
    """
    if not isinstance(facts, dict):
        raise InvalidFacts(None, "must be an object")
    fault = first_fault(facts)
    if fault is not None:
        raise InvalidFacts(*fault)
    municipality = world.municipalities.get(facts["patient"]["municipality"])
    if municipality is None:
        raise InvalidFacts("patient.municipality", "is not a municipality")
    ticked, denied = _conditions(facts)
    _check_diagnoses(facts["diagnoses"])
    return _told(facts, municipality, ticked, denied, world)


def _told(facts: Facts, municipality: Municipality, ticked: int, denied: int, world: World) -> Told:
    day, get = date.fromisoformat, facts.get
    received, birth = day(facts["received_on"]), day(facts["patient"]["birth_date"])
    told_first, told_event, stays = get("first_received_on"), get("event_on"), get("earlier_stays")
    first = day(told_first) if told_first else None
    event = day(told_event) if told_event else None
    receipt = first or received
    receipt_field = "first_received_on" if first else "received_on"
    _check_days(facts, birth, event, first, received)
    if day(facts["referred_on"]) > receipt:
        raise InvalidFacts("referred_on", f"is after {receipt_field}")
    lookup_at, lookup = _look_up(facts["diagnoses"], world)
    needs = get("needs") or _NOTHING
    return Told(
        facts=facts,
        receipt=receipt,
        receipt_field=receipt_field,
        event=event,
        age=whole_years(birth, receipt),
        municipality=municipality,
        lookup=lookup,
        lookup_at=lookup_at,
        scalars=(
            _FUNCTION_CODE[get("function_loss")],
            _GOAL_CODE[get("goal")],
            _MEASURE_CODE[get("municipal_measures")],
            _BOOLEAN_CODE[get("significant_change")],
            *[_BOOLEAN_CODE[needs.get(need)] for need in NEEDS],
        ),
        ticked=ticked,
        denied=denied,
        statics=(
            _REFERRER_CODE[facts["referrer"]["kind"]],
            _URGENCY_CODE[get("urgency")],
            get("night_care") is True,
            _SELF_CARE_CODE[get("self_care")],
            get("existing_right_deadline") is not None,
            _CONSENT_CODE[get("consent")],
            get("long_travel") is True,
            get("assessed_here_by_choice") is True,
            _DELYTELSE_CODE[(get("requested") or _NOTHING).get("delytelse")],
        ),
        stays=_bits_of(stays) if stays else 0,
        after=_after(stays, event) if stays and event else _EVERY_STAY,
    )


def _conditions(facts: Facts) -> tuple[int, int]:
    ticked = denied = 0
    for name in facts.get("conditions", ()):
        ticked |= CONDITION_BITS[name]
    for index, name in enumerate(facts.get("conditions_denied", ())):
        bit = CONDITION_BITS[name]
        if ticked & bit:
            raise InvalidFacts(f"conditions_denied[{index}]", "is ticked too")
        denied |= bit
    return ticked, denied


def _check_diagnoses(diagnoses: list[dict[str, str]]) -> None:
    if len(diagnoses) < 2:
        return
    seen = set()
    for index, one in enumerate(diagnoses):
        key = (one["system"], one["code"].replace(".", ""))
        if key in seen:
            raise InvalidFacts(f"diagnoses[{index}]", "is in the list already")
        seen.add(key)


def _check_days(facts: Facts, birth: date, event: date | None, first: date | None, received: date) -> None:
    if birth > received:
        raise InvalidFacts("patient.birth_date", _LATE)
    if event and event > received:
        raise InvalidFacts("event_on", _LATE)
    for index, stay in enumerate(facts.get("earlier_stays", ())):
        if date.fromisoformat(stay["ended_on"]) > received:
            raise InvalidFacts(f"earlier_stays[{index}].ended_on", _LATE)
    if first and first > received:
        raise InvalidFacts("first_received_on", _LATE)
    if event and event < birth:
        raise InvalidFacts("patient.birth_date", "is after event_on")


def whole_years(birth: date, day: date) -> int:
    """Age in whole years on a day; born on 29 February, a year older on 1 March; not yet born, 0."""
    return max(0, day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day)))


def _look_up(diagnoses: list[dict[str, str]], world: World) -> tuple[int, MappedRange | None]:
    """The diagnosis map: the main diagnosis, then the others in order, where K is passed over."""
    for index, one in enumerate(diagnoses):
        found = world.mapped(one["system"], one["code"].replace(".", ""))
        if found and (index == 0 or found.delytelse != "K"):
            return index, found
    return -1, None


def _bits_of(stays: list[dict[str, str]]) -> int:
    bits = 0
    for stay in stays:
        bits |= 1 << _DELYTELSE_CODE[stay["delytelse"]]
    return bits


def _after(stays: list[dict[str, str]], event: date) -> int:
    """Which delytelser the event came after the last stay in; those without a stay too."""
    day, bits = event.isoformat(), _EVERY_STAY
    for stay in stays:
        if stay["ended_on"] >= day:
            bits &= ~(1 << _DELYTELSE_CODE[stay["delytelse"]])
    return bits
