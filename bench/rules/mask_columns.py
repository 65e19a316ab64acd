"""The columns that the masks of `masks` look at, taken from packed referrals in the plain way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from deltytelser.rules.cells import CodeRange
from deltytelser.rules.edition import Edition
from deltytelser.rules.record import EVENT_UNKNOWN, code_number
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.vocabulary import (
    AFTER_STAY,
    AGE,
    AREA,
    CHOSEN_HERE,
    CONSENT,
    DENIED,
    DIAGNOSIS,
    EARLY,
    EXISTING,
    FIRST_NEED,
    LONG_TRAVEL,
    LOOKUP,
    NEEDS,
    NIGHT_CARE,
    REFERRER,
    REQUESTED,
    SELF_CARE_AT,
    STAYS,
    TICKED,
    URGENCY,
)

Column = npt.NDArray[Any]
_SCALARS = ("function_loss", "goal", "municipal_measures", "significant_change")
_STATICS = {
    REFERRER: "referrer",
    URGENCY: "urgency",
    NIGHT_CARE: "night_care",
    SELF_CARE_AT: "self_care",
    EXISTING: "existing",
    CONSENT: "consent",
    LONG_TRAVEL: "long_travel",
    CHOSEN_HERE: "chosen_here",
    REQUESTED: "requested",
    LOOKUP: "lookup",
    STAYS: "stays",
    TICKED: "ticked",
    DENIED: "denied",
}


def columns_of(
    records: Column, rules: RuleSet, edition: Edition, areas: Mapping[str, str | None]
) -> dict[int, Column]:
    """By position of the vocabulary, contiguous; unknown facts are -1."""
    found: dict[int, Column] = {
        position: np.ascontiguousarray(records[name]) for position, name in _STATICS.items()
    }
    for position, name in enumerate(_SCALARS):
        found[position] = records[name].astype(np.int8) - 1
    for number in range(len(NEEDS)):
        found[FIRST_NEED + number] = records["needs"][:, number].astype(np.int8) - 1
    days = np.ascontiguousarray(records["event_days"])
    early = np.where(days <= int(edition.settings["early_days"]), 1, 0)
    found[EARLY] = np.where(days == EVENT_UNKNOWN, -1, early).astype(np.int8)
    found[AGE] = np.searchsorted(rules.words.age_limits, records["age"], side="right").astype(np.int8)
    found[AREA] = _area_codes(rules, areas)[records["municipality"]]
    found[AFTER_STAY] = records["after"] >> rules.definitions.event_delytelse & 1
    found[DIAGNOSIS] = _diagnoses(np.ascontiguousarray(records["code"]), rules)
    return found


def _area_codes(rules: RuleSet, areas: Mapping[str, str | None]) -> Column:
    codes = np.full(2**16, rules.words.area_code(None), dtype=np.int8)
    for number, area in areas.items():
        codes[int(number)] = rules.words.area_code(area)
    return codes


def _diagnoses(codes: Column, rules: RuleSet) -> Column:
    bits = np.zeros(len(codes), dtype=np.int64)
    for index, ranges in enumerate(rules.words.diagnosis_sets):
        for one in ranges:
            bits |= _in_range(codes, one).astype(np.int64) << index
    return bits


def _in_range(codes: Column, one: CodeRange) -> Column:
    """Numbers of codes are ordered as the codes are: every longer code lies between two numbers."""
    first = code_number(one.system, one.first)
    last = code_number(one.system, one.last.ljust(5, "Z"))
    return (codes >= first) & (codes <= last)
