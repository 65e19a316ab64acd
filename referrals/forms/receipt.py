"""How a referral came to the unit when it did not come by form, and who sent it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import RegexValidator, validate_email
from django.utils.translation import gettext_lazy as _

from referrals.forms import choices
from referrals.forms.fields import Day, Line, Pick
from referrals.forms.step import StepForm
from rve.core.models import Organisation

_ORGANISATION = RegexValidator(r"^[0-9 ]{9,11}$", _("An organisation number has nine digits."))
_HPR = RegexValidator(r"^[0-9]{1,9}$", _("An HPR number has digits only."))
_PHONE = RegexValidator(r"^[+0-9 ()-]{5,20}$", _("Write a phone number with digits."))


NEEDED = ("channel", "received_on", "referrer_name")


class ReceiptForm(StepForm):
    """Channel, dates and referrer; here something is required: without it there is no clock."""

    name = "receipt"
    defaults: ClassVar[dict[str, Any]] = {"channel": "paper"}

    channel = Pick(choices.CHANNELS, _("How it came"))
    referred_on = Day(_("Date of the referral"))
    received_on = Day(_("Received here"))
    first_received_on = Day(
        _("First received in the specialist health service"),
        help_text=_("For forwarded referrals: the deadline runs from this day."),
    )
    referrer_name = Line(_("Referrer"), most=120)
    hpr_number = Line(_("HPR number"), most=9, validators=[_HPR])
    practice = Line(_("Practice or department"), most=120)
    organisation_number = Line(_("Organisation number"), most=11, validators=[_ORGANISATION])
    referrer_address = Line(_("Address"))
    referrer_phone = Line(_("Phone"), most=20, validators=[_PHONE])
    referrer_email = Line(_("E-mail"), validators=[validate_email])

    def require(self) -> None:
        """Says what is missing: asked for when it is registered, not while a diagnosis is looked for."""
        for name in NEEDED:
            if name in self.cleaned_data and not self.cleaned_data[name]:
                self.add_error(name, _("This must be filled in."))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, here, sent = (found.get(one) for one in ("first_received_on", "received_on", "referred_on"))
        if first and here and first > here:
            self.add_error("first_received_on", _("The first receipt cannot be after the receipt here."))
        forwarded = found.get("channel") == "forwarded"
        if forwarded and not first and "first_received_on" in found:
            self.add_error(
                "first_received_on", _("A forwarded referral has a first receipt. Write the date.")
            )
        if sent and (first or here) and sent > (first or here):
            self.add_error("referred_on", _("The referral cannot be dated after it was received."))
        return found

    def tenant(self, unit: Organisation) -> Organisation:
        """The referrer's organisation where its number is known in the region, else the unit's own."""
        number = str(self.cleaned_data.get("organisation_number") or "").replace(" ", "")
        known = Organisation.objects.filter(region=unit.region_id, number=number).first() if number else None
        return known or unit
