"""The rule book read a second time, as plainly and slowly as possible: what the engine is compared with.

Nothing here imports the engine. Completions and counterfactuals are enumerated one by one.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, product

import holidays

from tests.unit.rules.oracle_data import AREA, MAP
from tests.unit.rules.oracle_offer import stage_4, stage_5, stage_6

NEEDS = [
    "complexity",
    "multidisciplinary",
    "specialist_competence",
    "intensity",
    "hospital_proximity",
    "diagnostic_workup",
]
VALUES = {
    "function_loss": ["none", "mild", "moderate", "severe", "bedbound"],
    "goal": ["improve", "cope", "assess", "work", "maintain", "prepare_for_surgery", "adapted_activity"],
    "municipal_measures": ["sufficient", "insufficient", "not_tried", "unavailable"],
    "significant_change": [False, True],
    **{f"needs.{need}": [False, True] for need in NEEDS},
}
SIX = {
    "open_heart_surgery",
    "stroke",
    "traumatic_brain_injury",
    "spinal_cord_injury",
    "lower_limb_amputation",
    "multitrauma",
}
CARDIAC = {"myocardial_infarction", "revascularisation", "open_heart_surgery"}
DENIED_CELLS = {
    "A": ["multitrauma", "complex_fracture", "prosthesis_revision", "comorbidity_significant"],
    "C": ["prosthesis_candidate"],
    "F": ["cognitive_deficit", "communication_deficit"],
    "I": [
        "comorbidity_significant",
        "copd_exacerbation",
        "interstitial_lung_disease",
        "lung_transplant",
        "cystic_fibrosis",
    ],
    "J": ["psychological_comorbidity", "unclear_cause"],
}


class Referral:
    """Facts with their defaults."""

    def __init__(self, facts):
        self.facts = facts
        self.received = date.fromisoformat(facts["received_on"])
        first = facts.get("first_received_on")
        self.receipt = date.fromisoformat(first) if first else self.received
        event = facts.get("event_on")
        self.event = date.fromisoformat(event) if event else None
        self.early = None if self.event is None else self.event >= self.receipt - timedelta(days=182)
        birth = date.fromisoformat(facts["patient"]["birth_date"])
        self.age = self.receipt.year - birth.year
        if (self.receipt.month, self.receipt.day) < (birth.month, birth.day):
            self.age -= 1
        self.age = max(self.age, 0)
        self.area = AREA.get(facts["patient"]["municipality"])
        self.ticked = set(facts.get("conditions", []))
        self.denied = set(facts.get("conditions_denied", []))
        self.values = {name: facts.get(name) for name in list(VALUES)[:4]}
        self.values |= {f"needs.{need}": facts.get("needs", {}).get(need) for need in NEEDS}
        self.requested = facts.get("requested", {})
        self.stays = facts.get("earlier_stays", [])
        self.main = facts["diagnoses"][0]["system"], facts["diagnoses"][0]["code"].replace(".", "")

    def main_is(self, *ranges):
        return self.main[0] == "icd10" and any(in_range(self.main[1], *one.split("-")) for one in ranges)


def in_range(code, first, last=None):
    return len(code) >= len(first) and first <= code[: len(first)] <= (last or first)


def look_up(facts):
    for index, one in enumerate(facts["diagnoses"]):
        code = one["code"].replace(".", "")
        for row in MAP:
            hit = row["system"] == one["system"] and in_range(code, row["kode_fra"], row["kode_til"])
            if hit and (index == 0 or row["delytelse"] != "K"):
                return row["delytelse"]
    return None


def stage_2(ref):
    ticked, value, kind = ref.ticked, ref.values, ref.facts["referrer"]["kind"]
    if kind in ("hf_ward", "hf_outpatient") and not ticked & SIX:
        direct = "direct_from_hospital" in ticked and value["function_loss"] in ("severe", "bedbound")
        if "icu_stay" in ticked or (direct and value["needs.hospital_proximity"] is True):
            return "O", "map.after_hospital"
    if (
        kind in ("gp", "contract_specialist", "other")
        and "icu_stay" in ticked
        and ref.early
        and not ticked & SIX
    ):
        return "O", "map.icu_later"
    if ref.age < 30 and ("habilitation_need" in ticked or value["goal"] == "adapted_activity"):
        return "N", "map.young"
    if ticked & {"stroke", "traumatic_brain_injury"}:
        return "F", "map.brain"
    if "spinal_cord_injury" in ticked:
        return "G", "map.spinal"
    if "multitrauma" in ticked:
        return "A", "map.multitrauma"
    if ticked & {"lower_limb_amputation", "upper_limb_amputation"}:
        return "C", "map.amputation"
    if {"long_covid", "fatigue_main_problem"} <= ticked:
        return "D", "map.long_covid"
    if "lymphoedema" in ticked and (ref.main_is("C00-C97", "Z85") or "cancer_treatment_finished" in ticked):
        return "E", "map.lymphoedema"
    found = look_up(ref.facts)
    at_risk = "at_risk_of_leaving_work_or_education" in ticked
    of_age = 18 <= ref.age <= 67 or (16 <= ref.age <= 17 and at_risk)
    fits = found == "J" or (found in ("D", None) and (at_risk or "common_mental_disorder" in ticked))
    if value["goal"] == "work" and of_age and fits:
        return "R", "map.work"
    return found, "map.lookup" if found else None


def stage_1(ref, d):
    if ref.area is None and ref.facts.get("assessed_here_by_choice") is not True:
        return "gate.other_region", "other_region"
    if d == "K" or (d is None and ref.requested.get("delytelse") == "K"):
        return "gate.obesity", "hf_obesity_clinic"
    if "lipoedema" in ref.ticked and d is None:
        return "gate.lipoedema", "hf_specialist"
    if d == "R" and ref.receipt < date(2024, 1, 1):
        return "gate.work_before_2024", "supplier"
    return None


def ground(v):
    return (
        (v["needs.complexity"] and v["needs.multidisciplinary"])
        or v["needs.specialist_competence"]
        or v["needs.intensity"]
        or v["needs.hospital_proximity"]
        or v["needs.diagnostic_workup"]
    )


def new_cardiac_event(ref):
    last = max((stay["ended_on"] for stay in ref.stays if stay["delytelse"] == "H"), default="")
    after = ref.event is None or ref.event.isoformat() > last
    return "new_cardiac_event" in ref.ticked or bool(ref.ticked & CARDIAC and after)


def blocked(ref, d):
    return (
        (ref.age < 18 and d != "N")
        or ref.facts.get("urgency") == "suspected_serious"
        or ref.facts.get("existing_right_deadline") is not None
        or ref.facts.get("consent") is False
    )


def stage_3_rows(ref, d, found_by, v, early, denied):  # noqa: C901 - the rule book is as long
    """One completion: {row: refuses?} for the rows that hold. `denied(name)` is the completion's word."""
    t, loss, goal, measures = ref.ticked, v["function_loss"], v["goal"], v["municipal_measures"]
    can = measures in ("sufficient", "not_tried")
    stay_here = any(stay["delytelse"] == d for stay in ref.stays)
    hold = {}

    def row(name, when, refuses):
        if when:
            hold[name] = bool(refuses)

    def all_denied(*names):
        return all(denied(name) for name in names)

    row("right.grounds", not ground(v), can)
    contradiction = measures == "sufficient" and ground(v) and d not in ("H", "O")
    row(
        "right.municipal",
        contradiction and not t & {"spinal_cord_injury", "multitrauma", "prosthesis_candidate"},
        0,
    )
    chronic = t & {"progressive_neurological", "rare_neuromuscular", "cancer_chronic"}
    row(
        "right.maintain",
        goal == "maintain" and "spinal_cord_injury" not in t,
        measures == "sufficient" and d not in ("G", "I") and not chronic,
    )
    too_poor = loss == "bedbound" and d != "O" and not t & {"spinal_cord_injury", "multitrauma"}
    row("right.too_poor", too_poor and (d != "F" or early is False), d == "D")
    row(
        "right.no_loss",
        loss == "none" and d not in ("H", "R", "M") and goal != "prepare_for_surgery",
        denied("risk_of_function_loss"),
    )
    repeat = stay_here and v["significant_change"] is False and d not in ("G", "N")
    row("right.repeat", repeat and not (d == "H" and new_cardiac_event(ref)), d in ("A", "J"))
    row("right.dementia", "dementia" in t, d is None and can)
    other = ("main_problem_psychiatric_or_substance" in t and d != "R") or "convalescence_or_respite" in t
    row("right.other_service", other, 0)
    row("right.child", ref.age < 18 and d != "N", 0)
    row("right.urgent", ref.facts.get("urgency") == "suspected_serious", 0)
    row("right.existing", ref.facts.get("existing_right_deadline") is not None, 0)
    row("right.consent", ref.facts.get("consent") is False, 0)
    row("right.unmapped", d is None, 0)
    if d == "A":
        simple = all_denied(*DENIED_CELLS["A"]) and loss in ("none", "mild", "moderate")
        row("A.simple", simple and v["needs.complexity"] is False, can)
    if d == "C":
        row("C.no_prosthesis", "lower_limb_amputation" in t and denied("prosthesis_candidate"), can)
        upper = "upper_limb_amputation" in t or ref.main_is("Z890-Z893")
        row("C.upper_limb", "lower_limb_amputation" not in t and upper, 0)
    if d == "D":
        row("D.no_diagnosis", "cfs_me_diagnosed" not in t, 0)
        row("D.severe", loss == "severe", 0)
    if d in ("E", "I"):
        row("EI.before_surgery", goal == "prepare_for_surgery", 0)
    if d == "F":
        clear = all_denied(*DENIED_CELLS["F"]) and loss == "mild"
        injury = "traumatic_brain_injury" in t
        row("F.mild_stroke", "stroke" in t and not injury and early and clear, measures == "sufficient")
        row("F.mild_injury", injury and clear, 0)
    if d == "H":
        row("H.again", stay_here and v["significant_change"] is True and not new_cardiac_event(ref), 0)
    if d == "I":
        mild = "copd" in t and loss == "mild" and can and all_denied(*DENIED_CELLS["I"])
        row("I.mild_copd", mild, measures == "sufficient")
    if d == "J":
        no_workup = v["needs.diagnostic_workup"] is False and goal != "assess" and denied("unclear_cause")
        row("J.not_tried", measures == "not_tried" and no_workup, 1)
        simple = no_workup and denied("psychological_comorbidity") and v["needs.complexity"] is False
        row("J.simple", simple, can)
        care = ref.facts.get("night_care") is True or ref.facts.get("self_care") == "dependent"
        row("J.care", care, 0)
    if d == "M":
        row("M.vision", "vision_loss" in t and "deaf_or_deafblind" not in t, 0)
        row("M.unspecified", not t & {"deaf_or_deafblind", "tinnitus", "vestibular", "vision_loss"}, 0)
    if d == "O":
        row("O.later", found_by == "map.icu_later", 0)
    row("lymphoedema.other", "lymphoedema" in t and d != "E", 0)
    if blocked(ref, d):
        hold = dict.fromkeys(hold, False)
    return hold


