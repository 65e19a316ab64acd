"""Step 2: diagnoses in order, what happened and when, who refers, how urgent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from deltytelser.models import DiagnosisCode
from referrals.forms import choices
from referrals.forms.fields import Choice, Day, Line, Pick, Text
from referrals.forms.step import StepForm

MOST = 20
ICD10 = re.compile(r"^[A-Z][0-9]{2}(\.?[0-9A-Z]{1,2})?$")
ICPC2 = re.compile(r"^[A-Z][0-9]{2}$")
SYSTEMS = {"icd10": "ICD-10", "icpc2": "ICPC-2"}


def dotted(system: str, code: str) -> str:
    """A code as it is written: with a dot after the third character in ICD-10."""
    bare = code.upper().replace(".", "").strip()
    return f"{bare[:3]}.{bare[3:]}" if system == "icd10" and len(bare) > 3 else bare


def is_code(system: str, code: str) -> bool:
    return bool((ICD10 if system == "icd10" else ICPC2).match(code))


def key(system: str, code: str) -> str:
    """How a diagnosis stands in the page's form: icd10:S32.4."""
    return f"{system}:{dotted(system, code)}"


def titled(keys: list[tuple[str, str]]) -> list[dict[str, str]]:
    """System, code and title, in order; one query. A code we have no title for keeps an empty one."""
    bare = [code.replace(".", "") for _system, code in keys]
    titles = {
        (row.system, row.code): row.title
        for row in DiagnosisCode.objects.filter(system__in={one for one, _c in keys}, code__in=bare)
    }
    return [
        {"system": system, "code": code, "title": titles.get((system, code.replace(".", "")), "")}
        for system, code in keys
    ]


class DiagnosesField(forms.Field):
    """Hidden values «icd10:S32.4» in order; clean value: a list of system, code and title."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[dict[str, str]]:
        keys: list[tuple[str, str]] = []
        for one in value or []:
            system, _colon, code = str(one).partition(":")
            pair = (system, dotted(system, code))
            if system not in SYSTEMS or not is_code(*pair):
                raise ValidationError(_("This is not a code of ICD-10 or ICPC-2."))
            if pair not in keys:
                keys.append(pair)
        if len(keys) > MOST:
            raise ValidationError(_("At most %(most)d diagnoses."), params={"most": MOST})
        return titled(keys)


class DiagnosisForm(StepForm):
    """What the referral is about."""

    name = "diagnosis"
    defaults: ClassVar[dict[str, Any]] = {"urgency": "ordinary"}

    diagnoses = DiagnosesField(label=_("Diagnoses"), required=False)
    search = Line(_("Search for a diagnosis"), most=60)
    situation = Text(
        _("What has happened, course and findings"),
        rows=5,
        help_text=_("The problem to be solved, treatment so far, other illness that matters."),
    )
    event_on = Day(
        _("Date of injury, illness, operation or discharge"),
        help_text=_("15.04.2026. Empty if it is not known."),
    )
    referrer_kind = Pick(choices.REFERRER_KINDS, _("You refer as"))
    hf = Choice(choices.TRUSTS, _("Health trust"), help_text=_("Where you refer from a hospital"))
    urgency = Pick(choices.URGENCIES, _("Urgency"))

    @classmethod
    def flat(cls, answers: Mapping[str, Any]) -> dict[str, Any]:
        data = super().flat(answers)
        rows = answers.get("diagnoses") or []
        data["diagnoses"] = [
            key(row["system"], row["code"]) if isinstance(row, dict) else row for row in rows
        ]
        return data

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        found.pop("search")
        return found

    @property
    def chosen(self) -> list[dict[str, str]]:
        """The diagnoses with their titles, the main one first."""
        self.is_valid()
        return list(self.cleaned_data.get("diagnoses") or [])
