"""What a proposal needs to know besides the referral and the rules: plain data, handed in.

Agreements, the hospitals' own offers, institutions, municipalities, the diagnosis map, the calendar, and
the waits where they are known. The engine never reads a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Final, NamedTuple

from deltytelser.rules.cells import CodeRange
from deltytelser.rules.memory import remember
from deltytelser.rules.vocabulary import DAY, DELYTELSER, INPATIENT, LEVELS, OUTPATIENT

EARTH_KM: Final = 6371
AddVirkedager = Callable[[date, int, bool], date]
# (institution, delytelse, level) -> days until a place is free, counted from the day of the proposal.
Waits = Mapping[tuple[str, str, str], int | None]


class Municipality(NamedTuple):
    """`area` is the code of the health trust area, None in another region."""

    number: str
    name: str
    area: str | None
    latitude: float
    longitude: float


class Institution(NamedTuple):
    """`sector` is hf or private; the point is None where it is not known."""

    code: str
    name: str
    sector: str
    latitude: float | None
    longitude: float | None


class Agreement(NamedTuple):
    """A volume serves each of its letters; both days are included, None is open-ended."""

    institution: str
    delytelser: tuple[str, ...]
    level: str
    first_day: date
    last_day: date | None = None


class Offer(NamedTuple):
    """A hospital unit's own offer. `confirmed` is false where the source does not say the level."""

    area: str
    institution: str
    delytelse: str
    levels: tuple[str, ...]
    confirmed: bool = True


class MappedRange(NamedTuple):
    """Diagnosis codes that point to a delytelse."""

    codes: CodeRange
    delytelse: str


class World:
    """Built once and handed to every `assess`; treat it as immutable."""

    def __init__(
        self,
        *,
        municipalities: Iterable[Municipality],
        institutions: Iterable[Institution],
        agreements: Iterable[Agreement],
        offers: Iterable[Offer],
        diagnoses: Iterable[MappedRange],
        add_virkedager: AddVirkedager,
        agreements_known_on: date | None = None,
        waits: Waits | None = None,
    ) -> None:
        self.municipalities = {one.number: one for one in municipalities}
        self.institutions = {one.code: one for one in institutions}
        self.agreements = tuple(agreements)
        self.offers = tuple(offers)
        self.diagnoses = tuple(diagnoses)
        self.add_virkedager = add_virkedager
        self.agreements_known_on = agreements_known_on
        self.waits: Waits = waits or {}
        self._found: dict[tuple[str, str], MappedRange | None] = {}
        self._distances: dict[tuple[str, str], float | None] = {}
        self._due: dict[tuple[date, int, bool], date] = {}
        # Days on which the agreements in force change: the same memory serves all days between two.
        self._changes = sorted({day for one in self.agreements for day in _change_days(one)})
        self.routes: dict[tuple[object, ...], object] = {}
        self.serving: dict[tuple[object, ...], object] = {}

    def mapped(self, system: str, code: str) -> MappedRange | None:
        """The range of the diagnosis map that holds a code without its dot."""
        key = (system, code)
        if key in self._found:
            return self._found[key]
        found = next((one for one in self.diagnoses if one.codes.holds(system, code)), None)
        return remember(self._found, key, found)

    def due(self, day: date, virkedager: int, saturday: bool) -> date:
        """`virkedager` after `day`, that day not counted. Raises OverflowError outside the calendar."""
        key = (day, virkedager, saturday)
        return self._due.get(key) or remember(self._due, key, self.add_virkedager(day, virkedager, saturday))

    def period(self, day: date) -> int:
        """The same number for all days with the same agreements in force."""
        return sum(change <= day for change in self._changes)

    def distance(self, municipality: str, institution: str) -> float | None:
        """Kilometres along the great circle, to one decimal (half to even);
        None where a point is not known.
        """
        key = (municipality, institution)
        if key in self._distances:
            return self._distances[key]
        found = _distance(self.municipalities.get(municipality), self.institutions.get(institution))
        return remember(self._distances, key, found)


def _change_days(agreement: Agreement) -> list[date]:
    days = [agreement.first_day]
    if agreement.last_day and agreement.last_day < date.max:
        days.append(date.fromordinal(agreement.last_day.toordinal() + 1))
    return days


def _distance(start: Municipality | None, end: Institution | None) -> float | None:
    if start is None or end is None or end.latitude is None or end.longitude is None:
        return None
    return distance_km(start.latitude, start.longitude, end.latitude, end.longitude)


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres along the great circle between two points in degrees, to one decimal (half to even)."""
    north, south = radians(latitude), radians(other_latitude)
    east = radians(other_longitude - longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return round(2 * EARTH_KM * asin(min(1.0, sqrt(half))), 1)


_NORWEGIAN_LEVELS: Final = {
    "døgn": INPATIENT,
    "dag": DAY,
    "dag/lms": DAY,
    "poliklinikk": OUTPATIENT,
    "kurs": OUTPATIENT,
    "kurs (digitalt)": OUTPATIENT,
}
NOT_STATED: Final = "ikke oppgitt"


def offer_levels(text: str) -> tuple[tuple[str, ...], bool]:
    """The levels that the column `niva` of a hospital's offer names, and whether they are confirmed.

    "ikke oppgitt" serves every level, unconfirmed; "i spesielle tilfeller" and other words do not count.
    """
    if text.strip().lower() == NOT_STATED:
        return LEVELS, False
    named = {_NORWEGIAN_LEVELS.get(part.strip().lower()) for part in text.split(";")}
    return tuple(level for code, level in enumerate(LEVELS) if code in named), True


def delytelser_of(text: str) -> tuple[str, ...]:
    """The letters of a volume: `G+N` serves G and N; none where nothing is stated."""
    return tuple(letter for letter in text.split("+") if letter in DELYTELSER)
