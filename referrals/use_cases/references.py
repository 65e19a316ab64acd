"""The reference people read: HMN-2026-004217."""

from __future__ import annotations

from django.db import connection

from rve.core.models import Region

# On referrals.models.ReferenceCounter: made or counted up, and locked until the receipt is saved.
_NEXT = """
    INSERT INTO referrals_referencecounter AS counter (region_id, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (region_id, year) DO UPDATE SET last = counter.last + 1 RETURNING last
"""


def next_reference(*, region: Region, year: int) -> str:
    """The next number of the region and year; two receipts at once wait here, and never share one.

    Counted in the receipt's own transaction: a receipt that fails leaves no gap.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [region.pk, year])
        number = cursor.fetchone()[0]
    return f"{region.code}-{year}-{number:06}"
