"""Agreements and their pools: what is bought, and what the health trusts have themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deltytelser.loading import Row, Tally, upsert_all
from deltytelser.models import Delytelse
from institutions.models import Agreement, Institution, Level, Pool, PoolDelytelse
from institutions.reference.files import tenths
from institutions.use_cases.capacity import set_capacity

LEVELS = {
    "døgn": Level.INPATIENT,
    "dag": Level.DAY,
    "poliklinikk": Level.OUTPATIENT,
    "ikke oppgitt": Level.ANY,
}


@dataclass(frozen=True, slots=True)
class Terms:
    """First days of the shipped agreements and of the trusts' own offers; the day after those that end."""

    first_day: dt.date
    ends: Mapping[tuple[str, str], dt.date]
    hf_first_day: dt.date
    hf_levels: Mapping[str, str]

    @classmethod
    def of(cls, agreements: dict[str, Any], settings: dict[str, Any], facts: dict[str, Any]) -> Terms:
        """From the rule catalogue's dated tables, so that engine and places read the same days."""
        serve = next(row["from"] for row in settings["settings"]["hf_units_serve"] if row["value"])
        ends = {
            (row["institution"], row["delytelse"]): row["last_day"] + dt.timedelta(days=1)
            for row in agreements["exceptions"]
        }
        return cls(agreements["first_day"], ends, serve, facts["hf_levels"])


@dataclass(frozen=True, slots=True)
class Line:
    """A pool as its source has it; `printed` in tenths, None where no number is printed."""

    institution: Institution
    kind: Agreement.Kind
    first_day: dt.date
    letters: tuple[Delytelse, ...]
    level: Level
    printed: int | None
    as_printed: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The pool's name over loads: institution, letters, level."""
        letters = "".join(letter.code for letter in self.letters) or "none"
        return f"{self.institution.kode}-{letters}-{self.level}"


def bought(
    rows: Iterable[Row],
    institutions: Mapping[str, Institution],
    delytelser: Mapping[str, Delytelse],
    terms: Terms,
) -> list[Line]:
    """One pool per row of the printed tables; a combined volume is one pool with several letters."""
    return [
        Line(
            institution=(institution := institutions[row["institusjon_kode"]]),
            kind=Agreement.Kind.RHF_AGREEMENT if institution.in_region else Agreement.Kind.OUTSIDE_REGION,
            first_day=terms.first_day,
            letters=tuple(delytelser[code] for code in row["delytelse"].split("+") if code),
            level=LEVELS[row["niva"]],
            printed=tenths(row["plasser"]),
            as_printed=_as_printed(row, row["diagnosetekst"])
            | {"valid_to": terms.ends.get((institution.kode, row["delytelse"]))},
        )
        for row in rows
    ]


def trusts_own(
    rows: Iterable[Row],
    institutions: Mapping[str, Institution],
    delytelser: Mapping[str, Delytelse],
    terms: Terms,
) -> list[Line]:
    """A pool without a number for each level at which a trust's unit has an offer of its own."""
    return [
        Line(
            institution=institutions[row["enhet"]],
            kind=Agreement.Kind.HF_OFFER,
            first_day=terms.hf_first_day,
            letters=(delytelser[row["delytelse"]],),
            level=level,
            printed=None,
            as_printed=_as_printed(row, row["niva"]) | {"valid_to": None},
        )
        for row in rows
        if row["eget_tilbud"] == "ja"
        for level in hf_levels(row["niva"], terms.hf_levels)
    ]


def _as_printed(row: Row, text: str) -> dict[str, Any]:
    return {
        "source": row["kilde"],
        "line": row["linje"],
        "diagnosis_text": text,
        "remark": row["merknad"],
    }


def hf_levels(text: str, known: Mapping[str, str]) -> list[Level]:
    """The levels that a trust's offer names; «i spesielle tilfeller» is none, «ikke oppgitt» is any."""
    if text == "ikke oppgitt":
        return [Level.ANY]
    parts = [part.strip() for part in text.split(";")]
    named = [known[part.split(" ")[0]] for part in parts if part in known or part.startswith("kurs ")]
    return [Level(level) for level in named]


def load_pools(lines: Iterable[Line], tally: Tally) -> None:
    """Agreements, pools, letters. A capacity that the institution has changed itself is left alone."""
    lines = list(lines)
    agreements = _agreements(lines, tally)
    known = Pool.objects.filter(agreement__in=agreements.values()).select_related("agreement", "institution")
    printed = {line.code: line.printed for line in lines}
    for pool in known:
        if pool.capacity_tenths == pool.printed_tenths != printed.get(pool.code, pool.printed_tenths):
            set_capacity(pool=pool, tenths=printed[pool.code])
    old = {pool.code: pool.capacity_tenths for pool in known.all()}
    wanted = [
        {
            **line.as_printed,
            "agreement": agreements[line.institution, line.kind, line.first_day],
            "code": line.code,
            "valid_from": line.first_day,
            "level": line.level,
            "printed_tenths": line.printed,
            "capacity_tenths": old.get(line.code, line.printed),
            "unconfirmed_level": line.level == Level.ANY,
        }
        for line in lines
    ]
    pools = upsert_all(known.all(), tally, ("code",), wanted)
    letters = [{"pool": pools[line.code,], "delytelse": letter} for line in lines for letter in line.letters]
    existing = PoolDelytelse.objects.filter(pool__in=pools.values()).select_related("pool", "delytelse")
    upsert_all(existing, tally, ("pool", "delytelse"), letters)


Agreements = dict[tuple[Any, ...], Agreement]


def _agreements(lines: Iterable[Line], tally: Tally) -> Agreements:
    wanted = [
        {
            "institution": line.institution,
            "kind": line.kind,
            "valid_from": line.first_day,
            "source": line.institution.source,
            "line": line.institution.line,
        }
        for line in lines
    ]
    known = Agreement.objects.filter(institution__in={line.institution for line in lines})
    return upsert_all(
        known.select_related("institution"), tally, ("institution", "kind", "valid_from"), wanted
    )