def unknown_facts(ref, d):
    """The facts that are completed, with their values; denied cells' conditions as True (denied) or False."""
    free = {name: VALUES[name] for name, value in ref.values.items() if value is None}
    for name in [*DENIED_CELLS.get(d, []), "risk_of_function_loss"]:
        if name not in ref.ticked and name not in ref.denied:
            free[f"conditions.{name}"] = [True, False]
    if ref.early is None and d == "F":
        free["event_on"] = [True, False]
    return free


def outcome_of(hold):
    return "refused" if True in hold.values() else "manual" if hold else "granted"


def stage_3(ref, d, found_by, *, details=True):
    """(outcome, missing, rows to cite) by going through every completion."""
    free = unknown_facts(ref, d)
    names = list(free)
    seen = {}
    held = []
    for combination in product(*free.values()):
        filled = dict(zip(names, combination, strict=True))
        v = {**ref.values, **{name: value for name, value in filled.items() if name in VALUES}}

        def denied(name, filled=filled):
            return name in ref.denied or filled.get(f"conditions.{name}", False)

        hold = stage_3_rows(ref, d, found_by, v, filled.get("event_on", ref.early), denied)
        seen[combination] = outcome_of(hold)
        held.append(hold)
    outcomes = set(seen.values())
    if not details:
        return outcomes.pop() if len(outcomes) == 1 else "incomplete"
    missing = set()
    if len(outcomes) > 1:
        for index, name in enumerate(names):
            groups = {}
            for combination, outcome in seen.items():
                groups.setdefault(combination[:index] + combination[index + 1 :], set()).add(outcome)
            if any(len(group) > 1 for group in groups.values()):
                missing.add(name)
    outcome = outcomes.pop() if len(outcomes) == 1 else "incomplete"
    return outcome, sorted(missing), cited(outcome, held)


