"""What can be told on «Ask the book»: the facts of the schema in the groups that the page has."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deltytelser.rules.vocabulary import (
    FUNCTION_LOSS,
    GOALS,
    MEASURES,
    NEEDS,
    REFERRERS,
    SELF_CARE,
    URGENCIES,
)

CONDITION: Final = "conditions."
REQUESTED: Final = ("requested.delytelse", "requested.level", "requested.institution")
WORDS: Final = {
    "referrer.kind": REFERRERS,
    "urgency": URGENCIES,
    "function_loss": FUNCTION_LOSS,
    "self_care": SELF_CARE,
    "goal": GOALS,
    "municipal_measures": MEASURES,
}
YES_NO: Final = ("night_care", "significant_change", "long_travel", "consent", "assessed_here_by_choice")
GROUNDS: Final = tuple(f"needs.{need}" for need in NEEDS)
DAYS: Final = ("received_on", "first_received_on", "event_on", "existing_right_deadline")
MOST_STAYS: Final = 2

FUNCTION: Final = (
    "function_loss",
    "self_care",
    "night_care",
    "goal",
    "municipal_measures",
    "significant_change",
)
REFERRAL: Final = ("referrer.kind", "urgency", "event_on", *REQUESTED)
OTHER: Final = ("long_travel", "consent", "assessed_here_by_choice", "existing_right_deadline")

Group = tuple[str | Promise, tuple[str, ...]]
CONDITION_GROUPS: Final[tuple[Group, ...]] = (
    (
        _("Injury and operation"),
        ("multitrauma", "complex_fracture", "prosthesis_revision", "icu_stay", "direct_from_hospital"),
    ),
    (_("Amputation"), ("lower_limb_amputation", "upper_limb_amputation", "prosthesis_candidate")),
    (
        _("Brain and spinal cord"),
        (
            "stroke",
            "traumatic_brain_injury",
            "cognitive_deficit",
            "communication_deficit",
            "spinal_cord_injury",
            "dementia",
        ),
    ),
    (
        _("Nerves and muscles"),
        ("progressive_neurological", "rare_neuromuscular", "multiple_sclerosis", "parkinson"),
    ),
    (
        _("Heart"),
        ("myocardial_infarction", "revascularisation", "open_heart_surgery", "new_cardiac_event"),
    ),
    (
        _("Lungs"),
        ("copd", "copd_exacerbation", "interstitial_lung_disease", "lung_transplant", "cystic_fibrosis"),
    ),
    (_("Cancer and oedema"), ("cancer_treatment_finished", "cancer_chronic", "lymphoedema", "lipoedema")),
    (
        _("Pain, rheumatism and fatigue"),
        (
            "systemic_rheumatic_disease",
            "unclear_cause",
            "psychological_comorbidity",
            "cfs_me_diagnosed",
            "fatigue_main_problem",
            "long_covid",
        ),
    ),
    (_("Senses"), ("deaf_or_deafblind", "tinnitus", "vestibular", "vision_loss")),
    (
        _("Work, habilitation and the rest"),
        (
            "habilitation_need",
            "common_mental_disorder",
            "at_risk_of_leaving_work_or_education",
            "risk_of_function_loss",
            "comorbidity_significant",
            "main_problem_psychiatric_or_substance",
            "convalescence_or_respite",
        ),
    ),
)


def field_id(name: str) -> str:
    """The name of a field as an id: no dots, which mean something in a selector."""
    return "f-" + name.replace(".", "-").replace("_", "-")
