"""Proposals: read, and made anew from facts that the unit settles."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deltytelser.rules.render import render
from referrals import attention
from referrals.api import cases
from referrals.api.facts_field import ValuesField
from referrals.api.language import LanguageQuery, language_of
from referrals.api.proposal_out import ProposalOut, SettledOut
from referrals.api.questions_shown import open_questions
from referrals.api.referral_examples import PROPOSAL, SETTLE, SETTLED
from referrals.api.referral_shown import reasons
from referrals.engine import compiled
from referrals.models import Decision, Proposal, Referral
from referrals.use_cases.settle_in_hand import settle_in_hand
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint, Made
from rve.core.api.fields import moment
from rve.core.errors import DomainError, NotFound
from rve.core.models import Role


class ProposalDetail(Endpoint):
    scope = {"GET": "proposals:read referrals:read"}

    @describe(
        operation_id="get_proposal",
        summary="Read the latest proposal",
        description="RVE (`proposals:read`) reads all of it, as the rules' own schema has it. The referrer "
        "(`referrals:read`) reads the questions at once, and outcome and reasons once it is signed.",
        answers={200: ProposalOut},
        query=LanguageQuery,
        errors=(404,),
        examples={200: PROPOSAL},
        tags=("referrals",),
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        language = language_of(self)
        case = cases.find_whole(self, public_id)
        if self.actor.at_rve:
            self.caller.demand("proposals:read")
            found = _whole(case, language)
        else:
            self._check_referrer(case)
            found = _told(case, language)
        cases.seen(self, [case], data="api:proposal")
        return self.answer(found, version=case.version)

    def _check_referrer(self, case: Referral) -> None:
        own = self.actor.has(Role.REFERRER) and case.organisation_id == self.actor.organisation.pk
        if not own:
            raise NotFound(_("There is no such case here."))


def _whole(case: Any, language: str) -> dict[str, Any]:
    made = case.proposal
    if made is None:
        raise NotFound(_("There is no proposal: the rules cannot read the facts."))
    return {
        **rendered(made, language),
        "referral": case.public_id,
        "version": case.version,
        "made_at": moment(made.made_at),
        "cause": made.cause,
        "questions": _asked(case, language),
    }


def rendered(made: Proposal, language: str) -> dict[str, Any]:
    """The proposal as its schema has it, with sentences."""
    return render(json.loads(made.content), rules=compiled(made.rule_set), lang=language)


def _told(case: Any, language: str) -> dict[str, Any]:
    signed = next((one for one in case.all_decisions if one.status == Decision.Status.SIGNED), None)
    return {
        "referral": case.public_id,
        "version": case.version,
        "reference": case.reference,
        "assessment_due": case.assessment_due,
        "questions": _asked(case, language),
        "outcome": signed.outcome if signed else None,
        "reasons": reasons(signed, language=language) if signed else [],
    }


def _asked(case: Any, language: str) -> list[dict[str, Any]]:
    return open_questions(case, language=language)


class SettleIn(serializers.Serializer):
    """The assessor's facts."""

    facts = ValuesField(help_text='`{"needs.intensity": true}` or `{"needs": {"intensity": true}}`')


class SettleFacts(Endpoint):
    scope = {"POST": "assessments:write"}

    @describe(
        operation_id="settle_facts",
        summary="Settle facts",
        description="The unit settles the grounds and mends facts; a new proposal is in the answer. A case "
        "that nobody has becomes the caller's; a colleague's is 409 with the name. If-Match is the "
        "referral's. A name that is no fact, or a value that the rules refuse, is 400 and changes nothing.",
        request=SettleIn,
        answers={200: SettledOut},
        query=LanguageQuery,
        errors=(404, 409, 412, 422, 428),
        examples={"request": SETTLE, 200: SETTLED},
        tags=("referrals",),
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        language = language_of(self)
        return self.once(
            kind="facts",
            make=lambda: self._settle(public_id),
            show=lambda made: self._shown(made, language),
            status=200,
            required=False,
        )

    def _settle(self, public_id: uuid.UUID) -> Made:
        version, case = self.expected_version(), cases.find(self, public_id)
        values = self.body(SettleIn)["facts"]
        try:
            settle_in_hand(referral=case, values=values, by=self.actor, now=self.now, version=version)
        except DomainError as error:
            error.field = f"facts.{error.field}" if error.field else None
            raise
        return Made(case.public_id)

    def _shown(self, public_id: uuid.UUID, language: str) -> dict[str, Any]:
        case = cases.find_whole(self, public_id)
        cases.seen(self, [case], data="api:proposal")
        return {
            "id": case.public_id,
            "version": case.version,
            "status": case.status,
            "assessor": case.assessor.name if case.assessor else None,
            "attention": attention.codes(case.attention),
            "proposal": rendered(case.proposal, language) if case.proposal else None,
        }
