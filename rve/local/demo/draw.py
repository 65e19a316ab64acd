"""A made-up referral: a story told by one practice about one person, in the shape of the form's answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any

from institutions.models import Municipality
from referrals.forms import answers
from referrals.models import Referral
from referrals.use_cases.intake import Intake, ReferrerInput
from referrals.use_cases.patients import PatientInput
from rve.core.models import Organisation, User
from rve.core.policies import Actor
from rve.local.demo.people import Person

NEEDS = {
    "C": "complexity",
    "M": "multidisciplinary",
    "S": "specialist_competence",
    "I": "intensity",
    "H": "hospital_proximity",
    "D": "diagnostic_workup",
}
NYNORSK_SHARE = {"15": 0.45}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A made-up referral with the story it tells and the doctor who sends it."""

    sent: Intake
    story: dict[str, Any]
    municipality: Municipality
    doctor: Actor


def form_of(story: dict[str, Any], *, event_on: dt.date | None, random: Random) -> dict[str, Any]:
    """The answers of the steps after the patient's."""
    tried = [{"measure": name, "weeks": weeks, "effect": effect} for name, weeks, effect in story["tried"]]
    return {
        "diagnosis": {
            "diagnoses": [{"system": "icd10", "code": code} for code in story["diagnoses"]],
            "event_on": event_on.isoformat() if event_on else "",
            "referrer_kind": story.get("referrer", "gp"),
            "urgency": "deteriorating" if random.random() < 0.05 else "ordinary",
            "situation": story["situation"],
        },
        "function": {
            **story["function"],
            "night_care": "no",
            "tried": tried,
            "tried_else": [story["tried_else"]] if "tried_else" in story else [],
            "own_training": story["own_training"],
            "function_text": story["function_text"],
            "conditions": story["ticked"],
            "conditions_asked": [*story["ticked"], *story["denied"]],
            "conditions_rest": "none" if story["denied"] else "",
        },
        "goal": {
            "goal": story["goal"],
            "goal_text": story["goal_text"],
            "earlier_stay": "no",
            "requested_delytelse": story.get("requested", ""),
        },
        "practical": practical_of(random),
    }


def practical_of(random: Random) -> dict[str, Any]:
    """Mostly nothing special; now and then what an intake must prepare for."""
    found: dict[str, Any] = {
        "infection": "none",
        "medicines": "Se vedlagt legemiddelliste fra reseptformidleren.",
    }
    if random.random() < 0.15:
        found["transfers"] = random.choice(("one", "two", "lift"))
    if random.random() < 0.1:
        found |= {"companion": "yes", "companion_note": "Ektefelle de første dagene."}
    if random.random() < 0.1:
        found["diet"] = random.choice(("glutenfri", "diabeteskost", "vegetar"))
    if random.random() < 0.08:
        found["aids"] = "Egen rullestol."
    found["work_status"] = random.choice(
        ("sick_leave", "part_sick_leave", "retired", "working", "assessment_allowance")
    )
    return found


def needs_of(story: dict[str, Any]) -> dict[str, bool]:
    """What the assessor settles: the six grounds, each yes or no."""
    return {f"needs.{name}": letter in story["needs"] for letter, name in NEEDS.items()}


def intake_of(
    story: dict[str, Any],
    *,
    person: Person,
    municipality: Municipality,
    practice: Organisation,
    doctor: User,
    day: dt.date,
    channel: str,
    random: Random,
) -> Intake:
    """The referral as it comes in on a day."""
    event_days = story.get("event_days")
    event_on = day - dt.timedelta(days=random.randint(*event_days)) if event_days else None
    nynorsk = random.random() < NYNORSK_SHARE.get(municipality.number[:2], 0.02)
    form = form_of(story, event_on=event_on, random=random)
    form["patient"] = {
        "birth_date": person.birth_date.isoformat(),
        "municipality": municipality.number,
        "consent": "yes",
        "language": "nn" if nynorsk else "nb",
    }
    facts = answers.facts_of(form, referred_on=day, received_on=day)
    if "tried_override" in story:
        facts["municipal_measures"] = story["tried_override"]
    first = day - dt.timedelta(days=random.randint(1, 4)) if channel == Referral.Channel.FORWARDED else None
    return Intake(
        channel=channel,
        organisation=practice,
        patient=_patient(person, municipality, "nn" if nynorsk else "nb", random),
        referrer=_referrer(story, practice, doctor, municipality),
        referred_on=first or day - dt.timedelta(days=random.randint(0, 2)),
        received_on=day,
        first_received_on=first,
        facts=facts,
        clinical=answers.clinical_of(form),
        functions=answers.functions_of(form),
        tried=answers.tried_of(form),
        practical=answers.practical_of(form),
        derived=answers.DERIVED,
    )


def _patient(person: Person, municipality: Municipality, language: str, random: Random) -> PatientInput:
    return PatientInput(
        given_name=person.given_name,
        family_name=person.family_name,
        birth_date=person.birth_date,
        number=person.number,
        number_kind="fnr",
        sex=person.sex,
        language=language,
        interpreter=person.interpreter,
        protection="confidential" if random.random() < 0.01 else "none",
        address=person.address,
        postal_code=f"{random.randint(6000, 7999)}",
        city=municipality.short_name,
        phone=f"9{random.randint(0, 9_999_999):07}",
        municipality=municipality.number,
    )


def _referrer(
    story: dict[str, Any], practice: Organisation, doctor: User, municipality: Municipality
) -> ReferrerInput:
    trust = municipality.health_trust.code if municipality.health_trust else ""
    kind = story.get("referrer", "gp")
    return ReferrerInput(
        kind=kind,
        name=doctor.name,
        hpr_number=doctor.hpr_number,
        practice=practice.name,
        organisation_number=practice.number,
        phone=practice.phone,
        hf=trust if kind.startswith("hf") else "",
        user=doctor,
    )
