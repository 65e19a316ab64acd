"""The shapes of institutions, pools and offers."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework import serializers

from institutions.models import Institution, Level
from rve.core.api.fields import MomentField

_ROUNDING, _MANY = 1e-6, 1e9
SERVED = ("inpatient", "day", "outpatient")


class InstitutionOut(serializers.Serializer):
    """A place of treatment."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    kode = serializers.CharField(help_text="Its stable name within the region")
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Institution.Kind.values)
    organisation_number = serializers.CharField(allow_null=True)
    her_id = serializers.CharField(allow_blank=True)
    health_trust = serializers.CharField(allow_null=True, help_text="Code")
    municipality = serializers.CharField(allow_null=True, help_text="Four digits")
    place = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    in_region = serializers.BooleanField()
    active = serializers.BooleanField()
    updated_at = MomentField()


class BookedWeek(serializers.Serializer):
    """A week of a pool."""

    week = serializers.DateField(help_text="The Monday")
    booked = serializers.IntegerField(help_text="Patients")
    capacity = serializers.FloatField(
        allow_null=True, help_text="Places that hold in that week; null: an agreement without a number"
    )


class PoolOut(serializers.Serializer):
    """Places of one agreement at one level, for one or several delytelser that share them."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Of what the institution enters; bookings do not change it")
    code = serializers.CharField()
    institution = serializers.CharField(help_text="`kode`")
    delytelser = serializers.ListField(child=serializers.CharField())
    level = serializers.ChoiceField(choices=Level.values)
    capacity = serializers.FloatField(
        allow_null=True, help_text="Places, with one decimal; null: an agreement without a number"
    )
    confirmed_at = MomentField(allow_null=True, help_text="When it was last said to be right")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, help_text="First day no longer in force")
    booked = BookedWeek(many=True, help_text="This week and the eleven after it")
    queue = serializers.IntegerField(help_text="Patients that wait for a place")
    expected_wait_days = serializers.IntegerField(allow_null=True)
    updated_at = MomentField(help_text="Moves with bookings and queue too")


class Places(serializers.FloatField):
    """A number of places in tenths."""

    def to_internal_value(self, data: object) -> float:
        places: float = super().to_internal_value(data)
        # What is too large for a number of places is refused by `max_value`: ten times it may be infinite.
        if places < _MANY and abs(places * 10 - round(places * 10)) > _ROUNDING:
            raise serializers.ValidationError(_("One decimal at most."))
        return places


class PoolIn(serializers.Serializer):
    """`capacity` sets the places from this week on and confirms them; `confirm` says they are still right."""

    capacity = Places(
        min_value=0,
        max_value=999.9,
        required=False,
        allow_null=True,
        help_text="With one decimal at most; null: an agreement without a number",
    )
    confirm = serializers.BooleanField(required=False, default=False)


class OfferOut(serializers.Serializer):
    """Places of an institution for one delytelse."""

    institution = serializers.CharField(help_text="`kode`")
    name = serializers.CharField()
    place = serializers.CharField()
    sector = serializers.ChoiceField(choices=("private", "hf"))
    delytelse = serializers.CharField()
    levels = serializers.ListField(child=serializers.ChoiceField(choices=SERVED))
    level_confirmed = serializers.BooleanField()
    expected_wait_days = serializers.IntegerField(allow_null=True)
    distance_km = serializers.FloatField(allow_null=True)


class OffersOut(serializers.Serializer):
    """The offers in force today, the nearest first."""

    results = OfferOut(many=True)
