"""The shape of a proposal: that of the rules' own schema, with sentences."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from referrals.api.referral_out import QuestionOut, ReasonOut, SourceOut
from rve.core.api.fields import MomentField

OUTCOMES = ("granted", "refused", "redirected", "incomplete", "manual")
LEVELS = ("inpatient", "day", "outpatient")


class StayOut(serializers.Serializer):
    """Guiding length."""

    min_days = serializers.IntegerField(required=False)
    max_days = serializers.IntegerField(required=False)


class DeadlineOut(serializers.Serializer):
    """Frist for nødvendig helsehjelp."""

    weeks = serializers.IntegerField()
    date = serializers.DateField()


class CandidateOut(serializers.Serializer):
    """A place that could take the patient."""

    institution = serializers.CharField(help_text="`kode`")
    sector = serializers.ChoiceField(choices=("hf", "private"))
    level = serializers.ChoiceField(choices=LEVELS)
    expected_wait_days = serializers.IntegerField(allow_null=True)
    distance_km = serializers.FloatField(allow_null=True, required=False)
    within_deadline = serializers.BooleanField(allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())


class RouteOut(serializers.Serializer):
    """Where it should go; the best candidate first."""

    sector = serializers.CharField(allow_null=True)
    redirect_to = serializers.CharField(allow_null=True)
    candidates = CandidateOut(many=True)


class TraceOut(serializers.Serializer):
    """A rule that applied: the sentence, the source, and the facts that made it apply."""

    rule = serializers.CharField()
    text = serializers.CharField()
    source = SourceOut()
    facts = serializers.DictField(required=False)
    test = serializers.ChoiceField(choices=("nytte", "ressurs", "ansvar"), allow_null=True, required=False)
    stage = serializers.IntegerField(required=False)


class RuleSetOut(serializers.Serializer):
    """Which rules."""

    id = serializers.CharField()
    version = serializers.CharField()
    valid_on = serializers.DateField()


class ChangeOut(serializers.Serializer):
    """Facts that would have given another outcome."""

    changes = serializers.DictField()
    outcome = serializers.CharField()


class ProposalBody(serializers.Serializer):
    """What the rules propose; a person decides."""

    reference = serializers.CharField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    assessment_due = serializers.DateField()
    delytelse = serializers.CharField(allow_null=True)
    level = serializers.ChoiceField(choices=LEVELS, allow_null=True)
    lodging = serializers.BooleanField()
    stay = StayOut(allow_null=True)
    start_deadline = DeadlineOut(allow_null=True)
    route = RouteOut()
    missing = serializers.ListField(child=serializers.CharField())
    reasons = TraceOut(many=True)
    rule_set = RuleSetOut()
    remarks = serializers.ListField(child=serializers.CharField())
    counterfactuals = ChangeOut(many=True)


class ProposalOut(ProposalBody):
    """For RVE: the latest proposal, whole. For the referrer: `questions`, and once signed `outcome` and
    `reasons`; the rest is not there.
    """

    referral = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Of the referral")
    made_at = MomentField(required=False)
    cause = serializers.CharField(required=False, help_text="receipt, answer, assessor, complaint")
    questions = QuestionOut(many=True)
    reasons = TraceOut(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name in {"referral", "version", "questions", "reasons"}
        fields["outcome"].allow_null = True
        return fields


class SettledOut(serializers.Serializer):
    """The referral after the facts were settled, with the new proposal."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    status = serializers.CharField()
    assessor = serializers.CharField(allow_null=True)
    attention = serializers.ListField(child=serializers.CharField())
    proposal = ProposalBody(allow_null=True, help_text="Null where the rules cannot read another fact")


__all__ = ["ProposalBody", "ProposalOut", "ReasonOut", "SettledOut"]
