"""What the routing sees, as plain data: the same rows give the same bytes, to be hashed and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from institutions.models import LEVEL_SPANS, Agreement, Level, Pool
from institutions.queries.figures import Figures, counted_pools
from institutions.queries.free import first_free
from institutions.queries.geography import institutions_of, ordered_pools
from rve.core.models import Region


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
    pools = ordered_pools(region)
    if delytelse is not None:
        pools = pools.filter(delytelser__code=delytelse)
    rows = counted_pools(pools, on)
    current = [(pool, figures) for pool, figures in rows if in_force(pool, on)]
    free = first_free(
        pool_ids=[pool.pk for pool, _ in current],
        weeks={pool.pk: figures.stay_weeks for pool, figures in current},
        earliest=on,
    )
    return world_of_pools(region=region, on=on, institutions=institutions_of(region), rows=rows, free=free)


def world_of_pools(
    *,
    region: Region,
    on: dt.date,
    institutions: list[dict[str, Any]],
    rows: Sequence[tuple[Pool, Figures]],
    free: Mapping[int, dt.date | None],
) -> dict[str, Any]:
    """From pools with their figures, and the first free week of those in force."""
    current = [(pool, figures) for pool, figures in rows if in_force(pool, on)]
    hf = Agreement.Kind.HF_OFFER
    return {
        "region": region.code,
        "on": on.isoformat(),
        "institutions": institutions,
        "agreements": [_agreement(pool) for pool, _ in rows if pool.agreement.kind != hf],
        "offers": _offers([pool for pool, _ in rows if pool.agreement.kind == hf]),
        "waits": sorted([*key, figures.wait_days] for pool, figures in current for key in _keys(pool)),
        "first_free": sorted([*key, _iso(free[pool.pk])] for pool, _ in current for key in _keys(pool)),
    }


def in_force(pool: Pool, on: dt.date) -> bool:
    """Whether the day lies in the time of the agreement."""
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
