"""The shipped data as the slow reading sees it, straight from the CSV files."""

from __future__ import annotations

import csv
from pathlib import Path

DATA = Path(__file__).parents[3] / "deltytelser" / "catalogue" / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


AREA = {row["kommunenummer"]: row["hf_kode"] for row in rows("kommuner.csv")}
POINT = {
    row["kommunenummer"]: (float(row["breddegrad"]), float(row["lengdegrad"]))
    for row in rows("kommuner_norge.csv")
}
PLACE = {row["kode"]: row for row in rows("institusjoner.csv")}
MAP = rows("diagnose_til_delytelse.csv")
AGREEMENTS = rows("avtaler.csv")
OFFERS = rows("hf_tilbud.csv")
UP = ["outpatient", "day", "inpatient"]
NORWEGIAN = {"poliklinikk": "outpatient", "dag": "day", "døgn": "inpatient"}
