"""What follows the patient to the institution, and how function is: the shape of it in a referral."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from referrals.forms import choices
from referrals.forms.answers import AREAS, DEGREES


def _closed(words: Iterable[tuple[str, Any]], **said: Any) -> serializers.ChoiceField:
    codes = [code for code, _label in words if code]
    return serializers.ChoiceField(choices=codes, required=False, allow_null=True, **said)


def _text(most: int, **said: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=most, **said)


class GuardianIn(serializers.Serializer):
    """Somebody who gets the letters for the patient."""

    role = serializers.ChoiceField(choices=[code for code, _label in choices.GUARDIAN_ROLES])
    name = serializers.CharField(max_length=120)
    address = _text(200)
    postal_code = _text(10)
    city = _text(80)
    phone = _text(40)


class PracticalIn(serializers.Serializer):
    """Never touches the right; everything may be left out."""

    infection = _closed(choices.INFECTIONS)
    infection_note = _text(200)
    medicines_attached = serializers.BooleanField(required=False, allow_null=True)
    medicines = _text(20_000)
    substance_use = _text(1_000)
    mental_health = _text(1_000)
    work_status = _closed(choices.WORK_STATUS)
    benefits = _text(200)
    individual_plan = _closed(choices.PLANS)
    coordinator = _text(200)
    transfers = _closed(choices.TRANSFERS)
    aids = _text(500)
    weight_kg = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=400)
    oxygen = _closed(choices.YES_NO)
    dialysis = _closed(choices.YES_NO)
    diet = _text(500)
    companion = _closed(choices.YES_NO)
    companion_note = _text(200)
    next_of_kin_name = _text(120)
    next_of_kin_relation = _text(60)
    next_of_kin_phone = _text(40)
    dates_not_suitable = _text(500)
    other = _text(20_000)
    guardians = GuardianIn(many=True, required=False, max_length=4)
    patient_wish_parents = _closed(
        choices.YES_NO, help_text="From 12 to 16 years: whether the parents may get the letters"
    )


class FunctionsIn(serializers.Serializer):
    """Loss of function by area; null is «not known»."""

    bedbound = serializers.BooleanField(required=False, allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        areas = {
            area: serializers.ChoiceField(choices=DEGREES, required=False, allow_null=True) for area in AREAS
        }
        return {**areas, **super().get_fields()}


class TriedIn(serializers.Serializer):
    """A measure that was tried, mostly by the municipality."""

    measure = serializers.ChoiceField(choices=[code for code, _label in choices.MEASURES])
    weeks = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=1_000)
    effect = serializers.ChoiceField(choices=("good", "some", "none"), required=False, allow_null=True)
