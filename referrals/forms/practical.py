"""Step 5: the one-minute block. It never touches the right and follows to the institution."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from referrals.forms import choices
from referrals.forms.fields import Choice, Line, Pick, Text, Tick, Whole
from referrals.forms.step import StepForm

_PHONE = RegexValidator(r"^[+0-9 ()-]{5,20}$", _("Write a phone number with digits."))


class PracticalForm(StepForm):
    name = "practical"
    defaults: ClassVar[dict[str, Any]] = {}

    infection = Pick(choices.INFECTIONS, _("Infection that needs isolation (MRSA, ESBL, VRE)"))
    infection_note = Line(_("Which, and since when"))
    medicines_attached = Tick(_("The medicine list is attached"))
    medicines = Text(_("Medicines that matter for the stay"))
    substance_use = Line(_("Substance use"), most=1000)
    mental_health = Line(_("Mental health: what the institution should know"), most=1000)
    work_status = Choice(choices.WORK_STATUS, _("Work"))
    benefits = Line(_("Benefits"))
    individual_plan = Pick(choices.PLANS, _("Individual plan"))
    coordinator = Line(_("Coordinator, with phone"))
    transfers = Pick(choices.TRANSFERS, _("Transfers"))
    aids = Line(_("Aids in use"), most=500)
    weight_kg = Whole(_("Weight in kg, where it matters"), least=1, most=400)
    oxygen = Pick(choices.YES_NO, _("Oxygen"))
    dialysis = Pick(choices.YES_NO, _("Dialysis"))
    diet = Line(_("Diet and allergies"), most=500)
    companion = Pick(choices.YES_NO, _("Companion"))
    companion_note = Line(_("Who, and for what"))
    next_of_kin_name = Line(_("Next of kin"), most=120)
    next_of_kin_relation = Line(_("Relation"), most=60)
    next_of_kin_phone = Line(_("Phone"), most=20, validators=[_PHONE])
    dates_not_suitable = Line(_("Dates that do not suit"), most=500)
    other = Text(_("Anything else the institution should know"))

    def filled_in(self) -> dict[str, Any]:
        """The answers that say something."""
        return {key: value for key, value in self.answers().items() if value not in ("", None, False, [])}
