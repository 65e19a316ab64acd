"""Words that made-up referrals are drawn from."""

from __future__ import annotations

from typing import Final

CODES: Final = (
    *("icd10 M05.9", "icd10 S72.0", "icd10 Z89.5", "icd10 Z89.2", "icd10 G93.3", "icd10 R53", "icd10 C50.9"),
    *("icd10 Z85.3", "icd10 I63.9", "icd10 I69.3", "icd10 S06.2", "icd10 G20", "icd10 G35", "icd10 T91.3"),
    *(
        "icd10 I21.9",
        "icd10 Z95.1",
        "icd10 J44.1",
        "icd10 J84.1",
        "icd10 M79.7",
        "icd10 M54.5",
        "icd10 H81.0",
    ),
    *("icd10 H90.3", "icd10 H54", "icd10 G80.1", "icd10 R60.9", "icd10 U09.9", "icd10 F48.0", "icd10 T07"),
    *(
        "icd10 Z96.6",
        "icpc2 L18",
        "icpc2 A04",
        "icpc2 K90",
        "icpc2 L88",
        "icpc2 R95",
        "icpc2 N86",
        "icpc2 K75",
    ),
)
GROUPS: Final = (
    ("stroke", "traumatic_brain_injury", "cognitive_deficit", "communication_deficit", "spinal_cord_injury"),
    ("multitrauma", "complex_fracture", "prosthesis_revision", "comorbidity_significant"),
    ("lower_limb_amputation", "upper_limb_amputation", "prosthesis_candidate"),
    ("cfs_me_diagnosed", "fatigue_main_problem", "long_covid"),
    ("cancer_treatment_finished", "cancer_chronic", "lymphoedema", "lipoedema"),
    ("progressive_neurological", "rare_neuromuscular", "multiple_sclerosis", "parkinson"),
    ("myocardial_infarction", "revascularisation", "open_heart_surgery", "new_cardiac_event"),
    ("copd", "copd_exacerbation", "comorbidity_significant", "interstitial_lung_disease", "lung_transplant"),
    ("copd", "cystic_fibrosis", "systemic_rheumatic_disease"),
    ("psychological_comorbidity", "unclear_cause", "fatigue_main_problem"),
    ("deaf_or_deafblind", "tinnitus", "vestibular", "vision_loss"),
    ("icu_stay", "direct_from_hospital"),
    ("habilitation_need", "common_mental_disorder", "at_risk_of_leaving_work_or_education"),
    ("dementia", "main_problem_psychiatric_or_substance", "convalescence_or_respite"),
    ("risk_of_function_loss",),
)
OFTEN_DENIED: Final = (
    "risk_of_function_loss",
    "unclear_cause",
    "psychological_comorbidity",
    "prosthesis_candidate",
)
MUNICIPALITIES: Final = (
    *("5001", "1506", "1508", "5006", "5034", "5054", "1576", "5035", "5037", "5059", "5060", "1515", "1577"),
    *("5001", "5001", "1506", "1508", "5006", "5037", "1811", "0301"),
)
