"""Offers for everyone to find: who gives what, at which level, how far and how long the wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from deltytelser.rules.world import distance_km
from institutions.models import Institution, Municipality, Pool
from institutions.queries.figures import counted_pools
from institutions.queries.geography import SECTORS
from institutions.queries.world import levels_of
from rve.core.models import Region


@dataclass(frozen=True, slots=True)
class Offer:
    """Places of an institution for one delytelse; `distance_km` null where a point is not known."""

    institution: str
    name: str
    place: str
    sector: str
    delytelse: str
    levels: list[str]
    level_confirmed: bool
    expected_wait_days: int | None
    distance_km: float | None


def offers(
    *, region: Region, delytelse: str, level: str, municipality: Municipality | None, on: dt.date
) -> list[Offer]:
    """The offers in force on a day, the nearest first; empty texts mean any delytelse, any level."""
    pools = Pool.objects.in_force(on).filter(institution__region=region, institution__active=True)
    if delytelse:
        pools = pools.filter(delytelser__code=delytelse)
    rows = counted_pools(pools.select_related("institution").order_by("code"), on)
    found = [
        _offer(pool, letter.code, figures.wait_days, municipality)
        for pool, figures in rows
        for letter in pool.delytelser.all()
        if not delytelse or letter.code == delytelse
    ]
    kept = [one for one in found if not level or level in one.levels]
    return sorted(
        kept, key=lambda one: (one.distance_km is None, one.distance_km or 0, one.name, one.delytelse)
    )


def _offer(pool: Pool, letter: str, wait: int | None, home: Municipality | None) -> Offer:
    place = pool.institution
    return Offer(
        institution=place.kode,
        name=place.name,
        place=place.place,
        sector=SECTORS[Institution.Kind(place.kind)],
        delytelse=letter,
        levels=levels_of(pool.level),
        level_confirmed=not pool.unconfirmed_level,
        expected_wait_days=wait,
        distance_km=_distance(home, place),
    )


def _distance(home: Municipality | None, place: Institution) -> float | None:
    if home is None or place.latitude is None or place.longitude is None:
        return None
    return distance_km(home.latitude, home.longitude, place.latitude, place.longitude)
