"""What the referrer does with a referral that was sent: answers, and withdraws."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api import cases
from referrals.api.language import LanguageQuery, language_of
from referrals.api.reasons import codes_told, reason_of
from referrals.api.referral_examples import ANSWERS, WHOLE, WITHDRAW
from referrals.api.referral_out import ReferralOut
from referrals.api.referrals import shown
from referrals.api.said import said_as
from referrals.models import Referral
from referrals.use_cases.answers import AnswerInput, answer_all
from referrals.use_cases.cases import withdraw
from referrals.use_cases.questions import LONGEST
from rve.core.api.bodies import validated
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint, Made
from rve.core.models import CodedReason


class AnswerIn(serializers.Serializer):
    """An answer: the value of the fact, words, or both."""

    question = serializers.UUIDField(help_text="`id` of one of the referral's `questions`")
    value = serializers.JSONField(
        required=False, allow_null=True, default=None, help_text="Of the fact, as in the facts"
    )
    text = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, default="", max_length=LONGEST
    )


class AnswersIn(serializers.Serializer):
    """One or more answers; all are taken, or none."""

    answers = AnswerIn(many=True, min_length=1, max_length=60)


class WithdrawIn(serializers.Serializer):
    """Why the referral is withdrawn."""

    reason_code = serializers.CharField(max_length=40, help_text="`GET /reasons?kind=withdraw`")
    comment = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, default="", max_length=4_000
    )


class _Act(Endpoint):
    """A change of a referral, answered with the referral."""

    scope = {"POST": "referrals:write"}

    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        language = language_of(self)
        return self.once(
            kind="referral",
            make=lambda: self._made(public_id),
            show=lambda made: shown(self, made, language=language),
            status=200,
            required=False,
        )

    def _made(self, public_id: uuid.UUID) -> Made:
        version, case = self.expected_version(), cases.find(self, public_id)
        done = self.act(case, version)
        return Made(done.public_id, done.version)

    def act(self, case: Referral, version: int) -> Referral:
        raise NotImplementedError


class Answers(_Act):
    @describe(
        operation_id="answer_questions",
        summary="Answer what is asked",
        description="Answers the referral's `questions`, also those that the rules asked at once; the "
        "proposal follows. A bare list, or one answer alone, is taken too. If-Match is the referral's.",
        request=AnswersIn,
        answers={200: ReferralOut},
        query=LanguageQuery,
        errors=(404, 409, 412, 422, 428),
        examples={"request": ANSWERS, 200: WHOLE},
        tags=("referrals",),
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return super().post(request, public_id)

    def act(self, case: Referral, version: int) -> Referral:
        sent = validated(AnswersIn, _as_object(self.request.data), {"endpoint": self})
        given = [AnswerInput(one["question"], one["value"], one["text"] or "") for one in sent["answers"]]
        return answer_all(referral=case, answers=given, by=self.actor, now=self.now, version=version)


def _as_object(body: Any) -> Any:
    if isinstance(body, list):
        return {"answers": body}
    return {"answers": [body]} if isinstance(body, Mapping) and "question" in body else body


class Withdraw(_Act):
    @describe(
        operation_id="withdraw_referral",
        summary="Withdraw a referral",
        description="On the patient's or the referrer's wish, as long as no stay has begun: the place is "
        "given back, questions and clocks end. If-Match is the referral's.",
        request=WithdrawIn,
        answers={200: ReferralOut},
        query=LanguageQuery,
        errors=(404, 409, 412, 422, 428),
        examples={"request": WITHDRAW, 200: WHOLE | {"status": "withdrawn", "allowed_actions": []}},
        tags=("referrals",),
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return super().post(request, public_id)

    def act(self, case: Referral, version: int) -> Referral:
        sent = self.body(WithdrawIn)
        kind = CodedReason.Kind.WITHDRAW
        codes = codes_told("reason_code", kind, region_id=case.region_id, on=self.actor.today)
        with codes, said_as({"reason": "reason_code"}):
            return withdraw(
                referral=case,
                reason=reason_of(case.region_id, kind, sent["reason_code"]),
                text=sent["comment"] or "",
                by=self.actor,
                now=self.now,
                version=version,
            )
