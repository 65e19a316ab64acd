"""From a case's rows to the plain facts the rules read: the only bridge. What we
know ourselves is derived here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from deltytelser.rules.schema import first_fault
from deltytelser.rules.world import distance_km
from institutions.models import Municipality
from referrals.models import Referral
from referrals.provenance import DERIVED
from referrals.queries.past import Past

_KNOWN_BY_SHAPE = ("requested", "needs", "patient", "referrer")


def facts_of(referral: Referral) -> dict[str, Any]:
    """The told facts with the case's reference, in the shape of referral-facts; empty parts left out."""
    told = {key: value for key, value in referral.facts.items() if value is not None}
    # The rules want one; a receipt has its own a moment later.
    told["reference"] = referral.reference or "-"
    for key in _KNOWN_BY_SHAPE:
        if isinstance(told.get(key), dict):
            told[key] = {name: value for name, value in told[key].items() if value is not None}
    return told


def told_by_person(referral: Referral, name: str) -> bool:
    """Whether somebody said this fact, so that it is not derived over."""
    known = referral.facts.get(name) not in (None, [])
    return known and referral.provenance.get(name, {}).get("how") != DERIVED


def derived(
    referral: Referral, *, delytelse: str | None, past: Past, near: float | None, limit: float
) -> dict[str, Any]:
    """What we know ourselves: long travel, earlier stays here, a right that stands. Only what
    is known and not told.

    `near`: km to the nearest day or outpatient place, None where that is not known; `limit`: km.
    """
    found: dict[str, Any] = {"earlier_stays": earlier_stays(referral, past)}
    if not told_by_person(referral, "long_travel"):
        found["long_travel"] = None if near is None else near > limit
    if not told_by_person(referral, "existing_right_deadline"):
        deadline = existing_right(past, delytelse=delytelse)
        found["existing_right_deadline"] = deadline.isoformat() if deadline else None
    return found


def nearest_km(home: Municipality | None, points: Iterable[tuple[float, float]]) -> float | None:
    """Great circle from the municipality's point to the nearest of the points; None: not known."""
    if home is None:
        return None
    distances = (distance_km(home.latitude, home.longitude, north, east) for north, east in points)
    return min(distances, default=None)


def earlier_stays(referral: Referral, past: Past) -> list[dict[str, str]]:
    """Those that were told and those completed here before the receipt, each once, by day."""
    told = list(referral.facts.get("earlier_stays") or ())
    here = [
        {"delytelse": letter, "ended_on": day.isoformat()}
        for letter, day in past.stays
        if referral.received_on is not None and day <= referral.received_on
    ]
    found = {(stay["delytelse"], stay["ended_on"]): stay for stay in (*told, *here)}
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0]))]


def existing_right(past: Past, *, delytelse: str | None) -> dt.date | None:
    """The deadline of a signed right to the same delytelse that is not used up: it stands (pbrl § 2-2 a)."""
    rights = [one for one in past.rights if delytelse and one.delytelse == delytelse]
    return max(rights, key=lambda one: one.signed_at).deadline if rights else None


def fault_in(facts: dict[str, Any]) -> tuple[str, str] | None:
    """The first thing the schema of the facts refuses: its dotted field, and why (in English)."""
    fault = first_fault(facts)
    return (fault.field, fault.message) if fault else None
