"""The registration page: receipt and the five steps of the referral on one page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from referrals.forms import answers as typed
from referrals.forms.build import STEPS, step_form
from referrals.forms.receipt import ReceiptForm
from referrals.forms.step import StepForm
from referrals.models import Referral
from referrals.use_cases.intake import Intake, ReferrerInput
from referrals.use_cases.patients import PatientInput
from rve.core.models import Organisation, Region

CONTACT = ("address", "postal_code", "city", "phone", "email")
NEEDED = ("given_name", "family_name", "birth_date")


class RegisterForms:
    """All of them bound to one posting (or empty), none with a prefix: their field names differ."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, region: Region, today: dt.date, language: str
    ) -> None:
        self.today = today
        self.receipt: ReceiptForm = (
            ReceiptForm(data, today=today)
            if data is not None
            else ReceiptForm.of_answers({"channel": "paper", "received_on": today.isoformat()}, today=today)
        )
        self.steps: dict[str, StepForm] = {}
        self.answers: dict[str, Any] = {}
        for name in STEPS:
            form = step_form(
                name,
                form=self.answers,
                region=region,
                today=today,
                language=language,
                data=data,
                kind="practice",
            )
            self.steps[name] = form
            self.answers[name] = form.answers()

    def all(self) -> list[StepForm]:
        return [self.receipt, *self.steps.values()]

    def is_valid(self) -> bool:
        """Every field right, and what a registration cannot do without; the rest is asked for later."""
        whole = [form.is_valid() for form in self.all()]
        self.receipt.require()
        patient = self.steps["patient"]
        for name in NEEDED:
            if not patient.cleaned_data.get(name) and name not in patient.errors:
                patient.add_error(name, _("This must be filled in."))
        return all(whole) and not (self.receipt.errors or patient.errors)

    def intake(self, *, unit: Organisation) -> Intake:
        """What was typed as one intake; call after is_valid."""
        when, patient = self.receipt.cleaned_data, self.steps["patient"].cleaned_data
        first = when["first_received_on"] or when["received_on"]
        referred = when["referred_on"] or first
        facts = typed.facts_of(self.answers, referred_on=referred, received_on=when["received_on"])
        return Intake(
            channel=Referral.Channel(when["channel"]),
            organisation=self.receipt.tenant(unit),
            patient=self._patient(patient),
            referrer=self._referrer(when),
            referred_on=referred,
            received_on=when["received_on"],
            first_received_on=when["first_received_on"],
            facts={key: value for key, value in facts.items() if value is not None},
            clinical=typed.clinical_of(self.answers),
            functions=typed.functions_of(self.answers),
            tried=typed.tried_of(self.answers),
            practical=typed.practical_of(self.answers),
            derived=typed.DERIVED,
        )

    def _patient(self, typed_in: Mapping[str, Any]) -> PatientInput:
        contact = {key: typed_in.get(key) or "" for key in CONTACT}
        known: dict[str, Any] = {**typed.patient_of(self.answers), **contact}
        return PatientInput(**known, number=typed_in.get("identity_number") or "")

    def _referrer(self, when: Mapping[str, Any]) -> ReferrerInput:
        said = typed.referrer_of(self.answers)
        return ReferrerInput(
            kind=said["kind"],
            hf=said["hf"],
            name=when["referrer_name"],
            hpr_number=when["hpr_number"],
            practice=when["practice"],
            organisation_number=when["organisation_number"].replace(" ", ""),
            address=when["referrer_address"],
            phone=when["referrer_phone"],
            email=when["referrer_email"],
        )
