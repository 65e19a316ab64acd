"""Expected waits, as the rule book reckons them."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

KNOWN_STAYS_NEEDED = 20
MEAN_STAY_WITHOUT_FIGURES = Fraction(21)


def mean_stay_days(
    *, known_stays: int, known_days: int, printed: Decimal | None, guiding: tuple[int, int] | None
) -> Fraction:
    """Mean stay in days: measured here once 20 stays are known, else as printed, else of the guiding stay.

    `known_days` are the days of the `known_stays` together; of `guiding` (shortest, longest) the middle
    counts. Without any: 21.
    """
    if known_stays >= KNOWN_STAYS_NEEDED:
        return Fraction(known_days, known_stays)
    if printed is not None:
        return Fraction(printed)
    return Fraction(sum(guiding), 2) if guiding else MEAN_STAY_WITHOUT_FIGURES


def expected_wait_days(
    *, waiting: int, booked_ahead: int, mean_stay: Fraction, capacity_tenths: int | None
) -> int | None:
    """(patients waiting and booked ahead) × mean stay ÷ places, rounded up, in days.

    Patients now in a place are among those booked. None where the agreement has no number, or no places.
    """
    if not capacity_tenths:
        return None
    return math.ceil((waiting + booked_ahead) * mean_stay * 10 / capacity_tenths)
