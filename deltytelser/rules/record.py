"""A referral's facts packed into a few bytes: what is stored on receipt, and what a column of a million is
made of.

The packing knows no rule set: ages are in years, events in days before receipt, the municipality is its
number. Every rule set reads the same bytes its own way (see `columns`).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np

from deltytelser.rules.told import Told, told
from deltytelser.rules.vocabulary import NO_DELYTELSE
from deltytelser.rules.world import World

EVENT_UNKNOWN: Final = -(2**15)
MOST_DAYS: Final = 2**15 - 1
MOST_YEARS: Final = 255

# Facts that may be unknown are kept as their code + 1, 0 for unknown.
RECORD: Final = np.dtype(
    [
        ("ticked", "<u8"),
        ("denied", "<u8"),
        ("receipt", "<i4"),  # the day as date.toordinal()
        ("stays", "<u4"),  # a bit for each delytelse with an earlier stay
        ("after", "<u4"),  # a bit for each delytelse: the event is later than its last stay, or not known
        ("code", "<u4"),  # the main diagnosis, see code_number
        ("event_days", "<i2"),  # days from the event to receipt, EVENT_UNKNOWN where it is not known
        ("municipality", "<u2"),
        ("function_loss", "u1"),
        ("goal", "u1"),
        ("municipal_measures", "u1"),
        ("significant_change", "u1"),
        ("needs", "u1", (6,)),
        ("age", "u1"),  # whole years on receipt
        ("referrer", "u1"),
        ("urgency", "u1"),
        ("night_care", "u1"),
        ("self_care", "u1"),
        ("existing", "u1"),
        ("consent", "u1"),
        ("long_travel", "u1"),
        ("chosen_here", "u1"),
        ("requested", "u1"),
        ("lookup", "u1"),  # the delytelse that the diagnosis map of the day gave
        ("spare", "u1", (2,)),
    ]
)
_ALPHABET: Final = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST: Final = 5
_SYSTEMS: Final = ("icd10", "icpc2")


def code_number(system: str, code: str) -> int:
    """A diagnosis code without its dot as a number: five characters in base 37, then the system."""
    number = _SYSTEMS.index(system)
    for letter in code.ljust(_LONGEST):
        number = number * len(_ALPHABET) + _ALPHABET.index(letter)
    return number


def code_of(number: int) -> tuple[str, str]:
    """The system and code of a number."""
    letters = []
    for _ in range(_LONGEST):
        number, at = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[at])
    return _SYSTEMS[number], "".join(reversed(letters)).rstrip()


def pack(facts: dict[str, Any], *, world: World) -> bytes:
    """The facts of one referral as RECORD.itemsize bytes. Raises InvalidFacts as `open_case`."""
    return packed(told(facts, world=world))


def packed(one: Told) -> bytes:
    """The same for facts that have been checked."""
    scalars = [value + 1 for value in one.scalars]
    main = one.facts["diagnoses"][0]
    event = EVENT_UNKNOWN if one.event is None else _days(one.receipt - one.event)
    values = (
        one.ticked,
        one.denied,
        one.receipt.toordinal(),
        one.stays,
        one.after,
        code_number(main["system"], main["code"].replace(".", "")),
        event,
        int(one.municipality.number),
        *scalars[:4],
        tuple(scalars[4:]),
        min(one.age, MOST_YEARS),
        *one.statics,
        NO_DELYTELSE if one.lookup is None else one.lookup_code,
        (0, 0),
    )
    return np.array([values], dtype=RECORD).tobytes()


def _days(span: Any) -> int:
    return max(-MOST_DAYS, min(MOST_DAYS, int(span.days)))


def day_of(ordinal: int) -> date:
    """The day of a record's receipt."""
    return date.fromordinal(ordinal)
