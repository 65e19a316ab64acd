"""Institutions and pools as the API shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from institutions.counters import places_of_many
from institutions.models import Institution, Pool
from institutions.planning.weeks import monday
from institutions.queries.figures import figures_of, printed_means
from institutions.queries.state import WeekCount, week_counts
from rve.core.api.fields import moment

WEEKS = 12


def institutions_shown(rows: Sequence[Institution]) -> list[dict[str, Any]]:
    """`rows` with organisation, health trust and municipality at hand."""
    return [_institution(row) for row in rows]


def _institution(row: Institution) -> dict[str, Any]:
    plain = ("version", "kode", "name", "kind", "her_id", "place", "address", "phone")
    where = ("latitude", "longitude", "in_region", "active")
    return {
        "id": row.public_id,
        **{name: getattr(row, name) for name in (*plain, *where)},
        "organisation_number": row.organisation.number if row.organisation else None,
        "health_trust": row.health_trust.code if row.health_trust else None,
        "municipality": row.municipality.number if row.municipality else None,
        "updated_at": moment(row.updated_at),
    }


def pools_shown(rows: Sequence[Pool], *, on: dt.date) -> list[dict[str, Any]]:
    """`rows` as from `readable_pools`; two queries whatever their number."""
    printed = printed_means(row.institution_id for row in rows)
    places = places_of_many((row.pk for row in rows), monday(on)) if rows else {}
    found = []
    for row in rows:
        figures = figures_of(row, printed)
        weeks = week_counts(places[row.pk], monday(on), WEEKS)
        found.append(_pool(row, weeks) | {"queue": figures.waiting, "expected_wait_days": figures.wait_days})
    return found


def _pool(row: Pool, weeks: Sequence[WeekCount]) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "version": row.version,
        "code": row.code,
        "institution": row.institution.kode,
        "delytelser": sorted(letter.code for letter in row.delytelser.all()),
        "level": row.level,
        "capacity": _places(row.capacity_tenths),
        "confirmed_at": _moment(row.confirmed_at),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "booked": [
            {"week": one.week, "booked": one.booked, "capacity": _places(one.tenths)} for one in weeks
        ],
        "updated_at": _moment(row.updated_at),
    }


def _places(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10


def _moment(at: dt.datetime | None) -> str | None:
    return moment(at) if at else None
