"""The files of a rule set as the second method reads them: raw cells, and a list of diagnoses of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from deltytelser.rules.vocabulary import (
    DELYTELSE_WORDS,
    FUNCTION_LOSS,
    GOALS,
    MEASURES,
    NEEDS,
    REFERRERS,
    SELF_CARE,
    URGENCIES,
)
from deltytelser.rules.world import World

Raw = Mapping[str, Any]
Tables = Mapping[str, Sequence[Raw]]
OLDEST: Final = 150
UNKNOWN: Final = "unknown"
TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "function_loss": FUNCTION_LOSS,
    "goal": GOALS,
    "municipal_measures": MEASURES,
    **dict.fromkeys(("significant_change", *(f"needs.{need}" for need in NEEDS), "early"), ("no", "yes")),
}
KNOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "referrer": REFERRERS,
    "urgency": URGENCIES,
    "self_care": SELF_CARE,
    "requested": DELYTELSE_WORDS,
    "consent": ("no", "yes", "not_asked"),
}
FLAGS: Final = (
    "night_care",
    "existing_right",
    "long_travel",
    "assessed_here_by_choice",
    "earlier_stay",
    "after",
)


def tables_on(files: Raw, day: str) -> dict[str, list[Raw]]:
    """The rows in force on a day, by kind of table."""
    tables: dict[str, list[Raw]] = {}
    for file in files["rule_set.yaml"]["tables"]:
        kind = files[file]["table"].partition(".")[0]
        for raw in files[file]["rows"]:
            if raw["from"] <= day and (raw.get("to") is None or day <= raw["to"]):
                tables.setdefault(kind, []).append(raw)
    return tables


def ages_in(tables: Tables) -> list[int]:
    """An age on each side of every limit that a row names."""
    limits = {0, 40, OLDEST}
    for group in _all_groups(tables):
        for limit in group.get("age", {}).values():
            limits |= {max(0, limit - 1), limit, limit + 1}
    return sorted(limits)


def signatures_of(tables: Tables, world: World) -> dict[str, tuple[str, frozenset[str]]]:
    """By code, what it is in the look-up and which ranges that rows name hold it: one code for each
    combination. Every code of three signs is tried, and every longer one where a range is as long.
    """
    named = {text for group in _all_groups(tables) for text in group.get("main_diagnosis", ())}
    ranges = {text: _range(text) for text in named}
    mapped = [(one.codes.system, one.codes.first, one.codes.last, one.delytelse) for one in world.diagnoses]
    bounds = [(system, first) for system, first, _, _ in mapped] + [one[:2] for one in ranges.values()]
    found: dict[tuple[str, frozenset[str]], str] = {}
    for system, code in _codes(bounds):
        hits = (letter for s, first, last, letter in mapped if s == system and _within(code, first, last))
        letter = next(hits, "none")
        held = frozenset(
            text for text, (s, first, last) in ranges.items() if s == system and _within(code, first, last)
        )
        found.setdefault((letter, held), f"{system} {code}")
    return {code: signature for signature, code in found.items()}


def _all_groups(tables: Tables) -> Iterator[Raw]:
    return (group for rows in tables.values() for raw in rows for group in groups_of(raw))


def groups_of(raw: Raw) -> Iterator[Raw]:
    """The groups of cells of a row."""
    yield raw.get("when", {})
    yield from raw.get("one_of", ())
    if isinstance(raw.get("refuses"), dict):
        yield raw["refuses"]


def effect_of(raw: Raw, kind: str) -> object:
    """What a row of a first-hit table decides."""
    if kind == "level":
        return raw["level"], raw.get("lodging", False)
    names = {"map": "delytelse", "work": "delytelse", "gate": "redirect_to", "stay": "days"}
    return raw[names.get(kind, "weeks")]


def _range(text: str) -> tuple[str, str, str]:
    system, _, codes = text.partition(" ")
    first, _, last = codes.partition("-")
    return system, first, last or first


def _within(code: str, first: str, last: str) -> bool:
    return len(code) >= len(first) and first <= code[: len(first)] <= last


def _codes(bounds: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Every code of three signs that shares its letter with a range, one that does not, and the longer codes
    under each three where a longer range begins or ends.
    """
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    letters: dict[str, set[str]] = {"icd10": set(), "icpc2": set()}
    longer: dict[str, set[str]] = {"icd10": set(), "icpc2": set()}
    for system, first in bounds:
        letters[system].add(first[0])
        if len(first) > 3:
            longer[system].add(first[0])
    for system, used in letters.items():
        free = next(letter for letter in "UWXYZABC" if letter not in used)
        for letter in sorted(used | {free}):
            for number in range(100):
                code = f"{letter}{number:02}"
                yield system, code
                if letter in longer[system]:
                    yield from ((system, code + sign) for sign in signs)
