"""The closed words of facts, and the integer codes that the compiled tables work on.

A referral is coded as a list of integers. Positions 0 to 10 are facts that may be unknown (-1) and that
stage 3 completes; TICKED and DENIED are sets of conditions as bits; the rest are always known, and those
from GROUND on follow from the others.
"""

from __future__ import annotations

from typing import Final

DELYTELSER: Final = tuple("ABCDEFGHIJKLMNOPQR")
NO_DELYTELSE: Final = len(DELYTELSER)
DELYTELSE_WORDS: Final = (*DELYTELSER, "none")

# Ordered from the lowest: the search for a place climbs this way.
LEVELS: Final = ("outpatient", "day", "inpatient")
OUTPATIENT, DAY, INPATIENT = range(3)

FUNCTION_LOSS: Final = ("none", "mild", "moderate", "severe", "bedbound")
GOALS: Final = ("improve", "cope", "assess", "work", "maintain", "prepare_for_surgery", "adapted_activity")
MEASURES: Final = ("sufficient", "insufficient", "not_tried", "unavailable")
NEEDS: Final = (
    "complexity",
    "multidisciplinary",
    "specialist_competence",
    "intensity",
    "hospital_proximity",
    "diagnostic_workup",
)
REFERRERS: Final = ("gp", "contract_specialist", "hf_outpatient", "hf_ward", "other")
URGENCIES: Final = ("ordinary", "deteriorating", "suspected_serious")
SELF_CARE: Final = ("independent", "some_help", "dependent")
BOOLEAN: Final = (False, True)

# Facts that may be unknown, by position in the coded referral. `early` is what stage 3 sees of event_on.
SCALARS: Final = (
    "function_loss",
    "goal",
    "municipal_measures",
    "significant_change",
    *(f"needs.{need}" for need in NEEDS),
    "early",
)
FIRST_NEED: Final = 4
EARLY: Final = 10
SCALAR_DOMAINS: Final[tuple[tuple[object, ...], ...]] = (FUNCTION_LOSS, GOALS, MEASURES, *([BOOLEAN] * 8))
# The name under which each is asked for and reported.
SCALAR_NAMES: Final = (*SCALARS[:EARLY], "event_on")

TICKED: Final = 11
DENIED: Final = 12
# Always known, a code each. SAME_STAY, DELYTELSE, FOUND_BY and LEVEL are filled in as the stages decide them.
(
    AGE,
    REFERRER,
    URGENCY,
    NIGHT_CARE,
    SELF_CARE_AT,
    EXISTING,
    CONSENT,
    LONG_TRAVEL,
    CHOSEN_HERE,
    REQUESTED,
    AREA,
    STAYS,
    AFTER_STAY,
    DIAGNOSIS,
    LOOKUP,
    DELYTELSE,
    FOUND_BY,
    SAME_STAY,
    LEVEL,
) = range(13, 32)
# What follows from the others, kept beside them for the tables: whether a ground holds (0 no, 1 yes, 2 open),
# whether there is a new event, and the bits of conditions and diagnosis sets cut into bytes.
GROUND: Final = 32
NEW_EVENT: Final = 33
TICKED_BYTES: Final = 34
DENIED_BYTES: Final = 40
DIAGNOSIS_BYTES: Final = 46
CODED_LENGTH: Final = 49
DERIVED_LENGTH: Final = CODED_LENGTH - GROUND
GROUND_OPEN: Final = 2

CONDITIONS: Final = (
    "multitrauma",
    "complex_fracture",
    "prosthesis_revision",
    "comorbidity_significant",
    "lower_limb_amputation",
    "upper_limb_amputation",
    "prosthesis_candidate",
    "cfs_me_diagnosed",
    "fatigue_main_problem",
    "long_covid",
    "cancer_treatment_finished",
    "cancer_chronic",
    "stroke",
    "traumatic_brain_injury",
    "cognitive_deficit",
    "communication_deficit",
    "spinal_cord_injury",
    "progressive_neurological",
    "rare_neuromuscular",
    "multiple_sclerosis",
    "parkinson",
    "myocardial_infarction",
    "revascularisation",
    "open_heart_surgery",
    "new_cardiac_event",
    "copd",
    "copd_exacerbation",
    "interstitial_lung_disease",
    "lung_transplant",
    "cystic_fibrosis",
    "systemic_rheumatic_disease",
    "psychological_comorbidity",
    "unclear_cause",
    "deaf_or_deafblind",
    "tinnitus",
    "vestibular",
    "vision_loss",
    "icu_stay",
    "direct_from_hospital",
    "lymphoedema",
    "lipoedema",
    "habilitation_need",
    "common_mental_disorder",
    "at_risk_of_leaving_work_or_education",
    "risk_of_function_loss",
    "dementia",
    "main_problem_psychiatric_or_substance",
    "convalescence_or_respite",
)
CONDITION_BITS: Final = {name: 1 << index for index, name in enumerate(CONDITIONS)}
_NAME_OF_BIT: Final = {bit: name for name, bit in CONDITION_BITS.items()}


def conditions_in(bits: int) -> list[str]:
    """The names of a set of conditions, in the schema's order."""
    names = []
    while bits:
        lowest = bits & -bits
        names.append(_NAME_OF_BIT[lowest])
        bits ^= lowest
    return names