def cited(outcome, held):
    def rows_where(wanted, every):
        test = all if every else any
        names = {name for hold in held for name in hold}
        return {name for name in names if test(wanted(hold, name) for hold in held)}

    def refuses(hold, name):
        return hold.get(name) is True

    def holds(hold, name):
        return name in hold

    if outcome == "refused":
        return rows_where(refuses, True) or rows_where(refuses, False)
    if outcome == "manual":
        return rows_where(holds, True) or rows_where(holds, False)
    return rows_where(holds, False) if outcome == "incomplete" else {"right.granted"}


def changed(ref, changes):
    facts = dict(ref.facts)
    facts["needs"] = dict(facts.get("needs", {}))
    facts["conditions"] = list(facts.get("conditions", []))
    facts["conditions_denied"] = list(facts.get("conditions_denied", []))
    for name, value in changes:
        if name.startswith("needs."):
            facts["needs"][name[6:]] = value
        elif name.startswith("conditions."):
            condition = name[11:]
            for one in ("conditions", "conditions_denied"):
                facts[one] = [other for other in facts[one] if other != condition]
            facts["conditions" if value == "ticked" else "conditions_denied"].append(condition)
        else:
            facts[name] = value
    return Referral(facts)


def counterfactuals(ref, d, conditions, most=2):
    """All smallest sets of changes, tried one after the other; None when it takes more than `most`."""
    options = [
        (name, value) for name, current in ref.values.items() for value in VALUES[name] if value != current
    ]
    for name in conditions:
        options += [(f"conditions.{name}", "ticked")] if name not in ref.ticked else []
        options += [(f"conditions.{name}", "denied")] if name not in ref.denied else []
    for size in range(1, most + 1):
        found = []
        for changes in combinations(options, size):
            if len({name for name, _ in changes}) < size:
                continue
            other = changed(ref, changes)
            d2, found_by = stage_2(other)
            if d2 == d and stage_1(other, d2) is None:
                outcome = stage_3(other, d2, found_by, details=False)
                if outcome != "refused":
                    found.append((dict(changes), outcome))
        if found:
            return found
    return None


