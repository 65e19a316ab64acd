"""The diagnoses that the tables can tell apart: a sample for each look-up and each set of ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from deltytelser.rules.cells import CodeRange, Words
from deltytelser.rules.vocabulary import DELYTELSE_WORDS, DELYTELSER, NO_DELYTELSE
from deltytelser.rules.world import World

SYSTEMS: Final = ("icd10", "icpc2")
_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CODE: Final = re.compile(r"[A-Z][0-9]{2}[0-9A-Z]{0,2}")
_LENGTHS: Final = (3, 4, 5)
_SHORTEST: Final = {"icd10": "A00", "icpc2": "A01"}
_PASSED_OVER: Final = "K"


class Diagnoses(NamedTuple):
    """What the referral's diagnoses give in the look-up, the sets of ranges that hold the main one, and codes
    (system, code) that are like that.
    """

    lookup: int
    sets: int
    codes: tuple[tuple[str, str], ...]


def diagnoses_of(words: Words, world: World) -> list[Diagnoses]:
    """Every combination that the world's map and the rule set's ranges allow."""
    ranges = [one.codes for one in world.diagnoses]
    ranges += [one for group in words.diagnosis_sets for one in group]
    found: dict[tuple[int, int], Diagnoses] = {}
    unmapped: dict[int, tuple[str, str]] = {}
    letters: dict[int, tuple[str, str]] = {}
    for system, code in _candidates(ranges):
        mapped = world.mapped(system, code)
        sets = words.diagnosis_bits(system, code)
        if mapped is None:
            unmapped.setdefault(sets, (system, code))
            continue
        letter = DELYTELSE_WORDS.index(mapped.delytelse)
        letters.setdefault(letter, (system, code))
        found.setdefault((letter, sets), Diagnoses(letter, sets, ((system, code),)))
    for sets, main in unmapped.items():
        found.setdefault((NO_DELYTELSE, sets), Diagnoses(NO_DELYTELSE, sets, (main,)))
        for letter, other in letters.items():
            if DELYTELSER[letter] != _PASSED_OVER:
                found.setdefault((letter, sets), Diagnoses(letter, sets, (main, other)))
    return list(found.values())


def _candidates(ranges: Iterable[CodeRange]) -> Iterator[tuple[str, str]]:
    """A code in every interval between the ends of ranges, at each length: shorter codes first."""
    ranges = sorted(set(ranges), key=lambda one: (len(one.first), one))
    for length in _LENGTHS:
        for system in SYSTEMS:
            yield system, _SHORTEST[system].ljust(length, "0")
        for one in ranges:
            begin = one.first[:length].ljust(length, "0")
            after = _next(one.last[:length].ljust(length, "Z"))
            for code in (begin, after):
                if _CODE.fullmatch(code) and one.system in SYSTEMS:
                    yield one.system, code


def _next(code: str) -> str:
    """The code after this one in the order of codes; the second and third signs are digits."""
    signs = list(code)
    for at in range(len(signs) - 1, -1, -1):
        if at in (1, 2):
            if signs[at] < "9":
                signs[at] = chr(ord(signs[at]) + 1)
                return "".join(signs)
            signs[at] = "0"
        elif signs[at] < "Z":
            signs[at] = "A" if at == 0 and signs[at] < "A" else _SIGNS[_SIGNS.index(signs[at]) + 1]
            return "".join(signs)
        else:
            signs[at] = "0" if at else "A"
    return code
