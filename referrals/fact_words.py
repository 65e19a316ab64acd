"""What each referral fact is, for those who send it: the words of the API's description."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "referred_on": "The day the referrer signed (henvisningsdato).",
    "received_on": "The day the unit received it (mottaksdato).",
    "first_received_on": "When the specialist health service first received it, if it was passed on.",
    "referrer": "Who refers.",
    "referrer.kind": "A GP, a specialist with an agreement, a health trust's outpatient clinic, its ward "
    "(the patient is there, or has just left it), or another.",
    "referrer.hf": "The health trust: St. Olavs hospital, Helse Møre og Romsdal, Helse Nord-Trøndelag.",
    "patient": "What the rules need of the patient: nothing that tells who it is.",
    "patient.birth_date": "Day of birth.",
    "patient.municipality": "Number of the municipality of residence, as of 2024.",
    "diagnoses": "The first is the main one.",
    "diagnoses[].system": "Code system.",
    "diagnoses[].code": "Capital letter, two digits, and what follows: M05.9, L18. One that nobody knows is "
    "kept and flagged.",
    "requested": "What the referrer asks for.",
    "requested.delytelse": "The referrer's suggestion. It never decides by itself.",
    "requested.level": "The referrer's suggestion.",
    "requested.institution": "The patient's choice of place: `kode` of an institution.",
    "conditions": "Those that are present.",
    "conditions_denied": "Those that were asked about and are not present; in neither list: not known. "
    "The codes of `conditions`.",
    "event_on": "Day of the injury, stroke, operation, exacerbation or discharge that the need comes from.",
    "urgency": "Ordinary, quickly getting worse, or suspicion of something serious or life-threatening.",
    "function_loss": "Loss of function, all in all.",
    "self_care": "How the patient manages daily life (ADL).",
    "night_care": "Needs staff at night.",
    "needs": "The grounds for specialised rehabilitation, which the unit settles.",
    "needs.complexity": "High complexity by ICF.",
    "needs.multidisciplinary": "A broad team of several professions.",
    "needs.specialist_competence": "Special competence.",
    "needs.intensity": "Intensity that the municipality cannot give.",
    "needs.hospital_proximity": "Medical complexity that needs a hospital nearby.",
    "needs.diagnostic_workup": "Workup or diagnosis.",
    "goal": "The main goal: better function, coping, assessment, work, keeping function, getting ready for "
    "surgery, adapted physical activity.",
    "municipal_measures": "Whether the municipality's measures are enough, were tried and are not, were not "
    "tried, or are not to be had there.",
    "earlier_stays": "Earlier stays in specialised rehabilitation.",
    "earlier_stays[].delytelse": "Which delytelse it was.",
    "earlier_stays[].ended_on": "Its last day.",
    "significant_change": "A marked change since the earlier stay for the same condition.",
    "long_travel": "Daily travel to a day or outpatient offer cannot be asked. Not known counts as no.",
    "consent": "The patient agrees to the referral.",
    "assessed_here_by_choice": "From another region, and stays here or has chosen to be assessed here.",
    "existing_right_deadline": "The deadline of an earlier assessment of the same need, which stands.",
}
