"""The cells of a row, lit by a referral: met, failed or unknown, with the facts that made them so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from deltytelser.rules.boxes import Box, holds
from deltytelser.rules.cells import read_cells
from deltytelser.rules.phrases import cell_phrase, in_sentence
from deltytelser.rules.reasons.reading import Json, Reading
from deltytelser.rules.reasons.values import facts_read, told
from deltytelser.rules.reasons.words import VALUES, say
from deltytelser.rules.residual import residual
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import CONDITION_BITS, DENIED, TICKED

MET: Final = "met"
FAILED: Final = "failed"
UNKNOWN: Final = "unknown"
# Cells that say for whom a row is, not what the referral must be.
OF_THE_ROW: Final = frozenset({"delytelse", "delytelse_not", "found_by"})
# Cells whose phrase does not name the facts that they read.
_NAMELESS: Final = frozenset({"grounds", "new_cardiac_event"})
# Cells that any of several facts can meet: which one did is said.
_WHICH: Final = frozenset({"grounds", "ticked_any"})
# A stored rule set has its cells by the alphabet.
_FIRST: Final = (
    "delytelse",
    "delytelse_not",
    "found_by",
    "referrer",
    "age",
    "area",
    "lookup",
    "main_diagnosis",
)
_READING: Final = {
    name: place for place, name in enumerate((*_FIRST, "ticked", "ticked_any", "denied", "", "not_ticked"))
}
# Cells of conditions that must all be as they say: shown by themselves where they differ in state.
_EACH: Final = frozenset({"ticked", "not_ticked", "denied"})


class Cell(NamedTuple):
    """One cell of a row with its box."""

    name: str
    value: Any
    box: Box


class Cells(NamedTuple):
    """All cells of a row: those shared, the alternatives, and when a row of stage 3 refuses."""

    when: tuple[Cell, ...]
    one_of: tuple[tuple[Cell, ...], ...]
    refuses: tuple[Cell, ...]


_READ: WeakKeyDictionary[RuleSet, dict[tuple[str, object], Cells]] = WeakKeyDictionary()
_PHRASES: WeakKeyDictionary[RuleSet, dict[tuple[str, str, str], str]] = WeakKeyDictionary()


def cells_of(row: Row, rules: RuleSet) -> Cells:
    """The cells of a row, read once for each rule set."""
    known = _READ.setdefault(rules, {})
    key = (row.place, row.first)
    if key not in known:
        raw: Mapping[str, Any] = row.cells
        refuses = raw.get("refuses")
        known[key] = Cells(
            when=_read(raw.get("when", {}), row, rules),
            one_of=tuple(_read(group, row, rules) for group in raw.get("one_of", ())),
            refuses=_read(refuses, row, rules) if isinstance(refuses, dict) else (),
        )
    return known[key]


def _read(cells: Mapping[str, Any], row: Row, rules: RuleSet) -> tuple[Cell, ...]:
    """In reading order: for whom, what is there, what is known, and last what must not be there."""
    ordered = sorted(cells.items(), key=lambda cell: _READING.get(cell[0], _READING[""]))
    return tuple(
        Cell(name, value, read_cells({name: value}, rules.words, row.place)) for name, value in ordered
    )


class Light:
    """Lights cells for one coded referral. `two_valued`: an unknown fact does not meet a cell."""

    def __init__(self, reading: Reading, coded: list[int], *, two_valued: bool) -> None:
        self.reading, self.coded, self.two_valued = reading, coded, two_valued
        self.definitions = reading.case.edition.definitions
        self.ground_holds = self.definitions.ground_holds(coded)

    def group(self, cells: Iterable[Cell]) -> list[Json]:
        """The cells of a group, lit; a list of conditions is one for each state that its conditions have."""
        return [lit for cell in cells for lit in self._lit(cell)]

    def _lit(self, cell: Cell) -> list[Json]:
        if cell.name in _EACH:
            return self._conditions(cell)
        state = self.state(cell.box)
        return [self._json(cell.name, cell.value, state, self._facts(cell))]

    def state(self, box: Box) -> str:
        """What the known facts make of a cell."""
        left = residual(box, self.coded, self.definitions, self.ground_holds)
        if left is None:
            return FAILED
        if self.two_valued:
            return MET if holds(box, self.coded, self.definitions) else UNKNOWN
        return MET if left.settled else UNKNOWN

    def _facts(self, cell: Cell) -> list[Json]:
        if cell.name != "ticked_any":
            return [told(one, self.reading) for one in facts_read(cell.box, self.coded, self.reading)]
        ticked = [name for name in cell.value if self.coded[TICKED] & CONDITION_BITS[name]]
        return [self._told_condition(cell.name, name) for name in ticked or cell.value]

    def _conditions(self, cell: Cell) -> list[Json]:
        by_state: dict[str, list[str]] = {}
        for name in cell.value:
            by_state.setdefault(self._condition_state(cell.name, CONDITION_BITS[name]), []).append(name)
        return [
            self._json(cell.name, names, state, [self._told_condition(cell.name, name) for name in names])
            for state, names in by_state.items()
        ]

    def _condition_state(self, cell: str, bit: int) -> str:
        ticked, denied = self.coded[TICKED] & bit, self.coded[DENIED] & bit
        if cell == "ticked":
            return MET if ticked else FAILED
        if cell == "not_ticked":
            return FAILED if ticked else MET
        return MET if denied else FAILED if ticked else UNKNOWN

    def _condition(self, name: str) -> tuple[str, object]:
        bit = CONDITION_BITS[name]
        known = "ticked" if self.coded[TICKED] & bit else "denied" if self.coded[DENIED] & bit else None
        return f"conditions.{name}", known

    def _told_condition(self, cell: str, name: str) -> Json:
        found = told(self._condition(name), self.reading)
        if cell != "denied" and found["value"] is None:
            # Not known is not ticked, and that is all that these cells ask.
            found["words"] = say(VALUES["not_ticked"], self.reading.lang)
        return found

    def _json(self, name: str, value: object, state: str, facts: list[Json]) -> Json:
        phrase = _phrase(self.reading.rules, name, value, self.reading.lang)
        said = _said(name, phrase, state, facts)
        return {"name": name, "phrase": phrase, "state": state, "facts": facts, "said": said}


def _phrase(rules: RuleSet, name: str, value: object, lang: str) -> str:
    known = _PHRASES.setdefault(rules, {})
    key = (name, str(value), lang)
    if key not in known:
        known[key] = cell_phrase(rules, name, value, lang)
    return known[key]


def _said(name: str, phrase: str, state: str, facts: list[Json]) -> str:
    """The facts beside a phrase: nothing where the phrase says it, the value alone where it names them."""
    if state == MET and name in _WHICH:
        return ", ".join(in_sentence(fact["label"]) for fact in facts if fact["value"] in (True, "ticked"))
    if state == MET:
        facts = [fact for fact in facts if _adds(fact, phrase)]
    if name in _NAMELESS or len({fact["words"] for fact in facts}) > 1:
        return in_words(facts)
    return str(facts[0]["words"]) if facts else ""


def _adds(fact: Json, phrase: str) -> bool:
    """Whether a fact that met a cell says more than the cell: «57 år» beside «alder fra 18 år»."""
    plain = fact["value"] in (True, False, None, "ticked", "denied", "none")
    return not plain and str(fact["words"]).casefold() not in phrase.casefold()


def in_words(facts: list[Json]) -> str:
    """`Komplekst brudd: ja, Multitraume: nei`."""
    return ", ".join(f"{fact['label']}: {fact['words']}" for fact in facts)
