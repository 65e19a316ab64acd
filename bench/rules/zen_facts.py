"""Referral facts as zen-engine reads them: what is derived (age, area, early, grounds …) is handed to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bench.rules.jdm_cells import diagnosis_key
from deltytelser.rules.cells import parse_range
from deltytelser.rules.rows import Row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import CONDITION_BITS, DELYTELSER, FIRST_NEED, NEEDS
from deltytelser.rules.world import World

Facts = dict[str, Any]


class ZenFacts:
    """Makes contexts. Not counted in zen's time."""

    def __init__(self, rules: RuleSet, world: World, day: date) -> None:
        self.rules, self.world = rules, world
        self.early_days = int(rules.on(day).settings["early_days"])
        self.level_unknown = rules.on(day).settings["unknown_function_loss_level"]
        self.diagnoses = {
            diagnosis_key(texts): [parse_range(text, "") for text in texts]
            for texts in _diagnosis_cells(rules)
        }

    def context(self, facts: Facts) -> Facts:
        """One referral; unknown is null."""
        receipt = date.fromisoformat(facts["received_on"])
        event = date.fromisoformat(facts["event_on"]) if facts["event_on"] else None
        area = self.world.municipalities[facts["patient"]["municipality"]].area
        needs = facts["needs"]
        return {
            "age": _age(date.fromisoformat(facts["patient"]["birth_date"]), receipt),
            "area": area if area in self.rules.words.areas else "none",
            "referrer": facts["referrer"]["kind"],
            "urgency": facts["urgency"],
            "self_care": facts["self_care"] or "independent",
            "night_care": facts["night_care"] is True,
            "existing_right": False,
            "consent": facts["consent"],
            "long_travel": facts["long_travel"] is True,
            "assessed_here_by_choice": False,
            "requested": facts["requested"]["delytelse"] or "none",
            "lookup": self._lookup(facts["diagnoses"][0]),
            "function_loss": facts["function_loss"],
            "function_loss_or_moderate": facts["function_loss"] or self.level_unknown,
            "goal": facts["goal"],
            "municipal_measures": facts["municipal_measures"],
            "significant_change": facts["significant_change"],
            "early": None if event is None else event >= receipt - timedelta(days=self.early_days),
            "needs": needs,
            "grounds": self._grounds(needs),
            "conditions": dict.fromkeys(facts["conditions_denied"], False)
            | dict.fromkeys(facts["conditions"], True),
            "stays": [stay["delytelse"] for stay in facts["earlier_stays"]],
            "new_cardiac_event": self._new_event(facts, event),
            "diagnosis": self._diagnosis(facts["diagnoses"][0]),
        }

    def _lookup(self, diagnosis: dict[str, str]) -> str:
        found = self.world.mapped(diagnosis["system"], diagnosis["code"].replace(".", ""))
        return found.delytelse if found else "none"

    def _diagnosis(self, diagnosis: dict[str, str]) -> dict[str, bool]:
        system, code = diagnosis["system"], diagnosis["code"].replace(".", "")
        return {key: any(one.holds(system, code) for one in ranges) for key, ranges in self.diagnoses.items()}

    def _grounds(self, needs: Facts) -> str | None:
        names = {position: needs[need] for position, need in enumerate(NEEDS, FIRST_NEED)}
        grounds = [[names[position] for position in one] for one in self.rules.definitions.grounds]
        if any(all(one) for one in grounds):
            return "hold"
        return "none" if all(False in one for one in grounds) else None

    def _new_event(self, facts: Facts, event: date | None) -> bool:
        definitions = self.rules.definitions
        last = max(
            (
                stay["ended_on"]
                for stay in facts["earlier_stays"]
                if stay["delytelse"] == DELYTELSER[definitions.event_delytelse]
            ),
            default="",
        )
        bits = definitions.event_always
        if event is None or event.isoformat() > last:
            bits |= definitions.event_after
        return any(CONDITION_BITS[name] & bits for name in facts["conditions"])


def _diagnosis_cells(rules: RuleSet) -> list[list[str]]:
    groups = [
        group
        for rows in rules.rows.values()
        for row in rows
        for group in (row.cells.get("when"), row.effect.get("refuses"), *_alternatives(row))
    ]
    return [
        group["main_diagnosis"] for group in groups if isinstance(group, dict) and "main_diagnosis" in group
    ]


def _alternatives(row: Row) -> list[object]:
    found = row.cells.get("one_of")
    return found if isinstance(found, list) else []


def _age(birth: date, day: date) -> int:
    return max(0, day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day)))
