"""Printed figures against what was loaded, as the region's check file asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from institutions.models import Activity2022, Pool, Statistic
from institutions.reference.files import Files, number
from rve.core.models import Region

TOTAL_ROW = "TOTALT"


@dataclass(frozen=True, slots=True)
class Check:
    """One figure: what, as printed, as loaded, and why they differ where they do."""

    id: str
    what: str
    unit: str
    printed_text: str
    printed: Decimal | None
    loaded: Decimal
    why: str

    @property
    def holds(self) -> bool:
        """Whether the two are the same, a printed whole per cent being a rounded one."""
        if self.printed is None:
            return False
        return self.printed == (self.loaded.quantize(Decimal(1)) if self.unit else self.loaded)

    @property
    def difference(self) -> Decimal | None:
        return None if self.printed is None else self.loaded - self.printed


class Figures:
    """Looks figures up for one region; each kind of question of the check file is a method `_kind`."""

    def __init__(self, region: Region) -> None:
        self.region = region
        rows = Statistic.objects.filter(region=region)
        self.texts = {(row.indicator, row.period): row.value_text for row in rows}
        self.activity = list(Activity2022.objects.filter(region=region).select_related("delytelse"))

    def text(self, question: Mapping[str, Any]) -> str:
        """A printed figure as it is printed; others as a plain number."""
        if "statistic" in question:
            return self.texts[question["statistic"], question["period"]]
        return f"{self.value(question).normalize():f}"

    def value(self, question: Mapping[str, Any]) -> Decimal:
        """The answer to a question; KeyError for a kind or a figure that does not exist."""
        kind = next(key for key in question if hasattr(self, f"_{key}"))
        answer: Decimal = getattr(self, f"_{kind}")(question)
        return answer

    def _figure(self, question: Mapping[str, Any]) -> Decimal:
        return Decimal(question["figure"])

    def _statistic(self, question: Mapping[str, Any]) -> Decimal:
        return Decimal(self.texts[question["statistic"], question["period"]])

    def _sum(self, question: Mapping[str, Any]) -> Decimal:
        return sum((Decimal(self.texts[one, question["period"]]) for one in question["sum"]), Decimal(0))

    def _share(self, question: Mapping[str, Any]) -> Decimal:
        part, of = (Decimal(self._any_period(one, question["period"])) for one in question["share"])
        return (100 * part / of).quantize(Decimal("0.1"))

    def _any_period(self, indicator: str, period: str) -> str:
        return self.texts.get((indicator, period)) or self.texts[indicator, ""]

    def _rows(self, letters: Sequence[str], level: str | None) -> list[Activity2022]:
        return [
            row for row in self.activity if row.delytelse.code in letters and level in {None, row.level_text}
        ]

    def _activity(self, question: Mapping[str, Any]) -> Decimal:
        rows = self._rows([question["activity"]], question.get("level"))
        counted = (row for row in rows if not row.institution_text.startswith(TOTAL_ROW))
        return Decimal(
            sum(row.patients or 0 for row in counted if row.institution_id or not question.get("own"))
        )

    def _total(self, question: Mapping[str, Any]) -> Decimal:
        rows = self._rows([question["total"]], question.get("level"))
        return Decimal(next(row.patients or 0 for row in rows if row.institution_text.startswith(TOTAL_ROW)))

    def _outside(self, question: Mapping[str, Any]) -> Decimal:
        rows = (row for row in self._rows(question["outside"], None) if row.institution_id is None)
        others = (row for row in rows if not row.institution_text.startswith(TOTAL_ROW))
        return sum((number(row.places_text) or Decimal(0) for row in others), Decimal(0))

    def _places(self, question: Mapping[str, Any]) -> Decimal:
        """Printed places of the pools that hold exactly these letters."""
        letters = question["places"].replace("+", "") or "none"
        pools = Pool.objects.filter(
            institution__region=self.region,
            institution__in_region=question["in_region"],
            code__contains=f"-{letters}-",
        )
        if "level" in question:
            pools = pools.filter(level=question["level"])
        return Decimal(pools.aggregate(sum=Sum("printed_tenths"))["sum"] or 0) / 10


def checks(*, region: Region, language: str, files: Files | None = None) -> tuple[list[Check], list[str]]:
    """The checks of a region in nb or nn, and the notes that belong to them."""
    table = (files or Files()).region(f"{region.code}_checks")
    figures, words = Figures(region), "nn" if language == "nn" else "nb"
    found = [
        Check(
            id=row["id"],
            what=row["what"][words],
            unit=row.get("unit", ""),
            printed_text=figures.text(row["printed"]),
            printed=number(figures.text(row["printed"])),
            loaded=figures.value(row["loaded"]),
            why=row.get(words, ""),
        )
        for row in table["checks"]
    ]
    return found, [note[words] for note in table["notes"]]
