"""From the answers of a draft to what a received referral holds: pure, and only what is valid.

A draft keeps what was typed, by step: valid answers normalised (dates ISO, ticks true, closed answers by
their code), the others as typed. Nothing here raises: an answer that cannot be read is left out, and the
review page says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

Answers = Mapping[str, Any]
Form = Mapping[str, Any]

STEPS = ("patient", "diagnosis", "function", "goal", "practical")
CONTACT = ("identity_number", "phone", "email", "address", "postal_code", "city")
AREAS = ("walking", "adl", "cognition", "speech", "pain", "fatigue", "mental", "work")
DEGREES = ("none", "mild", "moderate", "severe")
SELF_CARE = {"none": "independent", "mild": "some_help", "moderate": "some_help", "severe": "dependent"}
GOALS = ("improve", "cope", "assess", "work", "maintain", "prepare_for_surgery", "adapted_activity")
URGENCIES = ("ordinary", "deteriorating", "suspected_serious")
KINDS = ("gp", "contract_specialist", "hf_outpatient", "hf_ward", "other")
TRUSTS = ("STO", "HMR", "HNT")
LEVELS = ("inpatient", "day", "outpatient")
CODE = re.compile(r"^[A-Z][0-9]{2}(\.?[0-9A-Z]{1,2})?$")
CLINICAL = (
    ("situation", "diagnosis", "situation"),
    ("function", "function", "function_text"),
    ("own_training", "function", "own_training"),
    ("goal", "goal", "goal_text"),
    ("change", "goal", "change_text"),
    ("wishes", "goal", "wishes"),
)
PATIENT = (
    "number_kind",
    "given_name",
    "family_name",
    "sex",
    "language",
    "interpreter",
    "protection",
    "municipality",
)
REQUIRED = (
    ("patient", "given_name"),
    ("patient", "family_name"),
    ("patient", "birth_date"),
    ("patient", "municipality"),
    ("patient", "treatment_relation"),
    ("diagnosis", "diagnoses"),
    ("diagnosis", "referrer_kind"),
)
DERIVED = ("function_loss", "self_care", "municipal_measures")


def step(form: Form, name: str) -> Answers:
    """The answers of one step; empty when it was never saved."""
    found = form.get(name)
    return found if isinstance(found, Mapping) else {}


def day(value: object) -> dt.date | None:
    """A date written as ISO, else None."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _one_of(value: object, allowed: Iterable[str]) -> str | None:
    return value if isinstance(value, str) and value in allowed else None


def _yes(value: object) -> bool | None:
    return {"yes": True, "no": False}.get(str(value))


def _rows(answers: Answers, key: str) -> list[Mapping[str, Any]]:
    found = answers.get(key)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _list(answers: Answers, key: str) -> list[str]:
    found = answers.get(key)
    return [str(one) for one in found] if isinstance(found, list) else []


def function_loss_of(form: Form) -> str | None:
    """The most severe area, bedbound where that was said; None while no area is answered."""
    answers = step(form, "function")
    if _yes(answers.get("bedbound")):
        return "bedbound"
    known = [DEGREES.index(found) for area in AREAS if (found := _one_of(answers.get(area), DEGREES))]
    return DEGREES[max(known)] if known else None


def municipal_measures_of(form: Form) -> str | None:
    """What was tried, as one fact: an effect that fell short weighs heaviest; good all over is sufficient."""
    answers = step(form, "function")
    effects = {str(row.get("effect") or "unknown") for row in _rows(answers, "tried")}
    otherwise = _list(answers, "tried_else")
    if effects & {"some", "none"}:
        return "insufficient"
    if effects:
        return "sufficient" if effects == {"good"} and not otherwise else None
    if "unavailable" in otherwise:
        return "unavailable"
    return "not_tried" if "none" in otherwise else None


def conditions_of(form: Form) -> tuple[list[str], list[str]]:
    """Ticked and denied: those asked about and not ticked are denied by «none of the others» alone."""
    answers = step(form, "function")
    ticked = _list(answers, "conditions")
    if answers.get("conditions_rest") != "none":
        return ticked, []
    return ticked, [one for one in _list(answers, "conditions_asked") if one not in ticked]


