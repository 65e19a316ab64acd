"""Which facts met a row: names as in the schema, values as given.

Derived facts have names of their own (age).
"""

from __future__ import annotations

from typing import Final

from deltytelser.rules.boxes import Box, holds
from deltytelser.rules.case import Case
from deltytelser.rules.residual import residual
from deltytelser.rules.rows import Row
from deltytelser.rules.vocabulary import (
    AGE,
    AREA,
    CHOSEN_HERE,
    CONSENT,
    DELYTELSE,
    DENIED,
    EARLY,
    EXISTING,
    FIRST_NEED,
    LONG_TRAVEL,
    LOOKUP,
    NIGHT_CARE,
    REFERRER,
    REQUESTED,
    SAME_STAY,
    SCALAR_DOMAINS,
    SCALARS,
    SELF_CARE_AT,
    TICKED,
    URGENCY,
    conditions_in,
)

_PLAIN: Final = {
    URGENCY: "urgency",
    NIGHT_CARE: "night_care",
    SELF_CARE_AT: "self_care",
    EXISTING: "existing_right_deadline",
    CONSENT: "consent",
    LONG_TRAVEL: "long_travel",
    CHOSEN_HERE: "assessed_here_by_choice",
}
_NESTED: Final = {
    REFERRER: ("referrer", "kind"),
    REQUESTED: ("requested", "delytelse"),
    AREA: ("patient", "municipality"),
}
NEED_POSITIONS: Final = range(FIRST_NEED, EARLY)


def facts_of(row: Row, case: Case, *, refusing: bool = False) -> dict[str, object]:
    """The known facts read by the first alternative of a row that holds, or may hold;
    for a refusal, that refuses.
    """
    boxes = [box for group in row.refusing for box in group] if refusing else row.boxes
    if len(boxes) == 1:
        return box_facts(boxes[0], case)
    definitions = case.edition.definitions
    for box in boxes:
        if holds(box, case.coded, definitions):
            return box_facts(box, case)
    ground_holds = definitions.ground_holds(case.coded)
    living = (box for box in boxes if residual(box, case.coded, definitions, ground_holds) is not None)
    return box_facts(next(living, boxes[0]), case)


def box_facts(box: Box, case: Case) -> dict[str, object]:
    """The known facts that a box reads."""
    found: dict[str, object] = {}
    for position, _ in box.scalars:
        _add_scalar(found, position, case)
    for position, _ in box.statics:
        if position != DELYTELSE:
            _add_static(found, position, case)
    bits = box.reads_conditions
    if box.new_event is not None:
        definitions = case.edition.definitions
        bits |= definitions.event_always | definitions.event_after
        _add_scalar(found, EARLY, case)
    if bits:
        for name in conditions_in(bits & case.coded[TICKED]):
            found[f"conditions.{name}"] = "ticked"
        for name in conditions_in(bits & case.coded[DENIED]):
            found[f"conditions.{name}"] = "denied"
    if box.diagnosis:
        found["diagnoses[0].code"] = case.facts["diagnoses"][0]["code"]
    if box.grounds is not None:
        for position in NEED_POSITIONS:
            _add_scalar(found, position, case)
    return found


def _add_scalar(found: dict[str, object], position: int, case: Case) -> None:
    """A fact that may be unknown, where it is known."""
    if position == EARLY:
        if case.event:
            found["event_on"] = case.event.isoformat()
        return
    value = case.coded[position]
    if value >= 0:
        found[SCALARS[position]] = SCALAR_DOMAINS[position][value]


def _add_static(found: dict[str, object], position: int, case: Case) -> None:
    if position in _PLAIN:
        value = case.facts.get(_PLAIN[position])
        if value is not None:
            found[_PLAIN[position]] = value
    elif position in _NESTED:
        outer, inner = _NESTED[position]
        value = case.facts.get(outer, {}).get(inner)
        if value is not None:
            found[f"{outer}.{inner}"] = value
    elif position == AGE:
        found["age"] = case.age
    elif position == SAME_STAY and case.facts.get("earlier_stays"):
        found["earlier_stays"] = case.facts["earlier_stays"]
    elif position == LOOKUP and case.lookup_at >= 0:
        found[f"diagnoses[{case.lookup_at}].code"] = case.facts["diagnoses"][case.lookup_at]["code"]


def grounds_that_hold(case: Case) -> dict[str, object]:
    """The needs behind the grounds that hold by what is known."""
    met: dict[str, object] = {}
    for positions in case.edition.definitions.grounds:
        if all(case.coded[position] == 1 for position in positions):
            met |= {SCALARS[position]: True for position in positions}
    return met
