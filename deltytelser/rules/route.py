"""Stage 6, the route: who serves, best first. Source: the rule book, stage 6; pbrl § 2-4."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple, cast

from deltytelser.rules.case import Case
from deltytelser.rules.mapping import row_holds
from deltytelser.rules.memory import remember
from deltytelser.rules.rows import Row
from deltytelser.rules.vocabulary import DELYTELSE, DELYTELSER, INPATIENT, LEVELS
from deltytelser.rules.world import World

CHOICE: Final = "route.choice"
NAMED: Final = "route.named"
OWN_HF: Final = "route.own_hf"
RANKED: Final = "route.ranked"
_INPATIENT_BIT: Final = 1 << INPATIENT


class Candidate(NamedTuple):
    """A place that may take the patient.

    `wait` in days from the proposal's day, None where it is not known.
    """

    institution: str
    sector: str
    level: str
    wait: int | None
    distance: float | None
    within: bool | None
    rule: str
    confirmed: bool


class Route(NamedTuple):
    """Candidates best first, the rows behind those named or own, and what became of the patient's choice."""

    candidates: tuple[Candidate, ...]
    rows: tuple[Row, ...]
    choice: str | None  # remark.choice_unknown, remark.choice_not_serving, or None


class _Offers:
    """Who serves the delytelse on receipt: institution -> levels as bits."""

    def __init__(self, case: Case, world: World) -> None:
        self.letter = DELYTELSER[case.coded[DELYTELSE]]
        self.private: dict[str, int] = {}
        self.own: dict[str, int] = {}
        self.all_hf: dict[str, int] = {}
        self.unconfirmed: set[str] = set()
        for agreement in world.agreements:
            in_force = agreement.first_day <= case.receipt <= (agreement.last_day or date.max)
            if in_force and self.letter in agreement.delytelser:
                _add(self.private, agreement.institution, 1 << LEVELS.index(agreement.level))
        if case.edition.settings["hf_units_serve"]:
            self._add_hospitals(case.municipality.area, world)

    def _add_hospitals(self, area: str | None, world: World) -> None:
        for offer in world.offers:
            if offer.delytelse != self.letter:
                continue
            levels = sum(1 << LEVELS.index(level) for level in set(offer.levels))
            if not levels:
                continue
            _add(self.all_hf, offer.institution, levels)
            if offer.area == area:
                _add(self.own, offer.institution, levels)
            if not offer.confirmed:
                self.unconfirmed.add(offer.institution)

    def levels_of(self, institution: str) -> int:
        """Levels at which a place serves anyone who is sent there."""
        return self.private.get(institution, 0) | self.all_hf.get(institution, 0)

    def serving(self) -> dict[str, int]:
        """Levels of those that serve this patient: agreements, and the own area's hospital units."""
        found = dict(self.private)
        for institution, levels in self.own.items():
            _add(found, institution, levels)
        return found


def _offers(case: Case, world: World) -> _Offers:
    """Who serves, from memory for the same delytelse, area and agreements in force."""
    by_hospitals = bool(case.edition.settings["hf_units_serve"])
    period = world.period(case.receipt)
    key = (case.coded[DELYTELSE], case.municipality.area, by_hospitals, period)
    found = world.serving.get(key)
    if found is None:
        found = remember(world.serving, cast(tuple[object, ...], key), _Offers(case, world))
    return cast(_Offers, found)


def _add(levels: dict[str, int], institution: str, bits: int) -> None:
    levels[institution] = levels.get(institution, 0) | bits


def find_route(case: Case, world: World, *, level: int, lodging: bool, deadline: date, on: date) -> Route:
    """The candidates in the order choice, named, own hospital, ranked; one per institution."""
    offers = _offers(case, world)
    make = _Maker(case, world, offers, deadline, on)
    named_rows, named = _named(case, offers)
    own_rows, own = _own(case, offers)
    ranked = [make(code, _stand(offers.levels_of(code), level), NAMED) for code in named]
    own_first = [make(code, _stand(offers.own[code], level), OWN_HF) for code in own if code not in named]
    ranked += sorted(own_first, key=_order)
    first = {one.institution for one in ranked}
    others = {code: levels for code, levels in offers.serving().items() if code not in first}
    ranked += sorted(
        (make(code, at, RANKED) for code, at in _climb(others, level, lodging).items()), key=_order
    )
    return _with_choice(ranked, (*named_rows, *own_rows), case, world)


def _named(case: Case, offers: _Offers) -> tuple[list[Row], list[str]]:
    rows, codes = [], []
    for row in case.edition.named:
        code = str(row.effect["institution"])
        if offers.levels_of(code) and row_holds(row, case.coded, case.edition):
            rows.append(row)
            codes.append(code)
    return rows, list(dict.fromkeys(codes))


def _own(case: Case, offers: _Offers) -> tuple[list[Row], list[str]]:
    if not offers.own:
        return [], []
    rows = [row for row in case.edition.own_hf if row_holds(row, case.coded, case.edition)]
    return rows, list(offers.own) if rows else []


def _stand(levels: int, asked: int) -> int:
    """The level asked; where it is lacking the nearest above, else the highest below."""
    above = [level for level in range(asked, INPATIENT + 1) if levels >> level & 1]
    return above[0] if above else levels.bit_length() - 1


def _climb(others: dict[str, int], asked: int, lodging: bool) -> dict[str, int]:
    """Those that serve at the level asked (or inpatient, with lodging); none:
    at the next level up that serves.
    """
    for level in range(asked, INPATIENT + 1):
        found = {code: level for code, levels in others.items() if levels >> level & 1}
        if lodging:
            found |= {
                code: INPATIENT
                for code, levels in others.items()
                if levels & _INPATIENT_BIT and code not in found
            }
        if found:
            return found
    return {}


class _Maker:
    """Makes candidates: sector, wait, distance, and whether the place can start in time."""

    def __init__(self, case: Case, world: World, offers: _Offers, deadline: date, on: date) -> None:
        self.case, self.world, self.offers, self.deadline, self.on = case, world, offers, deadline, on

    def __call__(self, code: str, level: int, rule: str) -> Candidate:
        institution = self.world.institutions.get(code)
        wait = self.world.waits.get((code, self.offers.letter, LEVELS[level]))
        return Candidate(
            institution=code,
            sector=institution.sector if institution else "private",
            level=LEVELS[level],
            wait=wait,
            distance=self.world.distance(self.case.municipality.number, code),
            within=None if wait is None else self.on + timedelta(days=wait) <= self.deadline,
            rule=rule,
            confirmed=code not in self.offers.unconfirmed,
        )


def _order(one: Candidate) -> tuple[int, bool, int, bool, float, str]:
    in_time = 1 if one.within is None else 0 if one.within else 2
    return (
        in_time,
        one.wait is None,
        one.wait or 0,
        one.distance is None,
        one.distance or 0.0,
        one.institution,
    )


def _with_choice(ranked: list[Candidate], rows: tuple[Row, ...], case: Case, world: World) -> Route:
    chosen = case.facts.get("requested", {}).get("institution")
    if chosen is None:
        return Route(tuple(ranked), rows, None)
    first = [one._replace(rule=CHOICE) for one in ranked if one.institution == chosen]
    rest = [one for one in ranked if one.institution != chosen]
    remark = (
        None
        if first
        else "remark.choice_not_serving"
        if chosen in world.institutions
        else "remark.choice_unknown"
    )
    return Route((*first, *rest), rows, remark)