def diagnoses_of(form: Form) -> list[dict[str, str]]:
    """System and code, the main one first; each code once."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in _rows(step(form, "diagnosis"), "diagnoses"):
        system, code = str(row.get("system")), str(row.get("code", "")).upper()
        if system in {"icd10", "icpc2"} and CODE.match(code):
            found.setdefault((system, code.replace(".", "")), {"system": system, "code": code})
    return list(found.values())[:20]


def earlier_stays_of(form: Form) -> list[dict[str, str]]:
    """Delytelse and last day of the stays that have both."""
    goal = step(form, "goal")
    if goal.get("earlier_stay") == "no":
        return []
    return [
        {"delytelse": str(row["delytelse"]), "ended_on": str(row["ended_on"])}
        for row in _rows(goal, "earlier_stays")
        if re.fullmatch("[A-R]", str(row.get("delytelse"))) and day(row.get("ended_on"))
    ]


def facts_of(form: Form, *, referred_on: dt.date, received_on: dt.date) -> dict[str, Any]:
    """The facts for the rules: referral-facts without its reference; `needs` is the assessor's."""
    patient, diagnosis, function, goal = (step(form, name) for name in STEPS[:4])
    ticked, denied = conditions_of(form)
    trust = _one_of(diagnosis.get("hf"), TRUSTS)
    facts: dict[str, Any] = {
        "referred_on": referred_on.isoformat(),
        "received_on": received_on.isoformat(),
        "first_received_on": None,
        "referrer": {"kind": _one_of(diagnosis.get("referrer_kind"), KINDS)},
        "patient": {
            "birth_date": patient.get("birth_date") if day(patient.get("birth_date")) else None,
            "municipality": str(patient.get("municipality") or ""),
        },
        "diagnoses": diagnoses_of(form),
        "requested": _requested(goal),
        "conditions": ticked,
        "conditions_denied": denied,
        "event_on": diagnosis.get("event_on") if day(diagnosis.get("event_on")) else None,
        "urgency": _one_of(diagnosis.get("urgency"), URGENCIES),
        "function_loss": function_loss_of(form),
        "self_care": SELF_CARE.get(str(function.get("adl"))),
        "night_care": _yes(function.get("night_care")),
        "goal": _one_of(goal.get("goal"), GOALS),
        "municipal_measures": municipal_measures_of(form),
        "earlier_stays": earlier_stays_of(form),
        "significant_change": _yes(goal.get("significant_change")),
        "consent": _yes(patient.get("consent")),
        "assessed_here_by_choice": True if goal.get("assessed_here_by_choice") else None,
        "existing_right_deadline": goal.get("existing_right_deadline")
        if day(goal.get("existing_right_deadline"))
        else None,
    }
    if trust:
        facts["referrer"]["hf"] = trust
    return facts


def _requested(goal: Answers) -> dict[str, Any]:
    wish = str(goal.get("requested_delytelse") or "")
    asked = {
        "delytelse": wish if re.fullmatch("[A-R]", wish) else None,
        "level": _one_of(goal.get("requested_level"), LEVELS),
        "institution": str(goal.get("requested_institution") or "") or None,
    }
    return {key: value for key, value in asked.items() if value is not None}


def patient_of(form: Form) -> dict[str, Any]:
    """The fields of PatientInput, without number and contact; birth_date a date or None."""
    answers = step(form, "patient")
    found = {key: str(answers.get(key) or "") for key in PATIENT}
    defaults = {"number_kind": "none", "sex": "unknown", "language": "nb", "protection": "none"}
    return {
        **{key: value or defaults.get(key, "") for key, value in found.items()},
        "birth_date": day(answers.get("birth_date")),
    }


def referrer_of(form: Form) -> dict[str, str]:
    """Kind and health trust; name and practice come from the user and the organisation."""
    answers = step(form, "diagnosis")
    return {
        "kind": _one_of(answers.get("referrer_kind"), KINDS) or "other",
        "hf": _one_of(answers.get("hf"), TRUSTS) or "",
    }


def clinical_of(form: Form) -> dict[str, str]:
    """The free texts under their headings, in reading order, the empty ones left out."""
    found = ((heading, str(step(form, name).get(key) or "").strip()) for heading, name, key in CLINICAL)
    return {heading: text for heading, text in found if text}


def functions_of(form: Form) -> dict[str, Any]:
    """Degree by area; None is «don't know», an area not answered is absent."""
    answers = step(form, "function")
    found: dict[str, Any] = {
        area: _one_of(answers.get(area), DEGREES)
        for area in AREAS
        if answers.get(area) in (*DEGREES, "unknown")
    }
    if answers.get("bedbound"):
        found["bedbound"] = _yes(answers.get("bedbound"))
    return found


def tried_of(form: Form) -> list[dict[str, Any]]:
    """Measure, weeks and effect; None is «don't know»."""
    return [
        {
            "measure": str(row.get("measure")),
            "weeks": row.get("weeks") if isinstance(row.get("weeks"), int) else None,
            "effect": _one_of(row.get("effect"), ("good", "some", "none")),
        }
        for row in _rows(step(form, "function"), "tried")
    ]


def practical_of(form: Form) -> dict[str, Any]:
    """What follows to the institution and never touches the right; the empty answers left out."""
    patient = step(form, "patient")
    found = {
        key: value for key, value in step(form, "practical").items() if value not in ("", None, [], False)
    }
    guardians = [dict(row) for row in _rows(patient, "guardians") if row.get("name")]
    if guardians:
        found["guardians"] = guardians
    if patient.get("patient_wish_parents"):
        found["patient_wish_parents"] = patient["patient_wish_parents"]
    return found


def provenance_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """How each known fact came about, dotted: told by the referrer, or derived from what was told."""
    found: dict[str, str] = {}
    for key, value in facts.items():
        if key in {"conditions", "conditions_denied"}:
            found |= {f"conditions.{one}": "referrer" for one in value}
        elif value not in (None, [], {}):
            found[key] = "derived" if key in DERIVED else "referrer"
    return found


def missing_of(form: Form, *, number: str = "") -> list[tuple[str, str]]:
    """(step, field) of what is needed to send; everything else may be empty."""
    found = [(name, field) for name, field in REQUIRED if not step(form, name).get(field)]
    if ("diagnosis", "diagnoses") not in found and not diagnoses_of(form):
        found.append(("diagnosis", "diagnoses"))
    if ("patient", "birth_date") not in found and day(step(form, "patient").get("birth_date")) is None:
        found.append(("patient", "birth_date"))
    if not number and step(form, "patient").get("number_kind", "fnr") in {"fnr", "dnr"}:
        found.append(("patient", "identity_number"))
    return found
