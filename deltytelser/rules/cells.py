"""Reads the cells of a row: closed words in, a box out. An unknown word is refused with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from deltytelser.rules.boxes import Box
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.vocabulary import (
    AGE,
    AREA,
    CHOSEN_HERE,
    CODED_LENGTH,
    CONDITION_BITS,
    CONSENT,
    DELYTELSE,
    DELYTELSE_WORDS,
    DIAGNOSIS_BYTES,
    EXISTING,
    FOUND_BY,
    FUNCTION_LOSS,
    GOALS,
    LEVEL,
    LEVELS,
    LONG_TRAVEL,
    LOOKUP,
    MEASURES,
    NIGHT_CARE,
    REFERRER,
    REFERRERS,
    REQUESTED,
    SAME_STAY,
    SCALARS,
    SELF_CARE,
    SELF_CARE_AT,
    URGENCIES,
    URGENCY,
)

_RANGE: Final = re.compile(r"(icd10|icpc2) ([A-Z][0-9][0-9A-Z]{1,3})(?:-([A-Z][0-9][0-9A-Z]{1,3}))?")
_WORDS: Final[Mapping[str, tuple[int, tuple[str, ...]]]] = {
    "referrer": (REFERRER, REFERRERS),
    "urgency": (URGENCY, URGENCIES),
    "self_care": (SELF_CARE_AT, SELF_CARE),
    "requested": (REQUESTED, DELYTELSE_WORDS),
    "lookup": (LOOKUP, DELYTELSE_WORDS),
    "delytelse": (DELYTELSE, DELYTELSE_WORDS),
    "level": (LEVEL, LEVELS),
}
_SCALAR_WORDS: Final = {"function_loss": FUNCTION_LOSS, "goal": GOALS, "municipal_measures": MEASURES}
_FLAGS: Final = {
    "night_care": NIGHT_CARE,
    "existing_right": EXISTING,
    "consent": CONSENT,
    "long_travel": LONG_TRAVEL,
    "assessed_here_by_choice": CHOSEN_HERE,
    "earlier_stay": SAME_STAY,
}
OLDEST: Final = 150
MOST_DIAGNOSIS_SETS: Final = 8 * (CODED_LENGTH - DIAGNOSIS_BYTES)
_SCALAR_FLAGS: Final = frozenset(SCALARS) - frozenset(_SCALAR_WORDS)
_CONDITION_CELLS: Final = ("ticked", "ticked_any", "not_ticked", "denied")
CELL_NAMES: Final = frozenset(
    {
        *_WORDS,
        *_SCALAR_WORDS,
        *_FLAGS,
        *_SCALAR_FLAGS,
        *_CONDITION_CELLS,
        "age",
        "area",
        "found_by",
        "main_diagnosis",
    }
    | {"grounds", "new_cardiac_event"}
    | {f"{name}_not" for name in (*_WORDS, *_SCALAR_WORDS)}
)


class CodeRange(NamedTuple):
    """Codes without their dot, from first to last, in one system."""

    system: str
    first: str
    last: str

    def holds(self, system: str, code: str) -> bool:
        """Whether the code's first characters, as many as `first` has, lie in the range;
        a shorter code is in none.
        """
        length = len(self.first)
        return system == self.system and len(code) >= length and self.first <= code[:length] <= self.last


class Words:
    """The open-ended words of one rule set: areas, rows of the map, age limits, sets of code ranges."""

    def __init__(self, areas: Iterable[str], found_by: Iterable[str], age_limits: Iterable[int]) -> None:
        self.areas = (*areas, "none")
        self.found_by = tuple(found_by)
        self.age_limits = tuple(sorted(set(age_limits)))
        self.diagnosis_sets: list[tuple[CodeRange, ...]] = []

    @property
    def sizes(self) -> dict[int, int]:
        """How many values each fact that is always known has, by position."""
        sizes = {position: len(words) for position, words in _WORDS.values()}
        # A yes-or-no cell; consent that was not asked about is a third value.
        sizes |= dict.fromkeys(_FLAGS.values(), 2) | {CONSENT: 3}
        open_ended = {AGE: len(self.age_limits) + 1, AREA: len(self.areas), FOUND_BY: len(self.found_by)}
        return sizes | open_ended

    def age_class(self, age: int) -> int:
        """The interval between age limits that holds an age in whole years."""
        return bisect_right(self.age_limits, age)

    def area_code(self, area: str | None) -> int:
        """The code of a health trust area;
        outside them all, or one that the rule set does not know, is none.
        """
        return self.areas.index(area) if area in self.areas else len(self.areas) - 1

    def diagnosis_bits(self, system: str, code: str) -> int:
        """Which of the sets of ranges hold a code without its dot."""
        bits = 0
        for index, ranges in enumerate(self.diagnosis_sets):
            for one in ranges:
                if one.holds(system, code):
                    bits |= 1 << index
        return bits

    def diagnosis_set(self, ranges: tuple[CodeRange, ...]) -> int:
        """The bit of a set of ranges. Raises CatalogueError beyond the bits that a coded referral has."""
        if ranges not in self.diagnosis_sets:
            if len(self.diagnosis_sets) == MOST_DIAGNOSIS_SETS:
                raise CatalogueError(f"more than {MOST_DIAGNOSIS_SETS} different lists of diagnoses")
            self.diagnosis_sets.append(ranges)
        return 1 << self.diagnosis_sets.index(ranges)


def age_limits_in(cells: Mapping[str, object]) -> list[int]:
    """The ages at which the answer of a row's age cell changes."""
    age = cells.get("age")
    if not isinstance(age, dict):
        return []
    limits = [age["from"]] if isinstance(age.get("from"), int) else []
    return limits + ([age["to"] + 1] if isinstance(age.get("to"), int) else [])


