"""A referral's facts, checked against the calendar and the world, and coded for the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from deltytelser.rules.edition import Edition
from deltytelser.rules.errors import InvalidFacts, NoRuleInForce
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.schema import first_fault
from deltytelser.rules.vocabulary import (
    AFTER_STAY,
    AGE,
    AREA,
    CHOSEN_HERE,
    CODED_LENGTH,
    CONDITION_BITS,
    CONSENT,
    DELYTELSE_WORDS,
    DENIED,
    DIAGNOSIS,
    EARLY,
    EXISTING,
    FIRST_NEED,
    FUNCTION_LOSS,
    GOALS,
    LONG_TRAVEL,
    LOOKUP,
    MEASURES,
    NEEDS,
    NIGHT_CARE,
    NO_DELYTELSE,
    REFERRER,
    REFERRERS,
    REQUESTED,
    SELF_CARE,
    SELF_CARE_AT,
    STAYS,
    TICKED,
    URGENCIES,
    URGENCY,
)
from deltytelser.rules.world import MappedRange, Municipality, World

Facts = dict[str, Any]

_DELYTELSE_CODE: Final = {word: code for code, word in enumerate(DELYTELSE_WORDS)}
_FUNCTION_CODE: Final = {word: code for code, word in enumerate(FUNCTION_LOSS)} | {None: -1}
_GOAL_CODE: Final = {word: code for code, word in enumerate(GOALS)} | {None: -1}
_MEASURE_CODE: Final = {word: code for code, word in enumerate(MEASURES)} | {None: -1}
_URGENCY_CODE: Final = {word: code for code, word in enumerate(URGENCIES)} | {None: 0}
_SELF_CARE_CODE: Final = {word: code for code, word in enumerate(SELF_CARE)} | {None: 0}
_REFERRER_CODE: Final = {word: code for code, word in enumerate(REFERRERS)}
_BOOLEAN_CODE: Final = {None: -1, False: 0, True: 1}
# Consent that was not asked about is neither given nor withheld.
_CONSENT_CODE: Final = {None: 2, False: 0, True: 1}


@dataclass(slots=True)
class Case:
    """A referral that can be assessed. `coded` is what the tables see; stages fill in what they decide."""

    facts: Facts
    receipt: date
    receipt_field: str
    event: date | None
    age: int
    municipality: Municipality
    edition: Edition
    coded: list[int]
    lookup: MappedRange | None
    lookup_at: int  # which of the diagnoses the look-up found, -1 for none


def open_case(facts: object, *, rules: RuleSet, world: World) -> Case:
    """Check and code the facts of one referral.

    Raises InvalidFacts with the first fault: the schema's, then those of the calendar and the lists, in
    the order of the rule book; and where no rule was in force on receipt.
    """
    if not isinstance(facts, dict):
        raise InvalidFacts(None, "must be an object")
    fault = first_fault(facts)
    if fault is not None:
        raise InvalidFacts(*fault)
    municipality = world.municipalities.get(facts["patient"]["municipality"])
    if municipality is None:
        raise InvalidFacts("patient.municipality", "is not a municipality")
    _check_lists(facts)
    days = _Days(facts)
    days.check()
    try:
        edition = rules.on(days.receipt)
    except NoRuleInForce as error:
        raise InvalidFacts(days.receipt_field, str(error)) from error
    return _case(facts, days, municipality, edition, rules, world)


def _check_lists(facts: Facts) -> None:
    ticked = facts.get("conditions", ())
    for index, name in enumerate(facts.get("conditions_denied", ())):
        if name in ticked:
            raise InvalidFacts(f"conditions_denied[{index}]", "is ticked too")
    diagnoses = facts["diagnoses"]
    if len(diagnoses) > 1:
        seen = set()
        for index, one in enumerate(diagnoses):
            key = (one["system"], one["code"].replace(".", ""))
            if key in seen:
                raise InvalidFacts(f"diagnoses[{index}]", "is in the list already")
            seen.add(key)


class _Days:
    """The days of a referral, and what they must be to each other."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.referred = date.fromisoformat(facts["referred_on"])
        self.received = date.fromisoformat(facts["received_on"])
        first, event = facts.get("first_received_on"), facts.get("event_on")
        self.first = date.fromisoformat(first) if first else None
        self.event = date.fromisoformat(event) if event else None
        self.birth = date.fromisoformat(facts["patient"]["birth_date"])
        self.receipt = self.first or self.received
        self.receipt_field = "first_received_on" if self.first else "received_on"

    def check(self) -> None:
        late = "is after received_on"
        if self.birth > self.received:
            raise InvalidFacts("patient.birth_date", late)
        if self.event and self.event > self.received:
            raise InvalidFacts("event_on", late)
        for index, stay in enumerate(self.facts.get("earlier_stays", ())):
            if date.fromisoformat(stay["ended_on"]) > self.received:
                raise InvalidFacts(f"earlier_stays[{index}].ended_on", late)
        if self.first and self.first > self.received:
            raise InvalidFacts("first_received_on", late)
        if self.event and self.event < self.birth:
            raise InvalidFacts("patient.birth_date", "is after event_on")
        if self.referred > self.receipt:
            raise InvalidFacts("referred_on", f"is after {self.receipt_field}")


