"""What seldom changes of a region, read once per process: a mark tells whether it is still the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Func, TextField

from institutions.models import Activity2022, Municipality, Pool
from institutions.queries.figures import printed_means
from institutions.queries.geography import geography, institutions_of, ordered_pools
from rve.core.models import Region

# A sum of hashes of whole rows: a changed, new or missing row gives another, in any order.
_TABLES = (
    "institutions_municipality",
    "institutions_healthtrust",
    "institutions_institution",
    "institutions_activity2022",
    "institutions_agreement",
    "institutions_pool",
    "institutions_pooldelytelse",
    "delytelse_diagnosismapping",
    "delytelse_delytelse",
)
_MARK = "concat_ws(' ', {})".format(
    ", ".join(
        f"(SELECT concat(count(*), ':', sum(hash_record_extended(one, 0))) FROM {table} one)"  # noqa: S608 - own names
        for table in _TABLES
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Municipalities by number, pools by key in their order with delytelser and institution, and as plain
    data: geography, institutions, printed stays.

    Shared by all that the process answers: not to be changed.
    """

    municipalities: Mapping[str, Municipality]
    pools: Mapping[int, Pool]
    geography: dict[str, Any]
    institutions: list[dict[str, Any]]
    printed: Mapping[tuple[int, int, str], Decimal]


def mark() -> Func:
    """The mark of all reference data, as an expression of the database."""
    return Func(template=_MARK, output_field=TextField())


@lru_cache(maxsize=8)
def reference_of(region: Region, _mark: str) -> Reference:
    """The reference data of a region, which had this mark a moment ago; eight queries when it is new."""
    return Reference(
        municipalities={row.number: row for row in Municipality.objects.all()},
        pools={row.pk: row for row in ordered_pools(region).prefetch_related("delytelser")},
        geography=geography(region=region),
        institutions=institutions_of(region),
        printed=printed_means(
            Activity2022.objects.filter(institution__region=region).values_list("institution_id", flat=True)
        ),
    )
