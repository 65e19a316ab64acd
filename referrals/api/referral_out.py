"""The shape of a referral as the API shows it."""

from __future__ import annotations

from rest_framework import serializers

from referrals.api.decision_fields import DecisionOut
from referrals.api.facts_field import FactsField
from referrals.models import Complaint, Decision, Placement, Referral, Referrer
from referrals.models.patient import Protection, Sex
from rve.core.api.fields import MomentField

ACTIONS = ("answer", "attach", "withdraw", "settle", "prepare", "sign", "complain")
STATUSES = [one for one in Referral.Status.values if one != Referral.Status.DRAFT]


class QuestionOut(serializers.Serializer):
    """A question that waits for the referrer's answer."""

    id = serializers.UUIDField(help_text="Names the question in `POST …/answers`")
    fact = serializers.CharField(
        allow_blank=True, help_text="Dotted, as in the facts (`conditions.stroke`); empty: in free words"
    )
    text = serializers.CharField()
    asked_at = MomentField(allow_null=True, help_text="Null: asked by the rules, at once")


class MadeOut(serializers.Serializer):
    """A referral that was received."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    reference = serializers.CharField(help_text="What people call it: HMN-2026-004217")
    status = serializers.ChoiceField(choices=STATUSES)
    source_reference = serializers.CharField(allow_blank=True)
    received_on = serializers.DateField()
    assessment_due = serializers.DateField(
        help_text="The last day for the assessment (10 virkedager, pbrl § 2-2)"
    )
    questions = QuestionOut(many=True, help_text="What the outcome depends on, and the referrer knows")


class ReferralRow(serializers.Serializer):
    """A referral in a list."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    channel = serializers.ChoiceField(choices=Referral.Channel.values)
    source_reference = serializers.CharField(allow_blank=True)
    organisation = serializers.CharField(help_text="Organisation number of the referrer's tenant")
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    birth_date = serializers.DateField()
    referred_on = serializers.DateField(allow_null=True)
    received_on = serializers.DateField()
    assessment_due = serializers.DateField()
    is_asked = serializers.BooleanField(help_text="Whether the assessor waits for an answer")
    outcome = serializers.ChoiceField(
        choices=Decision.Outcome.values, allow_null=True, help_text="Of the signed decision"
    )
    proposed_outcome = serializers.CharField(
        allow_null=True, allow_blank=True, help_text="What the rules propose; for RVE only, else null"
    )
    delytelse = serializers.CharField(
        allow_null=True, allow_blank=True, help_text="Of the proposal; for RVE only, else null"
    )
    updated_at = MomentField()


class PatientOut(serializers.Serializer):
    """The patient, as the case has it."""

    identity_number = serializers.CharField(allow_null=True)
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    birth_date = serializers.DateField()
    sex = serializers.ChoiceField(choices=Sex.values)
    address = serializers.CharField(allow_null=True, help_text="Null where it is protected from the caller")
    postal_code = serializers.CharField(allow_null=True)
    city = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    language = serializers.ChoiceField(choices=("nb", "nn"))
    interpreter = serializers.CharField(allow_blank=True)
    protection = serializers.ChoiceField(choices=Protection.values)
    municipality = serializers.CharField(allow_null=True, help_text="Four digits; null: not known to us")


class ReferrerOut(serializers.Serializer):
    """Who referred, as on the day."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Referrer.Kind.values)
    hpr_number = serializers.CharField(allow_blank=True)
    organisation_number = serializers.CharField(allow_blank=True)
    practice = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    hf = serializers.CharField(allow_blank=True)


class AnsweredOut(QuestionOut):
    """A question that has its answer."""

    answered_at = MomentField()
    answer = serializers.CharField(allow_blank=True, help_text="In words")
    value = serializers.JSONField(allow_null=True, help_text="The fact's value, where it is about one")


class AttachmentOut(serializers.Serializer):
    """A file that came with the referral."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes")
    added_at = MomentField()


class PlacementSummary(serializers.Serializer):
    """Where the patient is to be, or is."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Placement.Status.values)
    institution = serializers.CharField(help_text="`kode`")
    institution_name = serializers.CharField()
    level = serializers.CharField()
    planned_week = serializers.DateField(allow_null=True, help_text="Monday; null: nobody can say")
    scheduled_at = MomentField(allow_null=True)
    started_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)


class ComplaintSummary(serializers.Serializer):
    """That there is a complaint, and how it stands."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=Complaint.Status.values)
    received_on = serializers.DateField()


class SourceOut(serializers.Serializer):
    """Where it stands."""

    title = serializers.CharField()
    locator = serializers.CharField(allow_blank=True)


class ReasonOut(serializers.Serializer):
    """Why: a rule in words, with its source."""

    rule = serializers.CharField()
    text = serializers.CharField()
    source = SourceOut()


class AssessorOut(serializers.Serializer):
    """Who assesses the case; for RVE only."""

    name = serializers.CharField()
    is_caller = serializers.BooleanField(help_text="Whether it is the caller of this request")


class ReferralOut(serializers.Serializer):
    """A referral, and what came of it as far as the caller may know."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    channel = serializers.ChoiceField(choices=Referral.Channel.values)
    source_reference = serializers.CharField(allow_blank=True)
    organisation = serializers.CharField()
    referred_on = serializers.DateField(allow_null=True)
    received_on = serializers.DateField()
    first_received_on = serializers.DateField(allow_null=True)
    received_at = MomentField()
    assessment_due = serializers.DateField()
    updated_at = MomentField()
    ended_at = MomentField(allow_null=True)
    patient = PatientOut()
    referrer = ReferrerOut(allow_null=True)
    facts = FactsField()
    clinical = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        help_text="Text under headings, those that were sent; `clinical_text` stands under `situation`",
    )
    functions = serializers.DictField(
        child=serializers.JSONField(allow_null=True), help_text="Degree by area, as sent"
    )
    tried = serializers.ListField(child=serializers.DictField(), help_text="Municipal measures, as sent")
    practical = serializers.DictField(help_text="What the stay must prepare for, as sent")
    questions = QuestionOut(many=True)
    answered = AnsweredOut(many=True)
    attachments = AttachmentOut(many=True)
    proposed_outcome = serializers.CharField(
        allow_null=True, allow_blank=True, help_text="For RVE only, else null"
    )
    attention = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="What a person must look at; for RVE only, else null",
    )
    assessor = AssessorOut(allow_null=True)
    decision = DecisionOut(
        allow_null=True, help_text="The signed one; for RVE the prepared one where there is none"
    )
    reasons = ReasonOut(
        many=True, help_text="Why it was decided so, once signed; empty where it departs from the rules"
    )
    placement = PlacementSummary(allow_null=True, help_text="From when it is forwarded; for RVE at once")
    complaints = ComplaintSummary(many=True)
    withdraw_reason = serializers.CharField(allow_null=True, help_text="Code")
    allowed_actions = serializers.ListField(
        child=serializers.ChoiceField(choices=ACTIONS), help_text="What this token's next request may do"
    )
