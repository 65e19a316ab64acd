"""The shape of a decision, in and out."""

from __future__ import annotations

from rest_framework import serializers

from referrals.api.said import Day
from referrals.models import Decision, Placement
from rve.core.api.fields import MomentField

LEVELS = ("inpatient", "day", "outpatient")
LONGEST = 20_000


class DecisionIn(serializers.Serializer):
    """What is decided. Which fields must be there depends on the outcome: 400 names the one that lacks."""

    outcome = serializers.ChoiceField(choices=Decision.Outcome.values)
    delytelse = serializers.RegexField(
        r"^[A-R]?$", required=False, default="", help_text="One letter, A to R; needed when granted"
    )
    level = serializers.ChoiceField(
        choices=("", *LEVELS), required=False, default="", help_text="Needed when granted"
    )
    lodging = serializers.BooleanField(required=False, default=False)
    start_deadline = Day(
        required=False, allow_null=True, default=None, help_text="Latest day of start; needed when granted"
    )
    institution = serializers.CharField(
        required=False,
        allow_null=True,
        default=None,
        max_length=40,
        help_text="`kode` or `id`; none: no place is taken now",
    )
    pool = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Of that institution; none: the one that fits",
    )
    week = Day(
        required=False,
        allow_null=True,
        default=None,
        help_text="A Monday; none: the first free week before the deadline, else the queue",
    )
    nytte = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST,
        help_text="Expected benefit, in words",
    )
    ressurs = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST,
        help_text="Resources against benefit, in words",
    )
    alvorlighet = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST, help_text="Severity, in words"
    )
    municipal_help = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST,
        help_text="Which municipal help makes a refusal responsible",
    )
    redirect_to = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=40, help_text="Needed when redirected"
    )
    override_reason = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        default="",
        max_length=40,
        help_text="Code (`GET /reasons?kind=override`), where the decision departs from the proposal",
    )
    override_text = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST, help_text="The same in words"
    )


class DecisionPlace(serializers.Serializer):
    """The place that was taken with the decision."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Placement.Status.values)
    institution = serializers.CharField(help_text="`kode`")
    pool = serializers.UUIDField()
    planned_week = serializers.DateField(
        allow_null=True, help_text="Monday of the booked or expected week; null: nobody can say"
    )
    stay_weeks = serializers.IntegerField()


class DecisionOut(serializers.Serializer):
    """A decision. A referrer reads signed ones only, without the fields that are the unit's own (null)."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    referral = serializers.UUIDField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=Decision.Status.values)
    outcome = serializers.ChoiceField(choices=Decision.Outcome.values)
    delytelse = serializers.CharField(allow_blank=True)
    level = serializers.ChoiceField(choices=("", *LEVELS))
    lodging = serializers.BooleanField()
    start_deadline = serializers.DateField(allow_null=True)
    institution = serializers.CharField(allow_null=True, help_text="`kode`")
    redirect_to = serializers.CharField(allow_blank=True)
    municipal_help = serializers.CharField(allow_blank=True)
    nytte = serializers.CharField(allow_null=True)
    ressurs = serializers.CharField(allow_null=True)
    alvorlighet = serializers.CharField(allow_null=True)
    signed_at = MomentField(allow_null=True)
    signed_by = serializers.CharField(allow_null=True, help_text="Name and title")
    placement = DecisionPlace(allow_null=True)
    follows_proposal = serializers.BooleanField(allow_null=True)
    override_reason = serializers.CharField(allow_null=True)
    override_text = serializers.CharField(allow_null=True)
    thin_grounds = serializers.BooleanField(
        allow_null=True, help_text="A second person must read it before it can be signed"
    )
    second_read_at = MomentField(allow_null=True)
    prepared_by = serializers.CharField(allow_null=True)
    prepared_at = MomentField(allow_null=True)
    returned_note = serializers.CharField(allow_null=True)
    allowed_actions = serializers.ListField(child=serializers.ChoiceField(choices=("sign",)))
