"""The shape of referral facts, checked by hand: `referral-facts.schema.json`, faster and with one fault
at a time.

Of several faults the first is reported: missing keys, then wrong values in the schema's order, then
unknown keys; an object or array inside is gone through the same way when its turn comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from deltytelser.rules.vocabulary import (
    CONDITIONS,
    DELYTELSER,
    FUNCTION_LOSS,
    GOALS,
    LEVELS,
    MEASURES,
    NEEDS,
    REFERRERS,
    SELF_CARE,
    URGENCIES,
)


class Fault(NamedTuple):
    """The first thing wrong: a dotted field, and why, in English."""

    field: str
    message: str


Check = Callable[[object, str], Fault | None]

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MUNICIPALITY: Final = re.compile(r"[0-9]{4}")
_CODE: Final = re.compile(r"[A-Z][0-9]{2}(\.?[0-9A-Z]{1,2})?")


def is_date(value: object) -> bool:
    """True for a string that is a day of the calendar, written YYYY-MM-DD."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _date(value: object, path: str) -> Fault | None:
    return None if is_date(value) else Fault(path, "must be a date, YYYY-MM-DD")


def _date_or_null(value: object, path: str) -> Fault | None:
    return None if value is None or is_date(value) else Fault(path, "must be a date, YYYY-MM-DD, or null")


class _Words:
    """A closed list of words. `accepted` lets an object pass them without a call."""

    def __init__(self, words: tuple[str | bool, ...], message: str, null: bool = False) -> None:
        self.accepted: frozenset[object] = frozenset((*words, None) if null else words)
        self.message = message

    def __call__(self, value: object, path: str) -> Fault | None:
        # The type is asked first: a list cannot be looked up, and 1 is not true.
        return None if type(value) in _WORD_TYPES and value in self.accepted else Fault(path, self.message)


_WORD_TYPES: Final = frozenset({str, bool, type(None)})
_boolean_or_null = _Words((True, False), "must be true, false or null", null=True)


def _text_or_null(value: object, path: str) -> Fault | None:
    return None if value is None or isinstance(value, str) else Fault(path, "must be a string or null")


def _reference(value: object, path: str) -> Fault | None:
    fits = isinstance(value, str) and 1 <= len(value) <= 64
    return None if fits else Fault(path, "must be a string of 1 to 64 characters")


def _matching(pattern: re.Pattern[str], what: str) -> Check:
    def check(value: object, path: str) -> Fault | None:
        return None if isinstance(value, str) and pattern.fullmatch(value) else Fault(path, f"must be {what}")

    return check


def _one_of(words: tuple[str, ...], null: bool = False) -> _Words:
    message = "must be one of " + ", ".join([*words, "null"] if null else words)
    return _Words(words, message, null)


def _list_of(item: Check, at_least: int = 0, at_most: int | None = None, unique: bool = False) -> Check:
    def check(value: object, path: str) -> Fault | None:
        if not isinstance(value, list):
            return Fault(path, "must be a list")
        if len(value) < at_least:
            return Fault(path, f"must have at least {at_least} item")
        if at_most is not None and len(value) > at_most:
            return Fault(path, f"must have at most {at_most} items")
        repeated = _repeated(value) if unique else None
        if repeated is not None:
            return Fault(f"{path}[{repeated}]", "is in the list already")
        return next(
            (fault for index, one in enumerate(value) if (fault := item(one, f"{path}[{index}]"))), None
        )

    return check


def _set_of(item: _Words) -> Check:
    """A list of different words. Lists without a fault pass at once."""
    slow = _list_of(item, unique=True)

    def check(value: object, path: str) -> Fault | None:
        if isinstance(value, list):
            for one in value:
                if type(one) is not str or one not in item.accepted:
                    break
            else:
                if len(set(value)) == len(value):
                    return None
        return slow(value, path)

    return check


def _repeated(items: list[object]) -> int | None:
    """The place of the first word that is in the list already;
    what is no word is left to the check of items.
    """
    seen: set[str] = set()
    for index, one in enumerate(items):
        if isinstance(one, str):
            if one in seen:
                return index
            seen.add(one)
    return None


def _object(properties: Mapping[str, Check], required: tuple[str, ...] = ()) -> Check:
    known = frozenset(properties)
    ordered = tuple(
        (name, test, test.accepted if isinstance(test, _Words) else frozenset())
        for name, test in properties.items()
    )

    def check(value: object, path: str) -> Fault | None:
        if not isinstance(value, dict):
            return Fault(path, "must be an object")
        inside = f"{path}." if path else ""
        for name in required:
            if name not in value:
                return Fault(inside + name, "is missing")
        for name, test, accepted in ordered:
            if name not in value:
                continue
            one = value[name]
            if type(one) in _WORD_TYPES and one in accepted:
                continue
            fault = test(one, inside + name)
            if fault is not None:
                return fault
        if not value.keys() <= known:
            return Fault(inside + next(name for name in value if name not in known), "is not a known field")
        return None

    return check


_DIAGNOSIS = _object(
    {"system": _one_of(("icd10", "icpc2")), "code": _matching(_CODE, "a code such as M05.9 or L18")},
    ("system", "code"),
)
_CONDITION_LIST = _set_of(_one_of(CONDITIONS))
_STAY = _object({"delytelse": _one_of(DELYTELSER), "ended_on": _date}, ("delytelse", "ended_on"))
_SCHEMA_LEVELS = tuple(reversed(LEVELS))

_FACTS = _object(
    {
        "reference": _reference,
        "referred_on": _date,
        "received_on": _date,
        "first_received_on": _date_or_null,
        "referrer": _object(
            {"kind": _one_of(REFERRERS), "hf": _one_of(("STO", "HMR", "HNT"), null=True)}, ("kind",)
        ),
        "patient": _object(
            {"birth_date": _date, "municipality": _matching(_MUNICIPALITY, "four digits")},
            ("birth_date", "municipality"),
        ),
        "diagnoses": _list_of(_DIAGNOSIS, at_least=1, at_most=20),
        "requested": _object(
            {
                "delytelse": _one_of(DELYTELSER, null=True),
                "level": _one_of(_SCHEMA_LEVELS, null=True),
                "institution": _text_or_null,
            }
        ),
        "conditions": _CONDITION_LIST,
        "conditions_denied": _CONDITION_LIST,
        "event_on": _date_or_null,
        "urgency": _one_of(URGENCIES, null=True),
        "function_loss": _one_of(FUNCTION_LOSS, null=True),
        "self_care": _one_of(SELF_CARE, null=True),
        "night_care": _boolean_or_null,
        "needs": _object(dict.fromkeys(NEEDS, _boolean_or_null)),
        "goal": _one_of(GOALS, null=True),
        "municipal_measures": _one_of(MEASURES, null=True),
        "earlier_stays": _list_of(_STAY),
        "significant_change": _boolean_or_null,
        "long_travel": _boolean_or_null,
        "consent": _boolean_or_null,
        "assessed_here_by_choice": _boolean_or_null,
        "existing_right_deadline": _date_or_null,
    },
    ("reference", "referred_on", "received_on", "referrer", "patient", "diagnoses"),
)


def first_fault(facts: object) -> Fault | None:
    """The first fault against the schema, or None. `facts` must be an object."""
    return _FACTS(facts, "")
