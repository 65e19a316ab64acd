"""Stages 4, 5 and 6 of the slow reading: level, deadline and route."""

from __future__ import annotations

from datetime import date, timedelta
from math import asin, ceil, cos, radians, sin, sqrt

from tests.unit.rules.oracle_data import AGREEMENTS, NORWEGIAN, OFFERS, PLACE, POINT, UP


def stage_4(ref, d):  # noqa: C901 - the rule book is as long
    t, loss = ref.ticked, ref.values["function_loss"] or "moderate"
    heavy = loss in ("severe", "bedbound")
    tired = "fatigue_main_problem" in t
    care = ref.facts.get("night_care") is True or ref.facts.get("self_care") == "dependent"
    if care and d != "J":
        level, lodging = "inpatient", False
    elif d == "A":
        late = ref.early is False and "multitrauma" not in t and not heavy
        big = t & {"multitrauma", "complex_fracture"} or heavy
        level, lodging = ("outpatient" if late else "inpatient" if big else "day"), False
    elif d == "B":
        level, lodging = ("inpatient", False) if loss == "severe" else ("day", tired)
    elif d in ("C", "N", "O"):
        level, lodging = "inpatient", False
    elif d == "D":
        level, lodging = "day", True
    elif d == "E":
        level, lodging = "day", tired
    elif d in ("F", "I"):
        level, lodging = ("inpatient" if heavy else "day"), False
    elif d == "G":
        level, lodging = ("inpatient", False) if heavy else ("day", True)
    elif d == "H":
        level, lodging = ("inpatient" if "open_heart_surgery" in t else "outpatient"), False
    elif d == "J":
        level, lodging = "outpatient", tired
    elif d == "M":
        level, lodging = ("inpatient" if "deaf_or_deafblind" in t else "outpatient"), False
    else:
        level, lodging = "day", False
    if level != "inpatient" and ref.facts.get("long_travel") is True:
        lodging = True
    return level, lodging and level != "inpatient", stay(ref, d, level)


def stay(ref, d, level):
    days = {"A": (7, 21), "B": (7, 14), "C": (21, 42), "F": (14, 28), "G": (10, 26)}.get(d)
    if d == "A" and "multitrauma" in ref.ticked:
        days = None
    if d == "B" and "fatigue_main_problem" in ref.ticked:
        days = (7, 28)
    if d == "H" and level == "outpatient":
        days = (84, 84)
    return None if days is None else {"min_days": days[0], "max_days": days[1]}


def stage_5(ref, d):
    t, heavy = ref.ticked, ref.values["function_loss"] in ("severe", "bedbound")
    weeks = {"C": 6, "D": 26, "O": 2, "J": 26, "M": 26, "N": 26}.get(d, 12)
    if d == "A":
        weeks = 2 if "multitrauma" in t else 8 if "complex_fracture" in t else 12
    if d == "B":
        weeks = 12 if "systemic_rheumatic_disease" in t else 26
    if d == "F":
        weeks = 12 if ref.early is False else 2 if heavy else 4
    if d == "I":
        weeks = 4 if "copd_exacerbation" in t else 12
    if ref.facts.get("urgency") == "deteriorating":
        weeks = ceil(weeks / 2)
    day = ref.receipt + timedelta(days=7 * weeks)
    if d == "I" and "copd_exacerbation" in t and ref.event:
        day = min(day, ref.event + timedelta(days=28))
    return {"weeks": weeks, "date": max(day, ref.receipt + timedelta(days=7)).isoformat()}


def offer_levels(niva):
    if niva == "ikke oppgitt":
        return set(UP)
    words = [word.strip() for word in niva.split(";")]
    return {
        NORWEGIAN.get(word, "outpatient") for word in words if word in NORWEGIAN or word.startswith("kurs")
    }


def serving(ref, d):
    """(private levels, own hospital units' levels, all hospital units' levels)."""
    private, own, every = {}, {}, {}
    for row in AGREEMENTS:
        if d not in row["delytelse"].split("+"):
            continue
        if row["institusjon_kode"] == "muritunet" and d == "H" and ref.receipt > date(2023, 12, 31):
            continue
        private.setdefault(row["institusjon_kode"], set()).add(NORWEGIAN[row["niva"]])
    if ref.receipt >= date(2024, 1, 1):
        for row in OFFERS:
            if row["delytelse"] == d and row["eget_tilbud"] == "ja":
                every.setdefault(row["enhet"], set()).update(offer_levels(row["niva"]))
                if row["hf_kode"] == ref.area:
                    own.setdefault(row["enhet"], set()).update(offer_levels(row["niva"]))
    return private, own, every


def distance(ref, code):
    (a, b), row = POINT[ref.facts["patient"]["municipality"]], PLACE[code]
    c, e = float(row["breddegrad"]), float(row["lengdegrad"])
    a, b, c, e = map(radians, (a, b, c, e))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((e - b) / 2) ** 2
    return round(6371 * 2 * asin(sqrt(half)), 1)


def stand(levels, asked):
    above = [level for level in UP[UP.index(asked) :] if level in levels]
    return above[0] if above else [level for level in UP if level in levels][-1]


def named(ref, d):
    t, names = ref.ticked, []
    if d in ("G", "F") and "spinal_cord_injury" in t:
        names.append("st-olavs")
    if d == "M" and "deaf_or_deafblind" in t:
        names.append("signo")
    if d == "M" and "vestibular" in t and ref.area == "HMR":
        names.append("molde")
    if d == "M" and t & {"tinnitus", "vestibular"}:
        names.append("landaasen")
    if d == "G" and t & {"multiple_sclerosis", "parkinson"} and ref.area == "HMR":
        names.append("aure")
    return names


def stage_6(ref, d, level, lodging):
    private, own, every = serving(ref, d)
    found = []
    for code in named(ref, d):
        levels = private.get(code, set()) | every.get(code, set())
        if levels:
            found.append((code, stand(levels, level), "route.named"))
    near = ref.values["needs.hospital_proximity"] is True
    covers = (d == "C" and ref.area in ("HMR", "HNT")) or (d == "F" and ref.area == "HMR")
    if near or covers:
        taken = {code for code, _, _ in found}
        codes = sorted((distance(ref, code), code) for code in own if code not in taken)
        found += [(code, stand(own[code], level), "route.own_hf") for _, code in codes]
    first = {code for code, _, _ in found}
    rest = {}
    for code, levels in [*private.items(), *own.items()]:
        if code not in first:
            rest.setdefault(code, set()).update(levels)
    for at in UP[UP.index(level) :]:
        here = {code: at for code, levels in rest.items() if at in levels}
        if lodging:
            here = {code: "inpatient" for code, levels in rest.items() if "inpatient" in levels} | here
        if here:
            ordered = sorted((distance(ref, code), code) for code in here)
            found += [(code, here[code], "route.ranked") for _, code in ordered]
            break
    chosen = ref.requested.get("institution")
    front = [(code, at, "route.choice") for code, at, _ in found if code == chosen]
    found = front + [one for one in found if one[0] != chosen]
    return [
        {
            "institution": code,
            "sector": "private" if PLACE[code]["type"] == "privat" else "hf",
            "level": at,
            "expected_wait_days": None,
            "distance_km": distance(ref, code),
            "within_deadline": None,
            "reasons": [rule],
        }
        for code, at, rule in found
    ]
