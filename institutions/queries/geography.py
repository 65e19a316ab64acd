"""Institutions, municipalities and the diagnosis map of a region as plain data, in a fixed order."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from deltytelser.models import DiagnosisMapping
from institutions.models import Institution, Municipality, Pool
from rve.core.models import Region

SECTORS = {Institution.Kind.PRIVATE: "private", Institution.Kind.HF_UNIT: "hf"}


def ordered_pools(region: Region) -> QuerySet[Pool]:
    """The pools of the institutions that take patients, in the order in which they are written down."""
    pools = Pool.objects.filter(institution__region=region, institution__active=True)
    return pools.select_related("agreement", "institution__health_trust").order_by("code", "valid_from")


def institutions_of(region: Region) -> list[dict[str, Any]]:
    """Code, name, sector and point of every institution, closed ones too."""
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
