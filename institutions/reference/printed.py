"""The figures of the needs assessment, as printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from deltytelser.loading import Row, Tally, upsert_all
from deltytelser.models import Delytelse
from institutions.models import Activity2022, HealthTrust, HfOffer, Institution, Statistic
from institutions.reference.files import number, whole
from rve.core.models import Region


def load_hf_offers(
    rows: Iterable[Row],
    institutions: Mapping[str, Institution],
    trusts: Mapping[str, HealthTrust],
    delytelser: Mapping[str, Delytelse],
    tally: Tally,
) -> None:
    wanted = [
        {
            "institution": institutions[row["enhet"]],
            "delytelse": delytelser[row["delytelse"]],
            "health_trust": trusts[row["hf_kode"]],
            "own_offer": row["eget_tilbud"],
            "level_text": row["niva"],
            "buying_need": row["kjopsbehov"],
            "buying_need_basis": row["kjopsbehov_grunnlag"],
            "source": row["kilde"],
            "line": row["linje"],
            "remark": row["merknad"],
        }
        for row in rows
    ]
    known = HfOffer.objects.filter(institution__in=institutions.values())
    related = known.select_related("institution", "delytelse", "health_trust")
    upsert_all(related, tally, ("institution", "delytelse"), wanted)


def load_activity(
    region: Region,
    rows: Iterable[Row],
    institutions: Mapping[str, Institution],
    delytelser: Mapping[str, Delytelse],
    tally: Tally,
) -> None:
    wanted = [
        {
            "region": region,
            "delytelse": delytelser[row["delytelse"]],
            "institution": institutions.get(row["institusjon_kode"]),
            **_activity(row),
        }
        for row in rows
    ]
    known = Activity2022.objects.filter(region=region).select_related("delytelse", "institution", "region")
    upsert_all(known, tally, ("delytelse", "institution_text", "level_text", "line"), wanted)


def _activity(row: Row) -> dict[str, object]:
    return {
        "institution_text": row["institusjon"],
        "level_text": row["niva"],
        "places_text": row["plasser_trykt"],
        "patients_text": row["pasienter_2022"],
        "from_gp_text": row["henvist_fra_fastlege"],
        "mean_text": row["snitt_liggetid_eller_episoder"],
        "patients": whole(row["pasienter_2022"]),
        "from_gp": whole(row["henvist_fra_fastlege"]),
        "mean_stay": number(row["snitt_liggetid_eller_episoder"]),
        "source": row["kilde"],
        "line": row["linje"],
        "remark": row["merknad"],
    }


def load_statistics(region: Region, rows: Iterable[Row], tally: Tally) -> None:
    wanted = [
        {
            "region": region,
            "indicator": row["indikator"],
            "unit": row["enhet"],
            "period": row["periode"],
            "value_text": row["verdi"],
            "value": number(row["verdi"]),
            "source": row["kilde"],
            "line": row["linje"],
            "remark": row["merknad"],
        }
        for row in rows
    ]
    known = Statistic.objects.filter(region=region).select_related("region")
    upsert_all(known, tally, ("indicator", "unit", "period"), wanted)
