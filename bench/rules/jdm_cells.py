"""The cells of a row as columns and unary tests of a JDM decision table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from deltytelser.rules.vocabulary import (
    DELYTELSE_WORDS,
    FUNCTION_LOSS,
    GOALS,
    LEVELS,
    MEASURES,
    REFERRERS,
    SELF_CARE,
    URGENCIES,
)

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "function_loss": FUNCTION_LOSS,
    "goal": GOALS,
    "municipal_measures": MEASURES,
    "referrer": REFERRERS,
    "urgency": URGENCIES,
    "self_care": SELF_CARE,
    "requested": DELYTELSE_WORDS,
    "lookup": DELYTELSE_WORDS,
    "delytelse": DELYTELSE_WORDS,
    "level": LEVELS,
}
_CONDITION_TESTS: Final = {"ticked": "true", "denied": "false", "not_ticked": "$ != true"}


class Column(NamedTuple):
    """An input column; without a field its cells are whole expressions."""

    id: str
    field: str | None


Test = str | tuple[str, ...]  # an expression, or the words accepted


def columns_of(groups: Sequence[Mapping[str, Any]], fields: Mapping[str, str]) -> dict[Column, str] | None:
    """Columns with their tests for cells that must all hold, the delytelse first: it tells most rows apart.

    None where the cells exclude each other.
    """
    tests: dict[Column, Test] = {}
    for name, value in ((name, value) for group in groups for name, value in group.items()):
        for column, test in _cells(name, value, fields):
            both = _both(tests.get(column), test)
            if both is None:
                return None
            tests[column] = both
    ordered = sorted(tests.items(), key=lambda one: one[0].id != "delytelse")
    return {column: test if isinstance(test, str) else _words(test) for column, test in ordered}


def _both(one: Test | None, other: Test) -> Test | None:
    if one is None or one == other:
        return other
    if isinstance(one, tuple) and isinstance(other, tuple):
        return tuple(word for word in one if word in other) or None
    return f"({one}) and ({other})" if " " in str(one) else None


def _cells(name: str, value: Any, fields: Mapping[str, str]) -> Iterator[tuple[Column, Test]]:
    base = name.removesuffix("_not")
    if name in _CONDITION_TESTS:
        yield from ((_plain(f"conditions.{one}"), _CONDITION_TESTS[name]) for one in value)
    elif name == "ticked_any":
        yield Column("ticked_any", None), " or ".join(f"conditions.{one} == true" for one in value)
    elif name == "age":
        yield _plain("age"), _span(value)
    elif name == "main_diagnosis":
        yield _plain(f"diagnosis.{diagnosis_key(value)}"), "true"
    elif name == "earlier_stay":
        yield Column("earlier_stay", "contains(stays, delytelse)"), _truth(value)
    elif base in WORDS:
        words = value if base == name else [word for word in WORDS[base] if word not in value]
        yield _plain(fields.get(base, base)), tuple(words)
    elif isinstance(value, bool):
        yield _plain(name), _truth(value)
    else:
        yield _plain(name), tuple(value) if isinstance(value, list) else (value,)


def diagnosis_key(ranges: list[str]) -> str:
    """The name of a set of code ranges, as the facts handed to zen carry it."""
    return "in_" + "_".join(ranges).replace(" ", "_").replace("-", "_")


def _plain(field: str) -> Column:
    return Column(field, field)


def _words(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _span(age: Mapping[str, int]) -> str:
    if "from" in age and "to" in age:
        return f"[{age['from']}..{age['to']}]"
    return f">= {age['from']}" if "from" in age else f"<= {age['to']}"