def ten_virkedager(day):
    closed = holidays.country_holidays("NO", years=[day.year, day.year + 1], include_sundays=False)
    left = 10
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in closed
    return day.isoformat()


def propose(facts):
    """The keys of the proposal that do not hold sentences, and `rules`: the ids of the reasons."""
    ref = Referral(facts)
    d, found_by = stage_2(ref)
    result = {
        "reference": facts["reference"],
        "assessment_due": ten_virkedager(ref.receipt),
        "delytelse": d,
        "level": None,
        "lodging": False,
        "stay": None,
        "start_deadline": None,
        "route": {"sector": None, "redirect_to": None, "candidates": []},
        "missing": [],
        "rule_set": {"id": "hmn", "version": "1", "valid_on": ref.receipt.isoformat()},
    }
    rules = {"clock", "law"} | ({found_by} if found_by else set())
    if ref.requested.get("delytelse") not in (None, d):
        rules.add("map.request_differs")
    redirect = stage_1(ref, d)
    if redirect:
        result["outcome"], result["route"]["redirect_to"] = "redirected", redirect[1]
        return result | {"rules": rules | {redirect[0]}}
    result["outcome"], result["missing"], cited_rows = stage_3(ref, d, found_by)
    rules |= cited_rows
    if result["outcome"] == "refused":
        result["route"]["sector"] = "municipality"
        return result | {"rules": rules}
    if d is None:
        return result | {"rules": rules}
    result["level"], result["lodging"], result["stay"] = stage_4(ref, d)
    rules.add(f"level.{d}")
    if result["outcome"] == "granted":
        result["start_deadline"] = stage_5(ref, d)
        candidates = stage_6(ref, d, result["level"], result["lodging"])
        result["route"]["candidates"] = candidates
        result["route"]["sector"] = candidates[0]["sector"] if candidates else None
        rules |= {f"deadline.{d}"} | {one["reasons"][0] for one in candidates}
        rules |= set() if candidates else {"route.gap"}
    return result | {"rules": rules}
