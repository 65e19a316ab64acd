"""The form of a step, with what it may choose from today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from deltytelser.models import Delytelse
from institutions.models import Institution
from referrals.forms import choices
from referrals.forms.conditions import asked_about
from referrals.forms.diagnosis import DiagnosisForm
from referrals.forms.function import FunctionForm
from referrals.forms.goal import GoalForm
from referrals.forms.municipality import all_by_number, spelled
from referrals.forms.patient import PatientForm
from referrals.forms.practical import PracticalForm
from referrals.forms.step import StepForm
from rve.core.models import Organisation, Region

FORMS: dict[str, type[StepForm]] = {
    form.name: form for form in (PatientForm, DiagnosisForm, FunctionForm, GoalForm, PracticalForm)
}
STEPS = tuple(FORMS)
DEFAULT_KIND = {Organisation.Kind.PRACTICE.value: "gp", Organisation.Kind.HF.value: "hf_outpatient"}


def delytelse_choices(region: Region, today: dt.date, language: str) -> choices.Choices:
    """Letter and name of the delytelser that may be chosen."""
    rows = Delytelse.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), region=region, described=True)
    return tuple((row.code, f"{row.code} – {row.name_in(language)}") for row in rows)


def institution_choices(region: Region) -> choices.Choices:
    """Kode and name of the places that take patients."""
    rows = Institution.objects.filter(region=region, active=True).order_by("name")
    return tuple(
        (row.kode, f"{row.name}, {row.place}" if row.place not in row.name else row.name) for row in rows
    )


def extras(
    name: str, *, form: Mapping[str, Any], region: Region, today: dt.date, language: str
) -> dict[str, Any]:
    """What the form of a step needs to know besides the answers."""
    if name == "patient":
        return {"municipalities": all_by_number()}
    if name == "function":
        return {"asked": asked_about(form=form, region=region, today=today, language=language)}
    if name == "goal":
        return {
            "delytelser": delytelse_choices(region, today, language),
            "institutions": institution_choices(region),
        }
    return {}


def step_form(
    name: str,
    *,
    form: Mapping[str, Any],
    region: Region,
    today: dt.date,
    language: str,
    data: Mapping[str, Any] | None = None,
    contact: Mapping[str, str] | None = None,
    kind: str = "",
) -> StepForm:
    """Bound to `data` where something was posted, else to the draft's answers (`form`) and its contact."""
    found = FORMS[name]
    more = extras(name, form=form, region=region, today=today, language=language) | {"today": today}
    if data is not None:
        return found(data, **more)
    answers = dict(form[name]) if name in form else dict(found.defaults)
    if name == "diagnosis" and name not in form:
        answers["referrer_kind"] = DEFAULT_KIND.get(kind, "")
    if name == "patient":
        answers |= dict(contact or {})
        number = str(answers.get("municipality") or "")
        answers["municipality"] = (
            spelled(number, more["municipalities"][number]) if number in more["municipalities"] else number
        )
    return found.of_answers(answers, **more)
