"""What the routing sees, as plain data: the same rows give the same bytes, to be hashed and kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from deltytelser.models import DiagnosisMapping
from institutions.models import LEVEL_SPANS, Agreement, Institution, Level, Municipality, Pool
from institutions.queries.figures import counted_pools
from institutions.queries.free import first_free
from rve.core.models import Region

SECTORS = {Institution.Kind.PRIVATE: "private", Institution.Kind.HF_UNIT: "hf"}


def levels_of(level: str) -> list[str]:
    """The levels a pool serves, the lowest first; all of them where the level is not stated."""
    low, high = LEVEL_SPANS[Level(level)]
    return [one.value for one, (rank, _) in LEVEL_SPANS.items() if one != Level.ANY and low <= rank <= high]


def candidates_world(*, region: Region, on: dt.date, delytelse: str | None = None) -> dict[str, Any]:
    """Agreements with their days, the trusts' own offers, institutions with points, the waits on a day.

    JSON-serialisable, in a fixed order. `waits` and `first_free` hold a row per institution, delytelse and
    level in force on the day: days to wait, and the Monday from which a mean stay fits (null: not known).
    With a delytelse only the places that serve it.
    """
    pools = Pool.objects.filter(institution__region=region, institution__active=True)
    if delytelse is not None:
        pools = pools.filter(delytelser__code=delytelse)
    pools = pools.select_related("agreement", "institution__health_trust").order_by("code", "valid_from")
    rows = counted_pools(pools, on)
    current = [(pool, figures) for pool, figures in rows if _in_force(pool, on)]
    free = first_free(
        pool_ids=[pool.pk for pool, _ in current],
        weeks={pool.pk: figures.stay_weeks for pool, figures in current},
        earliest=on,
    )
    hf = Agreement.Kind.HF_OFFER
    return {
        "region": region.code,
        "on": on.isoformat(),
        "institutions": _institutions(region),
        "agreements": [_agreement(pool) for pool, _ in rows if pool.agreement.kind != hf],
        "offers": _offers([pool for pool, _ in rows if pool.agreement.kind == hf]),
        "waits": sorted([*key, figures.wait_days] for pool, figures in current for key in _keys(pool)),
        "first_free": sorted([*key, _iso(free[pool.pk])] for pool, _ in current for key in _keys(pool)),
    }


def _in_force(pool: Pool, on: dt.date) -> bool:
    return pool.valid_from <= on and (pool.valid_to is None or on < pool.valid_to)


def _rank(level: str) -> tuple[int, int]:
    return LEVEL_SPANS[Level(level)]


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _letters(pool: Pool) -> list[str]:
    return sorted(letter.code for letter in pool.delytelser.all())


def _keys(pool: Pool) -> list[tuple[str, str, str]]:
    kode = pool.institution.kode
    return [(kode, letter, level) for letter in _letters(pool) for level in levels_of(pool.level)]


def _agreement(pool: Pool) -> dict[str, Any]:
    """Both days are included; `capacity` is in places, null an agreement without a number."""
    return {
        "institution": pool.institution.kode,
        "delytelser": _letters(pool),
        "level": pool.level,
        "capacity": None if pool.capacity_tenths is None else pool.capacity_tenths / 10,
        "first_day": pool.valid_from.isoformat(),
        "last_day": _iso(pool.valid_to - dt.timedelta(days=1)) if pool.valid_to else None,
    }


def _offers(pools: list[Pool]) -> list[dict[str, Any]]:
    """One row per unit and delytelse, with all the levels it names."""
    offers: dict[tuple[str, str], dict[str, Any]] = {}
    for pool in pools:
        trust = pool.institution.health_trust
        for letter in _letters(pool):
            row = offers.setdefault(
                (pool.institution.kode, letter),
                {
                    "area": trust.code if trust else None,
                    "institution": pool.institution.kode,
                    "delytelse": letter,
                    "levels": [],
                    "confirmed": True,
                    "first_day": pool.valid_from.isoformat(),
                },
            )
            row["levels"] = sorted({*row["levels"], *levels_of(pool.level)}, key=_rank)
            row["confirmed"] = row["confirmed"] and not pool.unconfirmed_level
    return [offers[key] for key in sorted(offers)]


def _institutions(region: Region) -> list[dict[str, Any]]:
    return [
        {
            "code": row.kode,
            "name": row.name,
            "sector": SECTORS[Institution.Kind(row.kind)],
            "latitude": row.latitude,
            "longitude": row.longitude,
        }
        for row in Institution.objects.filter(region=region).order_by("kode")
    ]


def geography(*, region: Region) -> dict[str, Any]:
    """Municipalities with area and point, and the diagnosis map: what seldom changes. As above."""
    municipalities = Municipality.objects.select_related("health_trust").order_by("number")
    mappings = DiagnosisMapping.objects.filter(region=region).select_related("delytelse")
    return {
        "municipalities": [
            {
                "number": row.number,
                "name": row.short_name,
                "area": _area(row, region),
                "latitude": row.latitude,
                "longitude": row.longitude,
            }
            for row in municipalities
        ],
        "diagnoses": [
            {"system": row.system, "from": row.code_from, "to": row.code_to, "delytelse": row.delytelse.code}
            for row in mappings.order_by("system", "code_from")
        ],
    }


def _area(row: Municipality, region: Region) -> str | None:
    trust = row.health_trust
    return trust.code if trust and trust.region_id == region.pk else None
