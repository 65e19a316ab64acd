"""Golden cases and confirmed orders: cases.yaml and order.yaml of a rule set.

A case is a referral with the answer that it must have. Facts with a `reference` are whole; without one, they
say what is different from the file's `base` (name by name in patient, needs, referrer and requested). Dates
are moved to the last period of the rule set (`dated: yes` keeps them), so that a change that is about to come
shows in it. A confirmed order says that two rows of one table which disagree about some referral are meant to
stand in that order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final, NamedTuple

from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.files import CASES, ORDER, Files, only, rows_of
from deltytelser.rules.rows import Row, read_day, table_kind
from deltytelser.rules.schema import first_fault, is_date
from deltytelser.rules.vocabulary import CONDITIONS, DELYTELSER, LEVELS, SCALAR_NAMES

Facts = dict[str, Any]
OUTCOMES: Final = ("granted", "refused", "redirected", "incomplete", "manual")
FIRST_HIT: Final = ("map", "work", "gate", "level", "stay", "deadline")
_CASE_CELLS: Final = frozenset(["id", "nb", "nn", "dated", "facts", "expected"])
_MAY_MISS: Final = frozenset((*SCALAR_NAMES, *(f"conditions.{name}" for name in CONDITIONS)))


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """A whole referral, and what it must be answered with (see EXPECTED)."""

    id: str
    text: Mapping[str, str]
    facts: Facts
    expected: Mapping[str, Any]
    dated: bool = False

    @property
    def place(self) -> str:
        """File and row."""
        return f"{CASES}, row {self.id}"


class Confirmed(NamedTuple):
    """Two rows of one first-hit table, by id, in the order that is meant."""

    first: str
    then: str

    @property
    def place(self) -> str:
        """File and row."""
        return f"{ORDER}, row {self.first}"


def _word(*known: str) -> Callable[[object], bool]:
    return lambda value: value is None or (isinstance(value, str) and value in known)


def _count(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _stay(value: object) -> bool:
    return value is None or (
        isinstance(value, dict)
        and value.keys() == {"min", "max"}
        and all(_count(one) for one in value.values())
    )


# What a case may expect. `days`: from receipt to the last day for start; `due`: the day the assessment is
# due; `places`: the institutions that rows of route_named and route_own_hf put first; `not_before`: days from
# receipt to the day before which the stay should not start.
EXPECTED: Final[Mapping[str, Callable[[object], bool]]] = {
    "outcome": lambda value: isinstance(value, str) and value in OUTCOMES,
    "delytelse": _word(*DELYTELSER),
    "redirect_to": lambda value: value is None or isinstance(value, str),
    "missing": lambda value: _words(value) and set(value) <= _MAY_MISS,  # type: ignore[call-overload]
    "level": _word(*LEVELS),
    "lodging": lambda value: isinstance(value, bool),
    "stay": _stay,
    "weeks": _count,
    "days": _count,
    "not_before": _count,
    "due": is_date,
    "places": _words,
}


def read_cases(files: Files) -> tuple[GoldenCase, ...]:
    """The cases; none where the file is not there. Raises CatalogueError naming file, row and cell."""
    if CASES not in files:
        return ()
    content = files[CASES]
    if not isinstance(content, dict):
        raise CatalogueError(f"{CASES}: missing or not a list of names and values")
    base = _plain(content.get("base", {}))
    if not isinstance(base, dict):
        raise CatalogueError(f"{CASES}, cell base: must be the facts of a referral")
    seen: set[str] = set()
    cases = []
    for raw in rows_of(content, CASES, ("table", "base", "rows")):
        cases.append(_case(raw, base))
        if cases[-1].id in seen:
            raise CatalogueError(f"{cases[-1].place}: the id is in use")
        seen.add(cases[-1].id)
    return tuple(cases)


def _case(raw: dict[str, object], base: Facts) -> GoldenCase:
    name = raw.get("id")
    if not isinstance(name, str) or not name:
        raise CatalogueError(f"{CASES}: a row without an id")
    place = f"{CASES}, row {name}"
    only(raw, _CASE_CELLS, place)
    text = {lang: raw[lang] for lang in ("nb", "nn") if lang in raw}
    if "nb" not in text or not all(isinstance(one, str) and one.strip() for one in text.values()):
        raise CatalogueError(f"{place}, cell nb: a row without a sentence")
    if not isinstance(raw.get("dated", False), bool):
        raise CatalogueError(f"{place}, cell dated: must be yes or no")
    return GoldenCase(
        id=name,
        text={lang: str(one) for lang, one in text.items()},
        facts=_facts(raw.get("facts"), base, place),
        expected=_expected(raw.get("expected"), place, raw.get("dated") is True),
        dated=raw.get("dated") is True,
    )


def _facts(raw: object, base: Facts, place: str) -> Facts:
    if not isinstance(raw, dict):
        raise CatalogueError(f"{place}, cell facts: must be the facts of a referral")
    told = _plain(raw)
    facts: Facts = {**told}
    if "reference" not in told:
        facts = {"reference": place.removeprefix(f"{CASES}, row ")[:64], **base}
        for name, value in told.items():
            both = isinstance(value, dict) and isinstance(base.get(name), dict)
            facts[name] = {**base[name], **value} if both else value
    if isinstance(facts.get("diagnoses"), list):
        facts["diagnoses"] = [_diagnosis(one) for one in facts["diagnoses"]]
    fault = first_fault(facts)
    if fault is not None:
        raise CatalogueError(f"{place}, cell facts: {fault.field} {fault.message}")
    for day in _days_in(facts):
        # Cases are moved by years: days at the end of the calendar would leave it.
        read_day(day, f"{place}, cell facts")
    return facts


def _days_in(value: Any) -> Iterator[str]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inside:
        yield from [one] if is_date(one) else _days_in(one)


def _diagnosis(one: object) -> object:
    """`icd10 M05.9` for short."""
    system, _, code = one.partition(" ") if isinstance(one, str) else ("", "", "")
    return {"system": system, "code": code} if code else one


def _expected(raw: object, place: str, dated: bool) -> dict[str, Any]:
    if not isinstance(raw, dict) or not raw:
        raise CatalogueError(f"{place}, cell expected: must say what the answer is")
    expected: dict[str, Any] = _plain(raw)
    for name, value in expected.items():
        if name not in EXPECTED or not EXPECTED[name](value):
            raise CatalogueError(f"{place}, cell expected: {name} is not known, or not a known value")
    if "due" in expected and not dated:
        raise CatalogueError(f"{place}, cell expected: due is a day, so the case must be dated")
    return expected


def _plain(value: Any) -> Any:
    """Days as text, as in JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def read_order(files: Files, rows: Mapping[str, tuple[Row, ...]]) -> tuple[Confirmed, ...]:
    """The confirmed orders; none where the file is not there. Raises CatalogueError, for a circle too."""
    if ORDER not in files:
        return ()
    content = files[ORDER]
    if not isinstance(content, dict):
        raise CatalogueError(f"{ORDER}: missing or not a list of names and values")
    tables = {row.id: name for name, table in rows.items() if table_kind(name) in FIRST_HIT for row in table}
    order: list[Confirmed] = []
    for raw in rows_of(content, ORDER, ("table", "rows")):
        one = Confirmed(str(raw.get("first")), str(raw.get("then")))
        only(raw, ("first", "then"), one.place)
        if one.first not in tables or tables.get(one.then) != tables[one.first]:
            raise CatalogueError(f"{one.place}, cell then: {one.then} is no other row of the same table")
        if one in order:
            raise CatalogueError(f"{one.place}, cell then: {one.then} is given twice")
        order.append(one)
    _check_circle(order)
    return tuple(order)


def _check_circle(order: list[Confirmed]) -> None:
    before: dict[str, list[str]] = {}
    for one in order:
        before.setdefault(one.then, []).append(one.first)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        circle = error.args[1]
        raise CatalogueError(
            f"{ORDER}, row {circle[0]}, cell then: the order goes in a circle: {' → '.join(circle)}"
        ) from error
