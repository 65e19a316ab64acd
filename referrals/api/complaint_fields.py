"""The shape of a complaint, in and out."""

from __future__ import annotations

from rest_framework import serializers

from referrals.api.said import Day
from referrals.models import Complaint
from referrals.use_cases.complaints.checks import LONGEST
from rve.core.api.fields import MomentField

_ABOUT = [one for one in Complaint.About.values if one != "dismissal"]


class ComplaintIn(serializers.Serializer):
    """A complaint as it came to the unit."""

    referral = serializers.UUIDField()
    received_on = Day(help_text="The day it came to the unit")
    known_on = Day(
        required=False,
        allow_null=True,
        default=None,
        help_text="The day the patient knew of the decision; left out: presumed from the letter",
    )
    known_reason = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=400,
        help_text="How it is known, where it is another day than the letter lets presume",
    )
    grounds = serializers.CharField(max_length=LONGEST, help_text="What it says")
    about = serializers.ListField(
        child=serializers.ChoiceField(choices=_ABOUT),
        required=False,
        allow_null=True,
        default=None,
        max_length=len(_ABOUT),
        help_text="Left out: `right`; `lateness` where nothing is decided",
    )
    channel = serializers.ChoiceField(choices=Complaint.Channel.values, required=False, default="paper")
    complainant = serializers.ChoiceField(
        choices=Complaint.Complainant.values, required=False, default="patient"
    )
    complainant_name = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=120, help_text="Needed unless the patient"
    )
    sent_on = Day(required=False, allow_null=True, default=None, help_text="Day of posting")
    signed = serializers.BooleanField(
        required=False, default=True, help_text="Written and signed; false: it must be mended (pbrl § 7-3)"
    )
    authority_shown = serializers.BooleanField(
        required=False, default=False, help_text="Written authority of one who complains for the patient"
    )


class ComplaintOut(serializers.Serializer):
    """A complaint, as far as the caller may know."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    referral = serializers.UUIDField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=Complaint.Status.values)
    received_on = serializers.DateField()
    ended_at = MomentField(allow_null=True)
    about = serializers.ListField(child=serializers.CharField(), allow_null=True)
    channel = serializers.ChoiceField(choices=Complaint.Channel.values, allow_null=True)
    grounds = serializers.CharField(allow_null=True)
    complainant = serializers.ChoiceField(choices=Complaint.Complainant.values, allow_null=True)
    complainant_name = serializers.CharField(allow_null=True)
    sent_on = serializers.DateField(allow_null=True)
    known_on = serializers.DateField(allow_null=True)
    window_ends_on = serializers.DateField(allow_null=True, help_text="Last day to complain")
    lateness = serializers.ChoiceField(choices=Complaint.Lateness.values, allow_null=True)
    signed = serializers.BooleanField(allow_null=True)
    decision = serializers.UUIDField(allow_null=True, help_text="What is complained of")
    answered_on = serializers.DateField(allow_null=True, help_text="Day of Statsforvalteren's decision")
    updated_at = MomentField(allow_null=True)
