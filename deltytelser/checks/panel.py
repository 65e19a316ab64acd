"""The golden cases as a panel that a mutant is shown to: does any of them notice?

What a changed row does to a case is worked out from the boxes of its table alone wherever that is certain.
Where it is not, the case is assessed anew by the whole engine, with the slip in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from deltytelser.checks.answers import Answer, answer, case_facts
from deltytelser.checks.mutated import Mutant
from deltytelser.rules.boxes import Box, Definitions, fixed_part_holds, holds
from deltytelser.rules.case import Case, open_case
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.golden import GoldenCase
from deltytelser.rules.mapping import find_delytelse
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import (
    DELYTELSE,
    DELYTELSE_WORDS,
    FUNCTION_LOSS,
    LEVEL,
    LEVELS,
    LOOKUP,
    TICKED,
)
from deltytelser.rules.world import World

# The outcomes in which a proposal shows what a kind of table decides.
_LEVEL_SHOWN: Final = ("granted", "manual", "incomplete")
_SHOWN_IN: Final = dict.fromkeys(("level", "stay", "lodging"), _LEVEL_SHOWN) | dict.fromkeys(
    ("deadline", "deadline_limits", "route_named", "route_own_hf"), ("granted",)
)
_LEVELLED: Final = ("level", "lodging", "stay")
_BEFORE_LEVEL: Final = ("map", "work", "gate", "right", "level")
_ROUTES: Final = ("route_named", "route_own_hf", "settings")
_FINDERS: Final = ("map", "work")


class Seat:
    """One case: its facts as this rule set is asked, coded with the delytelse filled in, and its answer."""

    def __init__(self, case: GoldenCase, opened: Case, rules: RuleSet, world: World) -> None:
        self.case, self.facts, self.coded = case, opened.facts, opened.coded
        self.rules, self.world = rules, world
        self.in_last = opened.receipt >= rules.breaks[-1]
        settings = opened.edition.settings
        self.unknown_loss = FUNCTION_LOSS.index(str(settings["unknown_function_loss_level"]))
        # Whether the weeks of its deadline are halved.
        self.halved = settings["deteriorating_halves_weeks"] is True and (
            opened.facts.get("urgency") == "deteriorating"
        )
        self.met: dict[int, bool] = {}  # by row, whether it holds
        self.weighed: dict[int, Weighed] = {}

    @cached_property
    def answer(self) -> Answer:
        """What the rule set answers."""
        return answer(self.facts, self.rules, self.world)

    @cached_property
    def placed(self) -> list[int]:
        """The codes with the level filled in, which the tables after it may read."""
        coded = self.coded.copy()
        if self.answer["level"]:
            coded[LEVEL] = LEVELS.index(self.answer["level"])
        return coded

    def codes_for(self, kind: str) -> list[int]:
        """The codes as a kind of table sees them."""
        coded = self.coded if kind in _BEFORE_LEVEL else self.placed
        if kind in _LEVELLED and coded[0] < 0:
            coded = [self.unknown_loss, *coded[1:]]
        return coded


@dataclass(frozen=True, slots=True)
class Weighed:
    """One row of stage 3 for one case: what it may do, and what it does whatever is unknown."""

    may: bool
    met: bool
    may_refuse: bool
    refuses: bool
    stops: bool


class Panel:
    """Seats for every case that can be assessed at all."""

    def __init__(self, rules: RuleSet, world: World, cases: Iterable[GoldenCase]) -> None:
        self.rules, self.world = rules, world
        self.seats = [seat for case in cases if (seat := self._seat(case)) is not None]

    def _seat(self, case: GoldenCase) -> Seat | None:
        try:
            opened = open_case(case_facts(case, self.rules), rules=self.rules, world=self.world)
        except InvalidFacts:
            return None
        find_delytelse(opened.coded, opened.edition)
        return Seat(case, opened, self.rules, self.world)

    def seeing(self, changed: Mapping[str, Sequence[Row]]) -> list[Seat]:
        """The seats for which one of these rows, by kind of table, may hold."""
        return [
            seat
            for seat in self.seats
            if any(self._may_be_for(row, seat, kind) for kind, rows in changed.items() for row in rows)
        ]

    def notices(self, mutant: Mutant) -> Seat | None:
        """The first case whose answer the mutant changes in something that the case expects."""
        unsure: list[Seat] = []
        for seat in self.seats:
            if not self._sees(mutant, seat):
                continue
            sure = self._surely(mutant, seat) if seat.in_last and mutant.rows else None
            if sure:
                return seat
            if sure is None:
                unsure.append(seat)
        world = world_for(mutant, self.world)
        return next((seat for seat in unsure if self._assessed(mutant, seat, world)), None)

    def _assessed(self, mutant: Mutant, seat: Seat, world: World) -> bool:
        try:
            found = answer(seat.facts, mutant.rules, world)
        except InvalidFacts:
            return True
        return any(found[name] != seat.answer[name] for name in seat.case.expected)

    def _sees(self, mutant: Mutant, seat: Seat) -> bool:
        """Whether one of the changed rows may be for the case, and the case reaches the table."""
        kind = mutant.kind
        changed = [row for row in (mutant.old, mutant.new) if row is not None]
        if not changed:
            return True
        if not any(self._may_be_for(row, seat, kind) for row in changed):
            return False
        if kind in (*_FINDERS, "gate"):
            return True
        outcome = seat.answer["outcome"]
        return outcome != "redirected" and outcome in _SHOWN_IN.get(kind, (outcome,))

    def _may_be_for(self, row: Row, seat: Seat, kind: str) -> bool:
        return self._weighed(row, seat).may if kind == "right" else self._holds(row, seat, kind)

    def _holds(self, row: Row, seat: Seat, kind: str) -> bool:
        known = seat.met.get(id(row))
        if known is None:
            boxes = [box for box in row.boxes if _is_for(box, seat.coded)]
            coded = seat.codes_for(kind) if boxes else seat.coded
            known = any(holds(box, coded, self.rules.definitions) for box in boxes)
            seat.met[id(row)] = known
        return known

    def _surely(self, mutant: Mutant, seat: Seat) -> bool | None:
        """Whether the case notices the mutant; None where that takes a whole assessment."""
        kind = mutant.kind
        if kind == "right":
            return self._outcome_changes(mutant, seat)
        if kind in _FINDERS:
            return self._delytelse_changes(mutant, seat)
        if kind not in ("gate", "level", "stay", "deadline"):
            return None
        row = next((row for row in mutant.rows if self._holds(row, seat, kind)), None)
        return _shows(kind, row, seat)

    def _delytelse_changes(self, mutant: Mutant, seat: Seat) -> bool | None:
        tables = {kind: mutant.rows if kind == mutant.kind else self._rows(kind) for kind in _FINDERS}
        for kind, rows in tables.items():
            for row in rows:
                if self._holds(row, seat, kind):
                    return _differs(seat, "delytelse", row.effect["delytelse"]) or None
        found = DELYTELSE_WORDS[seat.coded[LOOKUP]]
        return _differs(seat, "delytelse", None if found == "none" else found) or None

    def _rows(self, kind: str) -> list[Row]:
        day = self.rules.breaks[-1]
        return [row for row in self.rules.rows.get(kind, ()) if row.in_force(day)]

    def _outcome_changes(self, mutant: Mutant, seat: Seat) -> bool | None:
        weighed = [self._weighed(row, seat) for row in mutant.rows]
        stopped = any(one.stops for one in weighed)
        if not stopped and any(one.refuses for one in weighed):
            return _differs(seat, "outcome", "refused")
        if not stopped and any(one.may_refuse for one in weighed):
            return None
        if any(one.met for one in weighed):
            return _differs(seat, "outcome", "manual")
        if any(one.may for one in weighed):
            return _differs(seat, "outcome", "incomplete") or None
        return _differs(seat, "outcome", "granted")

    def _weighed(self, row: Row, seat: Seat) -> Weighed:
        known = seat.weighed.get(id(row))
        if known is None:
            known = seat.weighed[id(row)] = weigh_row(row, seat.coded, self.rules.definitions)
        return known


def _is_for(box: Box, coded: list[int]) -> bool:
    """Whether the delytelse alone allows the box."""
    return all(mask >> coded[position] & 1 for position, mask in box.statics if position == DELYTELSE)


def _differs(seat: Seat, name: str, value: object) -> bool:
    return name in seat.case.expected and seat.answer[name] != value


def _shows(kind: str, row: Row | None, seat: Seat) -> bool | None:
    """Whether the answer changes where this row decides; None where other tables have a say in that."""
    effect: Any = row.effect if row is not None else {}
    if kind == "gate":
        return _differs(seat, "redirect_to", effect.get("redirect_to")) or None
    if kind == "level":
        return _differs(seat, "level", effect.get("level")) or None
    if kind == "stay":
        return _differs(seat, "stay", effect.get("days"))
    if row is None:
        return _differs(seat, "weeks", None)
    weeks = (effect["weeks"] + 1) // 2 if seat.halved else effect["weeks"]
    return _differs(seat, "weeks", weeks) or None


def weigh_row(row: Row, coded: list[int], definitions: Definitions) -> Weighed:
    """A row of stage 3 by what is known of a coded referral."""
    refusing: Sequence[Box] = [box for group in row.refusing for box in group]
    may = any(may_hold(box, coded, definitions) for box in row.boxes)
    met = may and any(holds(box, coded, definitions) for box in row.boxes)
    return Weighed(
        may=may,
        met=met,
        may_refuse=may and any(may_hold(box, coded, definitions) for box in refusing),
        refuses=may and any(holds(box, coded, definitions) for box in refusing),
        stops=met and row.effect.get("stops_refusals") is True,
    )


def may_hold(box: Box, coded: list[int], definitions: Definitions) -> bool:
    """Whether no known fact fails the box, as stage 3 reads it."""
    for position, mask in box.scalars:
        if coded[position] >= 0 and not mask >> coded[position] & 1:
            return False
    if box.denied & coded[TICKED] or not fixed_part_holds(box, coded, definitions):
        return False
    return box.grounds is None or definitions.ground_holds(coded) in (None, bool(box.grounds))


def alone(world: World) -> World:
    """The same world without its memory of routes, which tells rule sets apart by hash: mutants share one."""
    other = copy(world)
    other.routes = {}
    return other


def world_for(mutant: Mutant, world: World) -> World:
    """The world that a mutant is assessed with: where it may change a route, nothing is remembered."""
    return alone(world) if mutant.kind in _ROUTES else world
