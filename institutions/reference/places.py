"""Municipalities and institutions."""

from __future__ import annotations

from collections.abc import Mapping

from deltytelser.loading import Row, Tally, upsert_all
from institutions.models import HealthTrust, Institution, Municipality, PrintedTotal
from institutions.reference.files import number, tenths, whole
from rve.core.models import Organisation, Region

KINDS = {"privat": Institution.Kind.PRIVATE, "HF-enhet": Institution.Kind.HF_UNIT}


def load_municipalities(
    everywhere: list[dict[str, str]],
    in_region: list[dict[str, str]],
    short_names: Mapping[str, str],
    trusts: Mapping[str, HealthTrust],
    tally: Tally,
) -> dict[str, Municipality]:
    """All municipalities by number; a trust for those in the region's catchment areas."""
    ours = {row["kommunenummer"]: row for row in in_region}
    wanted = [
        _municipality(row, ours.get(row["kommunenummer"], {}), short_names)
        | {"health_trust": trusts.get(ours.get(row["kommunenummer"], {}).get("hf_kode", ""))}
        for row in everywhere
    ]
    known = Municipality.objects.select_related("health_trust")
    loaded = upsert_all(known, tally, ("number",), wanted)
    return {number_: row for (number_,), row in loaded.items()}


def _municipality(row: Row, own: Row, short_names: Mapping[str, str]) -> dict[str, object]:
    return {
        "number": row["kommunenummer"],
        "name": row["navn"],
        "short_name": short_names.get(row["kommunenummer"]) or row["navn"].split(" - ")[0],
        "latitude": float(row["breddegrad"]),
        "longitude": float(row["lengdegrad"]),
        "point_kind": row["punkttype"],
        "population_2024": whole(row["folketall_2024"]),
        "remark": own.get("merknad", ""),
    }


def load_institutions(
    region: Region,
    rows: list[dict[str, str]],
    organisations: Mapping[str, Organisation],
    trusts: Mapping[str, HealthTrust],
    municipalities: Mapping[str, Municipality],
    tally: Tally,
) -> dict[str, Institution]:
    """Institutions by kode, with the totals printed for them."""
    wanted = [
        _institution(row, organisations, trusts)
        | {"region": region, "municipality": municipalities.get(row["kommunenummer"])}
        for row in rows
    ]
    known = Institution.objects.filter(region=region)
    related = known.select_related("region", "municipality", "organisation", "health_trust")
    loaded = {kode: row for (kode,), row in upsert_all(related, tally, ("kode",), wanted).items()}
    totals = [
        _printed_total(row) | {"institution": loaded[row["kode"]]} for row in rows if row["total_som_trykt"]
    ]
    printed = PrintedTotal.objects.filter(institution__region=region).select_related("institution")
    upsert_all(printed, tally, ("institution",), totals)
    return loaded


def _institution(
    row: Row, organisations: Mapping[str, Organisation], trusts: Mapping[str, HealthTrust]
) -> dict[str, object]:
    return {
        "kode": row["kode"],
        "name": row["institusjon"],
        "kind": KINDS[row["type"]],
        "organisation": organisations.get(row["kode"]) or organisations.get(row["hf"]),
        "health_trust": trusts.get(row["hf"]),
        "place": row["sted"],
        "latitude": _float(row["breddegrad"]),
        "longitude": _float(row["lengdegrad"]),
        "point_note": row["punkt_presisjon"],
        "in_region": row["i_region"] == "ja",
        "active": "ikke aktiv" not in row["merknad"],
        "agreement_kind": row["avtaletype"],
        "role": row["kontroll_eller_rolle"] if row["type"] == "HF-enhet" else "",
        "source": row["kilde"],
        "line": row["linje"],
        "remark": row["merknad"],
    }


def _float(text: str) -> float | None:
    return float(text) if text else None


def _printed_total(row: Row) -> dict[str, object]:
    """The totals as printed; where no level is printed, the parts of the text are added up."""
    levels = {
        "inpatient_tenths": tenths(row["total_dogn_trykt"]),
        "day_tenths": tenths(row["total_dag_trykt"]),
        "outpatient_tenths": tenths(row["total_poliklinikk_trykt"]),
    }
    stated = any(value is not None for value in levels.values())
    return {
        "text": row["total_som_trykt"],
        **levels,
        "whole_tenths": None if stated else _added(row["total_som_trykt"]),
    }


def _added(text: str) -> int:
    """«5,2 plasser; 0,8 plasser» is 60 tenths."""
    numbers = (number(part.split()[0].replace(",", ".")) for part in text.split(";"))
    return sum(int(value * 10) for value in numbers if value is not None)