def whole_years(birth: date, day: date) -> int:
    """Age in whole years on a day; born on 29 February, a year older on 1 March; not yet born, 0."""
    return max(0, day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day)))


def _case(
    facts: Facts, days: _Days, municipality: Municipality, edition: Edition, rules: RuleSet, world: World
) -> Case:
    lookup_at, lookup = _look_up(facts["diagnoses"], world)
    case = Case(
        facts=facts,
        receipt=days.receipt,
        receipt_field=days.receipt_field,
        event=days.event,
        age=whole_years(days.birth, days.receipt),
        municipality=municipality,
        edition=edition,
        coded=[0] * CODED_LENGTH,
        lookup=lookup,
        lookup_at=lookup_at,
    )
    _code_scalars(case)
    _code_statics(case, rules)
    return case


def _look_up(diagnoses: list[dict[str, str]], world: World) -> tuple[int, MappedRange | None]:
    """The diagnosis map: the main diagnosis, then the others in order, where K is passed over."""
    for index, one in enumerate(diagnoses):
        found = world.mapped(one["system"], one["code"].replace(".", ""))
        if found and (index == 0 or found.delytelse != "K"):
            return index, found
    return -1, None


def _code_scalars(case: Case) -> None:
    facts, coded = case.facts, case.coded
    coded[0] = _FUNCTION_CODE[facts.get("function_loss")]
    coded[1] = _GOAL_CODE[facts.get("goal")]
    coded[2] = _MEASURE_CODE[facts.get("municipal_measures")]
    coded[3] = _BOOLEAN_CODE[facts.get("significant_change")]
    needs = facts.get("needs", {})
    for position, need in enumerate(NEEDS, FIRST_NEED):
        coded[position] = _BOOLEAN_CODE[needs.get(need)]
    days = case.edition.settings["early_days"]
    coded[EARLY] = -1 if case.event is None else int(case.event >= case.receipt - timedelta(days=int(days)))
    ticked = denied = 0
    for name in facts.get("conditions", ()):
        ticked |= CONDITION_BITS[name]
    for name in facts.get("conditions_denied", ()):
        denied |= CONDITION_BITS[name]
    coded[TICKED], coded[DENIED] = ticked, denied


def _code_statics(case: Case, rules: RuleSet) -> None:
    facts, coded = case.facts, case.coded
    requested = facts.get("requested", {}).get("delytelse")
    coded[AGE] = rules.words.age_class(case.age)
    coded[REFERRER] = _REFERRER_CODE[facts["referrer"]["kind"]]
    coded[URGENCY] = _URGENCY_CODE[facts.get("urgency")]
    coded[NIGHT_CARE] = facts.get("night_care") is True
    coded[SELF_CARE_AT] = _SELF_CARE_CODE[facts.get("self_care")]
    coded[EXISTING] = facts.get("existing_right_deadline") is not None
    coded[CONSENT] = _CONSENT_CODE[facts.get("consent")]
    coded[LONG_TRAVEL] = facts.get("long_travel") is True
    coded[CHOSEN_HERE] = facts.get("assessed_here_by_choice") is True
    coded[REQUESTED] = NO_DELYTELSE if requested is None else _DELYTELSE_CODE[requested]
    coded[AREA] = rules.words.area_code(case.municipality.area)
    coded[LOOKUP] = _DELYTELSE_CODE[case.lookup.delytelse] if case.lookup else NO_DELYTELSE
    main = facts["diagnoses"][0]
    coded[DIAGNOSIS] = rules.words.diagnosis_bits(main["system"], main["code"].replace(".", ""))
    _code_stays(case, rules.definitions.event_delytelse)


def _code_stays(case: Case, event_delytelse: int) -> None:
    """Which delytelser have had a stay;
    and whether the event came after the last one of those it is measured by.
    """
    last = ""
    for stay in case.facts.get("earlier_stays", ()):
        code = _DELYTELSE_CODE[stay["delytelse"]]
        case.coded[STAYS] |= 1 << code
        if code == event_delytelse:
            last = max(last, stay["ended_on"])
    case.coded[AFTER_STAY] = case.event is None or case.event.isoformat() > last
