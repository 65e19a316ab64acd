"""Made-up referral facts: many, odd, and near the edges of the rule book."""

from __future__ import annotations

from datetime import date, timedelta

CODES = """icd10 M05.9,icd10 S72.0,icd10 Z89.5,icd10 Z89.2,icd10 Z89,icd10 G93.3,icd10 G93,icd10 R53
icd10 C50.9,icd10 Z85.3,icd10 I63.9,icd10 I69.3,icd10 S06.2,icd10 G20,icd10 G35,icd10 T91.3,icd10 I21.9
icd10 Z95.1,icd10 Z95,icd10 J44.1,icd10 J84.1,icd10 M79.7,icd10 M54.5,icd10 M79,icd10 E66.0,icd10 H81.0
icd10 H90.3,icd10 H54,icd10 G80.1
icd10 F00.1,icd10 R60.9,icd10 U09.9,icd10 J80,icd10 F48.0,icd10 T07,icd10 Z96.6,icpc2 L18,icpc2 A04,icpc2 T82
icpc2 K90,icpc2 L88,icpc2 R95,icpc2 N86,icpc2 H82,icpc2 K75,icpc2 L75,icpc2 P76""".replace("\n", ",").split(
    ","
)
GROUPS = [
    ["stroke", "traumatic_brain_injury", "cognitive_deficit", "communication_deficit", "spinal_cord_injury"],
    ["multitrauma", "complex_fracture", "prosthesis_revision", "comorbidity_significant"],
    ["lower_limb_amputation", "upper_limb_amputation", "prosthesis_candidate"],
    ["cfs_me_diagnosed", "fatigue_main_problem", "long_covid"],
    ["cancer_treatment_finished", "cancer_chronic", "lymphoedema", "lipoedema"],
    ["progressive_neurological", "rare_neuromuscular", "multiple_sclerosis", "parkinson"],
    ["myocardial_infarction", "revascularisation", "open_heart_surgery", "new_cardiac_event"],
    ["copd", "copd_exacerbation", "comorbidity_significant", "interstitial_lung_disease", "lung_transplant"],
    ["copd", "cystic_fibrosis", "systemic_rheumatic_disease"],
    ["psychological_comorbidity", "unclear_cause", "fatigue_main_problem"],
    ["deaf_or_deafblind", "tinnitus", "vestibular", "vision_loss"],
    ["icu_stay", "direct_from_hospital"],
    ["habilitation_need", "common_mental_disorder", "at_risk_of_leaving_work_or_education"],
    ["dementia", "main_problem_psychiatric_or_substance", "convalescence_or_respite"],
    ["risk_of_function_loss"],
]
RECEIPTS = ["2026-03-03", "2024-01-01", "2023-12-31", "2024-05-31", "2018-01-02", "2022-07-15", "2027-05-10"]
PLACES = ["5001", "1506", "1508", "5006", "5034", "1811", "0301", "4601", "5054", "1576"]
CHOICES = ["selli", "muritunet", "st-olavs", "ottestad", "nowhere", "landaasen", "aure", "alesund", "coperio"]
NEEDS = [
    "complexity",
    "multidisciplinary",
    "specialist_competence",
    "intensity",
    "hospital_proximity",
    "diagnostic_workup",
]


def referral(rng, number=0, *, known=0.75, focus=None):
    """One referral from a random generator; `known` is how likely each fact is to be told."""

    def maybe(options, chance=known):
        return rng.choice(options) if rng.random() < chance else None

    receipt = date.fromisoformat(rng.choice(RECEIPTS))
    ages = [5, 15, 16, 17, 18, 29, 30, 45, 67, 68, 80]
    birth = receipt - timedelta(days=365 * rng.choice(ages) + rng.randrange(0, 40))
    groups = rng.sample(GROUPS, rng.choice([0, 1, 1, 2, 3]))
    names = list(dict.fromkeys(name for group in groups for name in group))
    ticked = [name for name in names if rng.random() < 0.45]
    denied = [name for name in names if name not in ticked and rng.random() < 0.8]
    for name in (
        "risk_of_function_loss",
        "unclear_cause",
        "psychological_comorbidity",
        "prosthesis_candidate",
    ):
        if name not in names and rng.random() < 0.3:
            denied.append(name)
    facts = {
        "reference": f"r{number}",
        "referred_on": (receipt - timedelta(days=1)).isoformat(),
        "received_on": receipt.isoformat(),
        "referrer": {
            "kind": rng.choice(["gp", "gp", "hf_ward", "hf_outpatient", "contract_specialist", "other"])
        },
        "patient": {"birth_date": birth.isoformat(), "municipality": rng.choice(PLACES)},
        "diagnoses": [dict(zip(("system", "code"), rng.choice(CODES).split(), strict=True))],
        "requested": {"delytelse": maybe("ABCDEFGHIJKLMNOPQR", 0.3), "institution": maybe(CHOICES, 0.3)},
        "conditions": ticked,
        "conditions_denied": denied,
        "event_on": maybe(
            [(receipt - timedelta(days=days)).isoformat() for days in (5, 20, 100, 182, 183, 400)]
        ),
        "urgency": rng.choice(["ordinary"] * 8 + ["deteriorating", "suspected_serious", None]),
        "function_loss": maybe(["none", "mild", "moderate", "severe", "bedbound"]),
        "self_care": rng.choice(["independent", "some_help", "dependent", None]),
        "night_care": rng.choice([False, False, False, True, None]),
        "needs": {need: maybe([False, False, True]) for need in NEEDS},
        "goal": maybe(
            ["improve", "cope", "assess", "work", "maintain", "prepare_for_surgery", "adapted_activity"]
        ),
        "municipal_measures": maybe(["sufficient", "insufficient", "not_tried", "unavailable"]),
        "earlier_stays": [],
        "significant_change": maybe([False, True]),
        "long_travel": rng.choice([True, False, None]),
        "consent": rng.choice([True] * 10 + [None, False]),
        "assessed_here_by_choice": rng.choice([True, None]),
        "existing_right_deadline": rng.choice([None] * 15 + ["2026-05-01"]),
    }
    if facts["event_on"] and facts["event_on"] < facts["patient"]["birth_date"]:
        facts["event_on"] = None
    if rng.random() < 0.3:
        days = [rng.choice([10, 100, 300]) for _ in range(rng.choice([1, 1, 2]))]
        letters = rng.choice(["H", "J", "A", "B", "G", "HH", "AJ"])
        facts["earlier_stays"] = [
            {"delytelse": letter, "ended_on": (receipt - timedelta(days=ago)).isoformat()}
            for letter, ago in zip(letters, days * 2, strict=False)
        ]
    if rng.random() < 0.15:
        other = dict(zip(("system", "code"), rng.choice(CODES).split(), strict=True))
        if other["code"].replace(".", "") != facts["diagnoses"][0]["code"].replace(".", ""):
            facts["diagnoses"].append(other)
    if rng.random() < 0.1:
        facts["first_received_on"] = facts["referred_on"]
    if rng.random() < 0.7:
        facts |= {
            "urgency": rng.choice(["ordinary", "deteriorating"]),
            "consent": True,
            "assessed_here_by_choice": True,
        }
        facts["existing_right_deadline"] = None
    if rng.random() < 0.5:
        facts["needs"] |= {rng.choice(NEEDS[2:]): True}
        facts |= {
            "function_loss": rng.choice(["mild", "moderate", "severe"]),
            "municipal_measures": "insufficient",
        }
        facts |= {"goal": rng.choice(["improve", "cope", "work"]), "significant_change": True}
    return facts | (focus or {})
