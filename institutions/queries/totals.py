"""The totals printed for each institution against the sums of what was loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from institutions.models import Agreement, Institution, Level, Pool
from rve.core.models import Region


@dataclass(frozen=True, slots=True)
class Total:
    """One level, in tenths; `printed` is null where the source prints none, `unnumbered`: the x rows."""

    level: Level
    printed: int | None
    loaded: int
    unnumbered: int

    @property
    def holds(self) -> bool | None:
        """None where there is nothing printed to compare with."""
        return None if self.printed is None else self.printed == self.loaded


@dataclass(frozen=True, slots=True)
class InstitutionTotals:
    """`loaded` holds tenths by level, absent where no number is printed; `totals` what can be compared."""

    institution: Institution
    printed_text: str
    totals: Sequence[Total]
    loaded: Mapping[str, int]

    @property
    def unnumbered(self) -> int:
        """Agreements without a number."""
        return sum(total.unnumbered for total in self.totals)

    @property
    def holds(self) -> bool | None:
        """Whether all that is printed equals what was loaded; None where no total is printed."""
        compared = [total.holds for total in self.totals if total.holds is not None]
        return all(compared) if compared else None


def reference_totals(*, region: Region) -> list[InstitutionTotals]:
    """The institutions with an agreement, those in the region first: two queries."""
    institutions = Institution.objects.filter(region=region).select_related("printed_total")
    pools: dict[int, list[Pool]] = {}
    for pool in Pool.objects.filter(institution__region=region).exclude(
        agreement__kind=Agreement.Kind.HF_OFFER
    ):
        pools.setdefault(pool.institution_id, []).append(pool)
    return [
        _totals(institution, pools[institution.pk])
        for institution in institutions.order_by("-in_region", "name")
        if institution.pk in pools
    ]


def _totals(institution: Institution, pools: Sequence[Pool]) -> InstitutionTotals:
    printed = getattr(institution, "printed_total", None)
    if printed and printed.whole_tenths is not None:
        totals = [_total(Level.ANY, printed.whole_tenths, pools)]
    else:
        columns = {
            Level.INPATIENT: printed.inpatient_tenths if printed else None,
            Level.DAY: printed.day_tenths if printed else None,
            Level.OUTPATIENT: printed.outpatient_tenths if printed else None,
        }
        totals = [
            _total(level, column, [pool for pool in pools if pool.level == level])
            for level, column in columns.items()
            if column is not None or any(pool.level == level for pool in pools)
        ]
    loaded: dict[str, int] = {}
    for pool in pools:
        if pool.printed_tenths is not None:
            loaded[pool.level] = loaded.get(pool.level, 0) + pool.printed_tenths
    return InstitutionTotals(institution, printed.text if printed else "", totals, loaded)


def _total(level: Level, printed: int | None, pools: Sequence[Pool]) -> Total:
    numbered = [pool.printed_tenths for pool in pools if pool.printed_tenths is not None]
    return Total(level, printed, sum(numbered), len(pools) - len(numbered))