def read_cells(cells: object, words: Words, place: str) -> Box:
    """The box of a group of cells. Raises CatalogueError with `place` and the cell named."""
    if not isinstance(cells, dict):
        raise CatalogueError(f"{place}: cells must be a list of names and values")
    box = Box()
    for name, value in cells.items():
        here = f"{place}, cell {name}"
        if name not in CELL_NAMES:
            raise CatalogueError(f"{here}: not a known cell")
        both = box.both(_cell(name, value, words, here))
        if both is None:
            raise CatalogueError(f"{here}: cannot hold together with the other cells")
        box = both
    return box


def _cell(name: str, value: object, words: Words, here: str) -> Box:
    special = _SPECIAL.get(name)
    if special:
        return special(value, words, here)
    base = name.removesuffix("_not")
    if base in _SCALAR_WORDS:
        mask = _mask(value, _SCALAR_WORDS[base], here, inverted=base != name)
        return Box(scalars=((SCALARS.index(base), mask),))
    if base in _WORDS:
        position, known = _WORDS[base]
        return Box(statics=((position, _mask(value, known, here, inverted=base != name)),))
    flag = _flag(value, here)
    if name in _SCALAR_FLAGS:
        return Box(scalars=((SCALARS.index(name), 1 << flag),))
    return Box(statics=((_FLAGS[name], 1 << flag),))


def _flag(value: object, here: str) -> int:
    if not isinstance(value, bool):
        raise CatalogueError(f"{here}: must be yes or no")
    return int(value)


def _mask(value: object, known: tuple[str, ...], here: str, inverted: bool = False) -> int:
    mask = 0
    for word in _list(value, here):
        if word not in known:
            raise CatalogueError(f"{here}: unknown word {word!r}; known are {', '.join(known)}")
        mask |= 1 << known.index(word)
    return ((1 << len(known)) - 1) & ~mask if inverted else mask


def _list(value: object, here: str) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
        raise CatalogueError(f"{here}: must be a list of words")
    return value


def _conditions(value: object, here: str) -> int:
    bits = 0
    for word in _list(value, here):
        if word not in CONDITION_BITS:
            raise CatalogueError(f"{here}: unknown condition {word!r}")
        bits |= CONDITION_BITS[word]
    return bits


def _age(value: object, words: Words, here: str) -> Box:
    if not isinstance(value, dict) or not value or not value.keys() <= {"from", "to"}:
        raise CatalogueError(f"{here}: must say from, to or both")
    if not all(type(limit) is int and 0 <= limit <= OLDEST for limit in value.values()):
        raise CatalogueError(f"{here}: whole years, at most {OLDEST}")
    first = words.age_class(value.get("from", 0))
    last = words.age_class(value["to"]) if "to" in value else len(words.age_limits)
    return Box(statics=((AGE, sum(1 << age for age in range(first, last + 1))),))


def _ranges(value: object, words: Words, here: str) -> Box:
    ranges = [parse_range(text, here) for text in _list(value, here)]
    return Box(diagnosis=(words.diagnosis_set(tuple(ranges)),))


def parse_range(text: str, here: str) -> CodeRange:
    """`icd10 C00-C97` or `icd10 Z85`. Raises CatalogueError."""
    match = _RANGE.fullmatch(text)
    if not match:
        raise CatalogueError(f"{here}: {text!r} is not a range such as icd10 C00-C97")
    return CodeRange(match[1], match[2], match[3] or match[2])


def _word_of(words: tuple[str, ...], value: object, here: str) -> int:
    if value not in words:
        raise CatalogueError(f"{here}: must be {' or '.join(words)}")
    return words.index(str(value))


_SPECIAL: Final[Mapping[str, Callable[[object, Words, str], Box]]] = {
    "ticked": lambda value, words, here: Box(ticked=_conditions(value, here)),
    "ticked_any": lambda value, words, here: Box(ticked_any=(_conditions(value, here),)),
    "not_ticked": lambda value, words, here: Box(not_ticked=_conditions(value, here)),
    "denied": lambda value, words, here: Box(denied=_conditions(value, here)),
    "age": _age,
    "main_diagnosis": _ranges,
    "area": lambda value, words, here: Box(statics=((AREA, _mask(value, words.areas, here)),)),
    "found_by": lambda value, words, here: Box(statics=((FOUND_BY, _mask(value, words.found_by, here)),)),
    "grounds": lambda value, words, here: Box(grounds=_word_of(("none", "hold"), value, here)),
    "new_cardiac_event": lambda value, words, here: Box(new_event=_flag(value, here)),
}
