"""From a case's rows to the plain facts the rules read: the only bridge. What we
know ourselves is derived here.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from deltytelser.rules.schema import first_fault
from deltytelser.rules.world import distance_km
from institutions.models import Level, Pool
from referrals.models import Decision, Placement, Referral
from referrals.provenance import DERIVED
from rve.core import settings_by_date

_KNOWN_BY_SHAPE = ("requested", "needs", "patient", "referrer")


def facts_of(referral: Referral) -> dict[str, Any]:
    """The told facts with the case's reference, in the shape of referral-facts; empty parts left out."""
    told = {key: value for key, value in referral.facts.items() if value is not None}
    told["reference"] = referral.reference
    for key in _KNOWN_BY_SHAPE:
        if isinstance(told.get(key), dict):
            told[key] = {name: value for name, value in told[key].items() if value is not None}
    return told


def told_by_person(referral: Referral, name: str) -> bool:
    """Whether somebody said this fact, so that it is not derived over."""
    known = referral.facts.get(name) not in (None, [])
    return known and referral.provenance.get(name, {}).get("how") != DERIVED


def derived(referral: Referral, *, delytelse: str | None, on: dt.date) -> dict[str, Any]:
    """What we know ourselves: long travel, earlier stays here, a right that stands. Only what
    is known and not told.
    """
    found: dict[str, Any] = {"earlier_stays": earlier_stays(referral)}
    if not told_by_person(referral, "long_travel"):
        found["long_travel"] = long_travel(referral, delytelse=delytelse, on=on)
    if not told_by_person(referral, "existing_right_deadline"):
        deadline = existing_right(referral, delytelse=delytelse)
        found["existing_right_deadline"] = deadline.isoformat() if deadline else None
    return found


def long_travel(referral: Referral, *, delytelse: str | None, on: dt.date) -> bool | None:
    """Whether the nearest day or outpatient place for the delytelse is too far to
    travel daily; None: not known.

    Great circle from the municipality's point, in km; the limit is a setting (local default).
    """
    home = referral.municipality
    if home is None or not delytelse:
        return None
    places = Pool.objects.in_force(on).filter(
        Q(institution__active=True),
        institution__region=referral.region,
        institution__latitude__isnull=False,
        delytelser__code=delytelse,
        level__in=(Level.DAY, Level.OUTPATIENT, Level.ANY),
    )
    points = places.values_list("institution__latitude", "institution__longitude").distinct()
    distances = [
        distance_km(home.latitude, home.longitude, north, east)
        for north, east in points
        if north is not None and east is not None
    ]
    limit = settings_by_date.value(region=referral.region, key="long_travel_km", on=on)
    return min(distances) > float(limit) if distances else None


def earlier_stays(referral: Referral) -> list[dict[str, str]]:
    """Those that were told and those completed here before the receipt, each once, by day."""
    told = list(referral.facts.get("earlier_stays") or ())
    own = Placement.objects.filter(
        referral__patient=referral.patient,
        status=Placement.Status.COMPLETED,
        ended_on__lte=referral.received_on,
    ).exclude(referral=referral)
    rows = own.values_list("decision__delytelse", "ended_on")
    here = [{"delytelse": letter, "ended_on": day.isoformat()} for letter, day in rows if day]
    found = {(stay["delytelse"], stay["ended_on"]): stay for stay in (*told, *here)}
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0]))]


def existing_right(referral: Referral, *, delytelse: str | None) -> dt.date | None:
    """The deadline of a signed right to the same delytelse that is not used up: it stands (pbrl § 2-2 a)."""
    if not delytelse or referral.patient is None:
        return None
    rights = Decision.objects.filter(
        referral__patient=referral.patient,
        referral__status=Referral.Status.DECIDED,
        status=Decision.Status.SIGNED,
        outcome=Decision.Outcome.GRANTED,
        delytelse=delytelse,
    ).exclude(referral=referral)
    return rights.order_by("-signed_at").values_list("start_deadline", flat=True).first()


def fault_in(facts: dict[str, Any]) -> tuple[str, str] | None:
    """The first thing the schema of the facts refuses: its dotted field, and why (in English)."""
    fault = first_fault(facts)
    return (fault.field, fault.message) if fault else None
