"""A step's answers in words, line by line, for the page where everything is looked over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

from referrals.forms.diagnosis import DiagnosisForm
from referrals.forms.function import FunctionForm
from referrals.forms.goal import GoalForm
from referrals.forms.patient import PatientForm
from referrals.forms.step import StepForm

PART = re.compile(r"^(tried|guardians|earlier_stays)-")
LONG = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A question and its answer; `unknown` where the answer is «don't know»."""

    label: str
    text: str
    errors: list[str] = field(default_factory=list)
    unknown: bool = False

    @property
    def long(self) -> bool:
        return len(self.text) > LONG or "\n" in self.text


def lines(form: StepForm) -> list[Line]:
    """Every answered field of a step, the wrong ones with what is wrong."""
    form.is_valid()
    if isinstance(form, DiagnosisForm):
        return [*_diagnoses(form), *_plain(form)]
    return [*_plain(form), *_rows(form)]


def _rows(form: StepForm) -> Iterator[Line]:
    if isinstance(form, PatientForm):
        yield from _guardians(form)
    elif isinstance(form, FunctionForm):
        yield from _tried(form)
    elif isinstance(form, GoalForm):
        yield from _stays(form)


def _plain(form: StepForm) -> Iterator[Line]:
    for name in form.fields:
        if PART.match(name) or name in {"diagnoses", "search", "tried_else", "conditions", "conditions_rest"}:
            continue
        bound = form[name]
        text = _municipality(form) if name == "municipality" else shown(bound)
        if text or bound.errors:
            yield Line(str(bound.label), text, [str(one) for one in bound.errors], bound.data == "unknown")


def _municipality(form: StepForm) -> str:
    return form.municipality_shown if isinstance(form, PatientForm) else ""


def _choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    return list(cast("Iterable[tuple[Any, Any]]", field.choices))


def shown(bound: forms.BoundField) -> str:
    """The answer as it is read: words of the choices, «Yes» for a tick, else as typed."""
    value: Any = bound.data
    if isinstance(bound.field, forms.BooleanField):
        return _("Yes") if value else ""
    if isinstance(bound.field, forms.MultipleChoiceField):
        chosen = set(value or [])
        return ", ".join(str(label) for code, label in _choices(bound.field) if str(code) in chosen)
    if isinstance(bound.field, forms.ChoiceField):
        return str(dict(_choices(bound.field)).get(value, value)) if value else ""
    return "" if value is None else str(value).strip()


def _joined(row: Mapping[str, forms.BoundField]) -> tuple[str, list[str]]:
    errors = [str(one) for bound in row.values() for one in bound.errors]
    return ", ".join(text for bound in row.values() if (text := shown(bound))), errors


def _guardians(form: PatientForm) -> Iterator[Line]:
    for row in form.rows("guardians"):
        if form.filled("guardians", {part: bound.data for part, bound in row.items()}):
            text, errors = _joined({part: bound for part, bound in row.items() if part != "role"})
            yield Line(shown(row["role"]) or _("Parent or guardian"), text, errors)


def _diagnoses(form: DiagnosisForm) -> Iterator[Line]:
    for index, row in enumerate(form.chosen):
        label = _("Main diagnosis") if index == 0 else _("Other diagnosis")
        yield Line(label, f"{row['code']} {row['title']}".strip())


def _tried(form: FunctionForm) -> Iterator[Line]:
    for row in form.measures:
        if row["on"]:
            weeks = row["weeks"].data
            length = _("{weeks} weeks").format(weeks=weeks) if weeks not in (None, "") else ""
            text = ", ".join(one for one in (length, shown(row["effect"])) if one) or _("Tried")
            errors = [str(one) for key in ("weeks", "effect") for one in row[key].errors]
            yield Line(_("Tried: {measure}").format(measure=row["tick"].label), text, errors)
    for name, label in (("tried_else", _("Tried in the municipality")), ("conditions", _("Applies"))):
        if text := shown(form[name]):
            yield Line(
                label, text, [str(one) for one in form[name].errors], "unknown" in (form[name].data or [])
            )
    if rest := shown(form["conditions_rest"]):
        yield Line(_("The other conditions"), rest, [], "unknown" in (form["conditions_rest"].data or []))


def _stays(form: GoalForm) -> Iterator[Line]:
    for row in form.rows("earlier_stays"):
        text, errors = _joined(row)
        if text:
            yield Line(_("Earlier stay"), text, errors)
