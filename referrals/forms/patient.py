"""Step 1: patient and consent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator, validate_email
from django.utils.translation import gettext_lazy as _

from referrals.forms import choices
from referrals.forms.fields import Choice, Day, Line, Pick, Tick
from referrals.forms.municipality import MunicipalityField, spelled
from referrals.forms.step import StepForm
from rve.core import identity_numbers
from rve.core.errors import DomainError

PARENTS_UNTIL = 16
GUARDIANS = 2
_PHONE = RegexValidator(r"^[+0-9 ()-]{5,20}$", _("Write a phone number with digits."))
_POSTAL = RegexValidator(r"^[0-9]{4}$", _("A postal code has four digits."))


def age_on(birth: dt.date, day: dt.date) -> int:
    """Whole years on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


class PatientForm(StepForm):
    """Who the patient is, how to reach the patient, and that the referrer may ask."""

    name = "patient"
    lists = ("guardians",)
    defaults: ClassVar[dict[str, Any]] = {
        "number_kind": "fnr",
        "language": "nb",
        "protection": "none",
        "consent": "",
    }

    number_kind = Pick(choices.NUMBER_KINDS, _("Kind of number"))
    identity_number = Line(
        _("Identity number, D-number or help number"), most=20, help_text=_("Eleven digits")
    )
    given_name = Line(_("Given name"), most=80)
    family_name = Line(_("Family name"), most=80)
    birth_date = Day(_("Birth date"), help_text=_("As 15.04.1965"))
    sex = Pick(choices.SEXES, _("Sex"))
    address = Line(_("Address"))
    postal_code = Line(_("Postal code"), most=4, validators=[_POSTAL])
    city = Line(_("Postal place"), most=80)
    phone = Line(_("Phone"), most=20, validators=[_PHONE])
    email = Line(_("E-mail"), validators=[validate_email])
    municipality = MunicipalityField(_("Municipality"))
    language = Pick(
        choices.LANGUAGES, _("Written language of letters"), help_text=_("The patient's own, if you know it")
    )
    interpreter = Line(
        _("Interpreter: which language"),
        most=40,
        help_text=_("Empty where none is needed. Children never interpret."),
    )
    protection = Pick(choices.PROTECTIONS, _("Protected address"))
    treatment_relation = Tick(
        _("I treat this patient and need the information for that"),
        help_text=_(
            "With this and the number you are told if the patient has an open case. The look-up is logged."
        ),
    )
    consent = Pick(choices.CONSENTS, _("The patient agrees to the referral"))
    patient_wish_parents = Pick(choices.YES_NO, _("May the parents get the letters?"))

    def __init__(self, data: Any, *, municipalities: Mapping[str, str], **kwargs: Any) -> None:
        self.municipalities = municipalities
        super().__init__(data, **kwargs)
        self.fields["municipality"].known = municipalities  # type: ignore[attr-defined]
        for index in range(GUARDIANS):
            self.fields[f"guardians-{index}-role"] = Choice(choices.GUARDIAN_ROLES, _("Role"))
            self.fields[f"guardians-{index}-name"] = Line(_("Name"), most=120)
            self.fields[f"guardians-{index}-address"] = Line(_("Address"))
            self.fields[f"guardians-{index}-postal_code"] = Line(
                _("Postal code"), most=4, validators=[_POSTAL]
            )
            self.fields[f"guardians-{index}-city"] = Line(_("Postal place"), most=80)
            self.fields[f"guardians-{index}-phone"] = Line(_("Phone"), most=20, validators=[_PHONE])

    def filled(self, key: str, row: Mapping[str, Any]) -> bool:
        return any(value for part, value in row.items() if part != "role")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("identity_number"):
            self._check_number(found["identity_number"], found)
        return found

    def _check_number(self, text: str, found: dict[str, Any]) -> None:
        """The number holds and fits the birth date; it tells its kind, and birth date and sex left empty."""
        try:
            number = identity_numbers.check(
                text, birth_date=found.get("birth_date"), synthetic=settings.SYNTHETIC_IDENTITY_NUMBERS
            )
        except DomainError as error:
            self.add_error("identity_number", error.message)
            return
        found["number_kind"] = number.kind
        if "birth_date" in found and found["birth_date"] is None:
            found["birth_date"] = number.birth_date
        if not found.get("sex") and number.sex != "unknown":
            found["sex"] = number.sex

    @property
    def guardian_rows(self) -> list[dict[str, forms.BoundField]]:
        return self.rows("guardians")

    @property
    def municipality_shown(self) -> str:
        """As the list spells it, where it is known."""
        found = getattr(self, "cleaned_data", {}).get("municipality")
        if found:
            return spelled(found, self.municipalities[found])
        return str(self["municipality"].data or "")

    @property
    def age(self) -> int | None:
        self.is_valid()
        birth = self.cleaned_data.get("birth_date")
        return age_on(birth, self.today) if birth else None

    @property
    def asks_guardians(self) -> bool:
        """Open for those under 16, and where something stands there."""
        self.is_valid()
        young = self.age is not None and self.age < PARENTS_UNTIL
        return young or any(row["name"].data for row in self.rows("guardians"))
