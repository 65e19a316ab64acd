"""The places that could take the patient, with the weeks free now. Three queries whatever their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from deltytelser.rules.world import distance_km
from institutions.counters import places_of_many
from institutions.models import Institution, Level, Pool
from institutions.planning.volume import Places, first_free_week
from institutions.planning.weeks import WEEK, next_monday, weeks_for_days
from referrals.models import Referral
from referrals.use_cases.places import STAY_DAYS, earliest_start

WEEKS_SHOWN = 4
_NEXT_BEST = {
    "outpatient": ("outpatient", "any", "day", "inpatient"),
    "day": ("day", "any", "inpatient", "outpatient"),
    "inpatient": ("inpatient", "any", "day", "outpatient"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate: `weeks` are the first Mondays free for the whole stay, none where only a queue is left."""

    number: int
    kode: str
    name: str
    private: bool
    level: str
    tenths: int | None
    unconfirmed: bool
    pool_id: str
    weeks: list[dt.date]
    wait_days: int | None
    km: float | None
    late_days: int | None
    rule: str
    latitude: float | None
    longitude: float | None
    confirmed_at: dt.datetime | None

    @property
    def first(self) -> dt.date | None:
        return self.weeks[0] if self.weeks else None


def stay_weeks(stay: dict[str, int] | None) -> int:
    """Whole weeks of a guiding stay, its middle; three where there is none."""
    return weeks_for_days((stay["min_days"] + stay["max_days"]) / 2 if stay else STAY_DAYS)


def places(
    referral: Referral,
    candidates: Sequence[dict[str, Any]],
    *,
    delytelse: str,
    weeks: int,
    deadline: dt.date | None,
    on: dt.date,
) -> list[Place]:
    """The candidates in the order given, each with the pool that would take the patient."""
    codes = [one["institution"] for one in candidates]
    pools = _pools(referral, delytelse, on, codes)
    chosen = {
        one["institution"]: _nearest(pools.get(one["institution"], []), one["level"]) for one in candidates
    }
    start = next_monday(earliest_start(referral, on))
    states = places_of_many((pool.pk for pool in chosen.values() if pool), start)
    found = [(one, chosen[one["institution"]]) for one in candidates]
    return [
        _place(number, one, pool, _free(states[pool.pk], weeks, start), deadline, on)
        for number, (one, pool) in enumerate(((one, pool) for one, pool in found if pool), 1)
    ]


def anywhere(referral: Referral, *, delytelse: str, level: str, on: dt.date) -> list[dict[str, Any]]:
    """Candidates for a delytelse the rules did not propose: every place with it, the nearest first."""
    home = referral.municipality
    rows: dict[str, dict[str, Any]] = {}
    for kode, pools in _pools(referral, delytelse, on).items():
        pool = _nearest(pools, level)
        place = pool.institution if pool else None
        if pool is None or place is None:
            continue
        known = home is not None and place.latitude is not None and place.longitude is not None
        km = distance_km(home.latitude, home.longitude, place.latitude, place.longitude) if known else None  # type: ignore[union-attr,arg-type]
        rows[kode] = {
            "institution": kode,
            "level": level if pool.level == Level.ANY else pool.level,
            "expected_wait_days": None,
            "distance_km": km,
            "reasons": [],
        }
    return sorted(
        rows.values(),
        key=lambda row: (row["distance_km"] is None, row["distance_km"] or 0, row["institution"]),
    )


def _pools(
    referral: Referral, delytelse: str, on: dt.date, codes: Iterable[str] | None = None
) -> dict[str, list[Pool]]:
    rows = Pool.objects.in_force(on).filter(
        institution__region=referral.region, institution__active=True, delytelser__code=delytelse
    )
    if codes is not None:
        rows = rows.filter(institution__kode__in=list(codes))
    found: dict[str, list[Pool]] = {}
    for pool in rows.select_related("institution").order_by("pk"):
        found.setdefault(pool.institution.kode, []).append(pool)
    return found


def _nearest(pools: list[Pool], level: str) -> Pool | None:
    """The pool that a decision at this level would be booked in."""
    order = _NEXT_BEST[level]
    return min(pools, key=lambda pool: (order.index(pool.level), pool.pk), default=None)


def _free(state: Places, weeks: int, start: dt.date) -> list[dt.date]:
    found: list[dt.date] = []
    while len(found) < WEEKS_SHOWN:
        week = first_free_week(state, weeks, found[-1] + WEEK if found else start)
        if week is None:
            break
        found.append(week)
    return found


def _place(
    number: int, one: dict[str, Any], pool: Pool, free: list[dt.date], deadline: dt.date | None, on: dt.date
) -> Place:
    place: Institution = pool.institution
    first = free[0] if free else None
    late = max(0, (first - deadline).days) if first and deadline else None
    return Place(
        number=number,
        kode=place.kode,
        name=place.name,
        private=place.kind == Institution.Kind.PRIVATE,
        level=one["level"],
        tenths=pool.capacity_tenths,
        unconfirmed=pool.unconfirmed_level,
        pool_id=str(pool.public_id),
        weeks=free,
        wait_days=(first - on).days if first else one["expected_wait_days"],
        km=one["distance_km"],
        late_days=late,
        rule=one["reasons"][0] if one["reasons"] else "",
        latitude=place.latitude,
        longitude=place.longitude,
        confirmed_at=timezone.localtime(pool.confirmed_at) if pool.confirmed_at else None,
    )
