"""From a region to a referral in it: facts as a referrer could send them, no more than they must say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from deltytelser.checks.period import Period
from deltytelser.checks.space import (
    DENIED_BIT,
    DIAGNOSES,
    FIRST_CONDITION,
    PATH,
    TICKED_BIT,
    UNKNOWN,
    UNKNOWN_BIT,
    Region,
)
from deltytelser.rules.vocabulary import (
    AFTER_STAY,
    AGE,
    AREA,
    CHOSEN_HERE,
    CONDITIONS,
    CONSENT,
    DELYTELSER,
    EARLY,
    EXISTING,
    FIRST_NEED,
    LONG_TRAVEL,
    NIGHT_CARE,
    NO_DELYTELSE,
    REFERRER,
    REFERRERS,
    REQUESTED,
    SAME_STAY,
    SCALAR_DOMAINS,
    SCALARS,
    SELF_CARE,
    SELF_CARE_AT,
    URGENCIES,
    URGENCY,
)
from deltytelser.rules.world import World

Facts = dict[str, Any]
_GROWN: Final = 58
_SINCE_BIRTHDAY: Final = timedelta(days=300)
_NOTHING_CONSENT: Final = 2
# What a whole witness says where any value will do: by name, the code.
_USUAL: Final = {"function_loss": 2, "goal": 1, "municipal_measures": 1, "significant_change": 1}


def witness(region: Region, period: Period, world: World, *, whole: bool = False) -> Facts:
    """Referral facts in the region, received on the first day of the period; with `whole`, every fact that a
    refusal must know is told.
    """
    return _Witness(region, period, world, whole).facts()


class _Witness:
    def __init__(self, region: Region, period: Period, world: World, whole: bool) -> None:
        self.region, self.period, self.world, self.whole = region, period, world, whole
        self.receipt = period.first

    def facts(self) -> Facts:
        facts: Facts = {
            "reference": "witness",
            "referred_on": self.receipt.isoformat(),
            "received_on": self.receipt.isoformat(),
            "referrer": {"kind": REFERRERS[self.value(REFERRER, 0)]},
            "patient": {"birth_date": self.birth().isoformat(), "municipality": self.municipality()},
            "diagnoses": [
                {"system": system, "code": code}
                for system, code in self.period.diagnoses[self.value(DIAGNOSES, self.shortest())].codes
            ],
        }
        facts |= self.conditions() | self.scalars() | self.statics()
        return facts | self.event_and_stays()

    def value(self, fact: int, preferred: int) -> int:
        """One accepted value of a fact: the preferred one where it is accepted, else the lowest."""
        mask = self.region.get(fact, -1)
        if mask >> preferred & 1:
            return preferred
        return (mask & -mask).bit_length() - 1

    def shortest(self) -> int:
        """The value of DIAGNOSES that says least: the fewest codes, and none that finds a delytelse."""
        wanted = self.region.get(DIAGNOSES, -1)
        ordered = sorted(
            range(len(self.period.diagnoses)), key=lambda at: len(self.period.diagnoses[at].codes)
        )
        return next(at for at in ordered if wanted >> at & 1)

    def birth(self) -> date:
        limits = self.period.rules.words.age_limits
        age_class = self.value(AGE, self.period.rules.words.age_class(_GROWN))
        youngest = limits[age_class - 1] if age_class else 0
        oldest = limits[age_class] - 1 if age_class < len(limits) else max(youngest + 20, _GROWN)
        age = _GROWN if youngest <= _GROWN <= oldest else (youngest + oldest) // 2
        birthday = self.receipt - _SINCE_BIRTHDAY
        return birthday.replace(year=birthday.year - age, day=min(birthday.day, 28))

    def municipality(self) -> str:
        areas = self.period.rules.words.areas
        area = areas[self.value(AREA, len(areas) - 2)]
        known = [
            one.number
            for one in self.world.municipalities.values()
            if areas[self.period.rules.words.area_code(one.area)] == area
        ]
        return known[0] if known else next(iter(self.world.municipalities))

    def conditions(self) -> Facts:
        said: dict[str, list[str]] = {"conditions": [], "conditions_denied": []}
        asked = self.denied_cells() if self.whole else 0
        for index, name in enumerate(CONDITIONS):
            mask = self.region.get(FIRST_CONDITION + index, UNKNOWN_BIT | DENIED_BIT)
            if mask & UNKNOWN_BIT and not (asked >> index & 1 and mask & DENIED_BIT):
                continue
            said["conditions_denied" if mask & DENIED_BIT else "conditions"].append(name)
            assert mask & (DENIED_BIT | TICKED_BIT)
        return {name: names for name, names in said.items() if names}

    def denied_cells(self) -> int:
        """The conditions that some row of stage 3 asks to be denied, of those for the delytelse."""
        path = 1 << self.value(PATH, 0)
        bits = 0
        for row in self.period.kind("right"):
            for box in (*row.boxes, *(one for group in row.refusing for one in group)):
                if any(one.get(PATH, path) & path for one in self.period.of_box(box, row)):
                    bits |= box.denied
        return bits

    def scalars(self) -> Facts:
        facts: Facts = {}
        for position, domain in enumerate(SCALAR_DOMAINS[:EARLY]):
            mask = self.region.get(position, (UNKNOWN[position] << 1) - 1)
            if mask == UNKNOWN[position] or (mask & UNKNOWN[position] and not self.whole):
                continue
            value = domain[self.value(position, _USUAL.get(SCALARS[position], 0))]
            name = SCALARS[position]
            if position >= FIRST_NEED:
                facts.setdefault("needs", {})[name.removeprefix("needs.")] = value
            else:
                facts[name] = value
        return facts

    def statics(self) -> Facts:
        facts: Facts = {}
        requested = self.value(REQUESTED, NO_DELYTELSE)
        if requested != NO_DELYTELSE:
            facts["requested"] = {"delytelse": DELYTELSER[requested]}
        for fact, name, words in (
            (URGENCY, "urgency", URGENCIES),
            (SELF_CARE_AT, "self_care", SELF_CARE),
        ):
            if value := self.value(fact, 0):
                facts[name] = words[value]
        for fact, name in (
            (NIGHT_CARE, "night_care"),
            (LONG_TRAVEL, "long_travel"),
            (CHOSEN_HERE, "assessed_here_by_choice"),
        ):
            if self.value(fact, 0):
                facts[name] = True
        consent = self.value(CONSENT, _NOTHING_CONSENT)
        if consent != _NOTHING_CONSENT:
            facts["consent"] = bool(consent)
        if self.value(EXISTING, 0):
            facts["existing_right_deadline"] = (self.receipt + timedelta(days=60)).isoformat()
        return facts

    def event_and_stays(self) -> Facts:
        """The event, and stays before or after it as the region asks."""
        facts: Facts = {}
        early = self.value(EARLY, 2) if not self.whole else self.value(EARLY, 1)
        event = None
        if early != 2:
            days = 20 if early else int(self.period.settings["early_days"]) + 18
            event = self.receipt - timedelta(days=days)
            facts["event_on"] = event.isoformat()
        code = self.period.paths[self.value(PATH, 0)][0]
        measured = self.period.rules.definitions.event_delytelse
        stays: dict[str, date] = {}
        if self.value(SAME_STAY, 0) and code != NO_DELYTELSE:
            stays[DELYTELSER[code]] = (event or self.receipt) - timedelta(days=100)
        if self.value(AFTER_STAY, 1) == 0:
            stays[DELYTELSER[measured]] = self.receipt - timedelta(days=5)
        if stays:
            facts["earlier_stays"] = [
                {"delytelse": letter, "ended_on": day.isoformat()} for letter, day in stays.items()
            ]
        return facts
