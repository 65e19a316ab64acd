"""The reference people read: HMN-2026-004217."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model

from rve.core.models import Region

# On referrals.models.ReferenceCounter: made or counted up, and locked until the receipt is saved.
_NEXT = """
    INSERT INTO referrals_referencecounter AS counter (region_id, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (region_id, year) DO UPDATE SET last = counter.last + 1 RETURNING last{keys}
"""


def next_reference(*, region: Region, year: int) -> str:
    """The next number of the region and year; two receipts at once wait here, and never share one.

    Counted in the receipt's own transaction: a receipt that fails leaves no gap.
    """
    return next_reference_and_keys(region=region, year=year, models=())[0]


def next_reference_and_keys(
    *, region: Region, year: int, models: Sequence[type[Model]]
) -> tuple[str, list[int]]:
    """As `next_reference`, and in the same statement a new key for a row of each of the models."""
    keys = "".join(
        f", nextval(pg_get_serial_sequence('{one._meta.db_table}', '{one._meta.pk.column}'))"
        for one in models
    )
    with connection.cursor() as cursor:
        cursor.execute(_NEXT.format(keys=keys), [region.pk, year])
        number, *found = cursor.fetchone()
    return f"{region.code}-{year}-{number:06}", found
