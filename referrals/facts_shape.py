"""The shape of referral facts as their published schema has it, with a sentence for each thing that is wrong.

The rules check facts too, one fault at a time and in English (`deltytelser.rules.schema`); here a client that
sends them is told all faults at once, each with what would be right.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from referrals.fact_words import WORDS

LONGEST, MOST = 200, 100
Fault = tuple[str, str]


class Kind:
    """A value that is no object and no list."""

    def fault(self, value: object) -> str:
        """What is wrong, empty where nothing is."""
        if not isinstance(value, str):
            return _("A text, in quotes.")
        if len(value) > LONGEST:
            return _("At most {most} characters.").format(most=LONGEST)
        return self.said(value)

    def said(self, value: str) -> str:
        return ""

    def schema(self) -> dict[str, Any]:
        """As OpenAPI says it."""
        return {"type": "string", "maxLength": LONGEST}


@dataclass(frozen=True, slots=True)
class Words(Kind):
    """One of a closed list."""

    words: tuple[str, ...]

    def said(self, value: str) -> str:
        return "" if value in self.words else _("One of: {words}.").format(words=", ".join(self.words))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Pattern(Kind):
    """A text of a form; `sentence` says which form."""

    form: str
    sentence: Promise

    def said(self, value: str) -> str:
        return "" if re.fullmatch(self.form, value) else str(self.sentence)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.form}$"}


class Day(Kind):
    """A day of the calendar, YYYY-MM-DD."""

    def said(self, value: str) -> str:
        try:
            right = len(value) == len("2026-03-02") and bool(dt.date.fromisoformat(value))
        except ValueError:
            right = False
        return "" if right else _("A day, as 2026-03-02.")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class Flag(Kind):
    """true, false, or null: not known."""

    def fault(self, value: object) -> str:
        return "" if isinstance(value, bool) else _("true or false.")

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Many:
    """A list of one shape; `once`: nothing in it twice."""

    item: Any
    least: int = 0
    most: int = MOST
    once: bool = False


_DAY, _FLAG = Day(), Flag()
_LETTER, _LEVEL = Words(DELYTELSER), Words(LEVELS)
_CONDITIONS = Many(Words(CONDITIONS), once=True)
_MUNICIPALITY = Pattern("[0-9]{4}", gettext_lazy("The number of a municipality: four digits, as 5038."))
_DIAGNOSIS = Pattern(
    r"[A-Z][0-9]{2}(\.?[0-9A-Z]{1,2})?",
    gettext_lazy("This is no code of ICD-10 (as M05.9) or ICPC-2 (as L18). Letters are capitals."),
)
# Objects are dicts. Everything may be missing or null (not known), save in an item of a list.
FACTS: Final[dict[str, Any]] = {
    "referred_on": _DAY,
    "received_on": _DAY,
    "first_received_on": _DAY,
    "referrer": {"kind": Words(REFERRERS), "hf": Words(("STO", "HMR", "HNT"))},
    "patient": {"birth_date": _DAY, "municipality": _MUNICIPALITY},
    "diagnoses": Many(
        {"system": Words(("icd10", "icpc2")), "code": _DIAGNOSIS},
        least=1,
        most=20,
    ),
    "requested": {"delytelse": _LETTER, "level": _LEVEL, "institution": Kind()},
    "conditions": _CONDITIONS,
    "conditions_denied": _CONDITIONS,
    "event_on": _DAY,
    "urgency": Words(URGENCIES),
    "function_loss": Words(FUNCTION_LOSS),
    "self_care": Words(SELF_CARE),
    "night_care": _FLAG,
    "needs": dict.fromkeys(NEEDS, _FLAG),
    "goal": Words(GOALS),
    "municipal_measures": Words(MEASURES),
    "earlier_stays": Many({"delytelse": _LETTER, "ended_on": _DAY}),
    "significant_change": _FLAG,
    "long_travel": _FLAG,
    "consent": _FLAG,
    "assessed_here_by_choice": _FLAG,
    "existing_right_deadline": _DAY,
}


def shape_of(name: str) -> Any:
    """The shape of a fact by its dotted name (`needs.intensity`, `conditions.stroke`); None for no fact."""
    head, dot, rest = name.partition(".")
    if head == "conditions" and dot:
        return _FLAG if rest in CONDITIONS else None
    found = FACTS.get(head)
    return found if not dot else found.get(rest) if isinstance(found, dict) else None


def faults(
    value: object, shape: Any = FACTS, path: str = "", *, inside: bool = False
) -> Iterator[tuple[str, str]]:
    """Dotted name and sentence of everything that is wrong; `inside` an item of a list nothing is missing."""
    if value is None and not inside:
        return
    if isinstance(shape, dict):
        yield from _of_object(value, shape, path, inside=inside)
    elif isinstance(shape, Many):
        yield from _of_list(value, shape, path)
    elif sentence := shape.fault(value):
        yield path, sentence


def _of_object(value: object, shape: dict[str, Any], path: str, *, inside: bool) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield path, _("An object: {…}.")
        return
    for name in value:
        if name not in shape:
            yield _below(path, str(name)), _("No such key.")
    for name, one in shape.items():
        if name in value:
            yield from faults(value[name], one, _below(path, name), inside=inside)
        elif inside:
            yield _below(path, name), _("This must be there.")


def _of_list(value: object, shape: Many, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield path, _("A list: […].")
        return
    if not shape.least <= len(value) <= shape.most:
        yield path, _("From {least} to {most} items.").format(least=shape.least, most=shape.most)
        return
    for place, one in enumerate(value):
        yield from faults(one, shape.item, _below(path, str(place)), inside=True)
        if shape.once and one in value[:place]:
            yield _below(path, str(place)), _("It is in the list already.")


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def schema_of(shape: Any = FACTS, path: str = "", *, inside: bool = False) -> dict[str, Any]:
    """The shape as a schema of OpenAPI 3.0.3, each fact with its words."""
    said = {"description": WORDS[path]} if path in WORDS else {}
    if isinstance(shape, dict):
        members = {name: schema_of(one, _below(path, name), inside=inside) for name, one in shape.items()}
        found: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": members}
        return found | ({"required": list(shape)} if inside else {"nullable": True}) | said
    if isinstance(shape, Many):
        limits = {"minItems": shape.least, "maxItems": shape.most, "uniqueItems": shape.once}
        items = schema_of(shape.item, f"{path}[]", inside=True)
        return {"type": "array", **limits, "items": items, "nullable": True} | said
    kind: dict[str, Any] = shape.schema() | said
    if inside:
        return kind
    return kind | {"nullable": True} | ({"enum": [*kind["enum"], None]} if "enum" in kind else {})
