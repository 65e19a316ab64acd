"""The shape of a referral that a client sends."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from referrals.api.facts_field import FactsField
from referrals.api.practical_in import FunctionsIn, PracticalIn, TriedIn
from referrals.api.said import Day
from referrals.models import Referral, Referrer
from referrals.models.patient import Protection, Sex
from rve.core.identity_numbers import holds_one

LONGEST_TEXT = 100_000
_MUNICIPALITY = RegexValidator(
    r"^[0-9]{4}$", gettext_lazy("The number of a municipality: four digits, as 5038.")
)
_HPR = RegexValidator(r"^[0-9]{1,9}$", gettext_lazy("An HPR number: one to nine digits."))
_ORGANISATION = RegexValidator(r"^[0-9]{9}$", gettext_lazy("An organisation number: nine digits."))
UNIT_CHANNELS = (
    Referral.Channel.API,
    Referral.Channel.PAPER,
    Referral.Channel.PHONE,
    Referral.Channel.FORWARDED,
)


def line(most: int, **said: Any) -> serializers.CharField:
    """A short text that may be left out, be empty or null."""
    return serializers.CharField(
        required=False, allow_blank=True, allow_null=True, default="", max_length=most, **said
    )


class PatientIn(serializers.Serializer):
    """Who the patient is, as the referrer knows it."""

    identity_number = line(
        11,
        help_text="Fødselsnummer, D-number or help number, eleven digits; left out where nobody knows it. "
        "It is stored encrypted, and stands in no log.",
    )
    given_name = serializers.CharField(max_length=80)
    family_name = serializers.CharField(max_length=80)
    birth_date = Day(
        required=False,
        allow_null=True,
        default=None,
        help_text="Needed where the number does not say it; must fit the number",
    )
    sex = serializers.ChoiceField(
        choices=Sex.values,
        required=False,
        allow_null=True,
        default=None,
        help_text="Left out: what the number says",
    )
    address = line(400, help_text="Lines are parted by line breaks")
    postal_code = line(10)
    city = line(80)
    phone = line(40)
    email = line(254)
    language = serializers.ChoiceField(
        choices=("nb", "nn"), required=False, default="nb", help_text="Written language of letters"
    )
    interpreter = line(40, help_text="Language to interpret; empty: none needed")
    protection = serializers.ChoiceField(
        choices=Protection.values, required=False, default="none", help_text="Protected address"
    )
    municipality = line(
        4, validators=[_MUNICIPALITY], help_text="Four digits; also read from facts.patient.municipality"
    )


class ReferrerIn(serializers.Serializer):
    """Who refers, as on the day."""

    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(
        choices=Referrer.Kind.values,
        required=False,
        allow_null=True,
        default=None,
        help_text="Also read from facts.referrer.kind; left out: by the organisation of the token",
    )
    hpr_number = line(9, validators=[_HPR])
    organisation_number = line(
        9, validators=[_ORGANISATION], help_text="Left out: the organisation of the token"
    )
    practice = line(120, help_text="Name of practice or department")
    address = line(400)
    phone = line(20)
    email = serializers.EmailField(required=False, allow_blank=True, allow_null=True, default="")
    hf = serializers.ChoiceField(
        choices=("STO", "HMR", "HNT"),
        required=False,
        allow_blank=True,
        allow_null=True,
        default="",
        help_text="The referring health trust; also read from facts.referrer.hf",
    )


class ClinicalIn(serializers.Serializer):
    """The text of the referral under headings."""

    situation = line(LONGEST_TEXT)
    function = line(LONGEST_TEXT)
    tried = line(LONGEST_TEXT)
    own_training = line(LONGEST_TEXT)
    goal = line(LONGEST_TEXT)
    change = line(LONGEST_TEXT)
    wishes = line(LONGEST_TEXT)


class ReferralIn(serializers.Serializer):
    """A referral."""

    facts = FactsField(
        help_text="Referral facts without reference, as far as they are known; null or left out: not known. "
        "What the shape allows and the rules cannot read is kept, flagged, and given to a person."
    )
    patient = PatientIn()
    referrer = ReferrerIn()
    practical = PracticalIn(required=False, allow_null=True, default=None)
    clinical_text = line(
        LONGEST_TEXT,
        help_text="The referral in words, where it has no headings. Read back as `clinical.situation`, "
        "before what stands there",
    )
    clinical = ClinicalIn(required=False, allow_null=True, default=None)
    functions = FunctionsIn(required=False, allow_null=True, default=None)
    tried = TriedIn(many=True, required=False, max_length=30)
    source_reference = line(
        80, help_text="The sending system's own id: a second referral with it, not withdrawn, is 409"
    )
    referred_on = Day(
        required=False,
        allow_null=True,
        default=None,
        help_text="The day the referrer signed; also read from facts. Left out: the day of receipt",
    )
    received_on = Day(
        required=False,
        allow_null=True,
        default=None,
        help_text="The day of receipt, from which the time for the assessment runs; also read from facts. "
        "Left out: today",
    )
    first_received_on = Day(
        required=False,
        allow_null=True,
        default=None,
        help_text="When the specialist health service first received one that it passes on",
    )
    channel = serializers.ChoiceField(
        choices=UNIT_CHANNELS,
        required=False,
        default=Referral.Channel.API.value,
        help_text="Another than `api` only by RVE, for what came on paper, by phone or forwarded",
    )

    def validate_source_reference(self, text: str | None) -> str:
        """It is kept in clear, and others read it."""
        if holds_one(text or ""):
            raise serializers.ValidationError(_("An identity number must not stand here."))
        return text or ""
