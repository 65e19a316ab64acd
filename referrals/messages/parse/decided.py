"""The block of an earlier assessment in a forwarded referral: right, dates (9147), level of care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from referrals.messages.parse.tree import Element, children, coded, day, inside, yes

SENIORITY, ASSESSED, DEADLINE, WAITING_ENDED = "1", "2", "3", "4"
_LEVELS = {"1": "inpatient", "2": "day", "3": "outpatient"}


@dataclass(frozen=True, slots=True)
class Decided:
    """`dates` by their code; `right` None where nothing is said."""

    dates: Mapping[str, dt.date] = field(default_factory=dict)
    right: bool | None = None
    level: str | None = None

    @property
    def deadline(self) -> dt.date | None:
        """The deadline of a right that stands."""
        return self.dates.get(DEADLINE) if self.right else None


def decided(element: Element | None) -> Decided:
    dates = {
        coded(one, "TypeDato").code: found
        for one in inside(element, "DatoMottakOgVurdering")
        if (found := day(one, "Dato"))
    }
    told = next(children(element, "Opplysninger"), element)
    return Decided(dates, yes(told, "RettTilHelsehjelp"), _LEVELS.get(coded(told, "Omsorgsniva").code))
