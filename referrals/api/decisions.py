"""Decisions: prepared by whoever assesses, read, and signed by a physician."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api.decision_examples import PREPARE, PREPARED, SIGNED
from referrals.api.decision_fields import DecisionIn, DecisionOut
from referrals.api.decision_shown import decision_shown, find_decision
from referrals.api.reasons import codes_told
from referrals.api.said import kode_of, said_as
from referrals.models import Referral
from referrals.policies import visible_to
from referrals.use_cases import decisions
from referrals.use_cases.decisions import DecisionInput
from referrals.use_cases.in_hand import take_in_hand
from rve.core import access_log
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint, Made
from rve.core.api.identity import LEVEL_OF_PEOPLE
from rve.core.errors import NotAllowed, NotFound
from rve.core.models import CodedReason, Role

_NAMES = {"override_code": "override_reason", "pool_id": "pool"}


class _Decisions(Endpoint):
    def shown(self, public_id: uuid.UUID) -> dict[str, Any]:
        """One decision for this caller, and that it was read."""
        row = find_decision(self.actor, public_id)
        access_log.seen(
            actor=self.actor,
            data="api:decision",
            basis="assessment" if self.actor.at_rve else "treatment_relation",
            at=self.now,
            case_ids=[row.referral_id],
            patient_ids=[row.referral.patient_id],
        )
        return decision_shown(self.actor, row)


class PrepareDecision(_Decisions):
    scope = {"POST": "decisions:prepare"}

    @describe(
        operation_id="prepare_decision",
        summary="Prepare a decision",
        description="Makes a decision ready for a physician to sign, its place booked (or queued, with the "
        "expected week) in the same transaction. If-Match is the referral's. A case that nobody has becomes "
        "the caller's; one that a colleague has, or that waits for a signature already, answers 409. Where "
        "the decision departs from the proposal, `override_reason` and `override_text` must say why.",
        request=DecisionIn,
        answers={201: DecisionOut},
        errors=(409, 412, 422, 428),
        examples={"request": PREPARE, 201: PREPARED},
        tags=("decisions",),
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.once(
            kind="decision",
            make=lambda: self._prepare(public_id),
            show=self.shown,
            location=lambda made: reverse("api-decision", args=[made]),
        )

    def _prepare(self, public_id: uuid.UUID) -> Made:
        said, version = self.body(DecisionIn), self.expected_version()
        found = visible_to(self.actor).filter(public_id=public_id).first()
        if found is None:
            raise NotFound(_("There is no such case here."))
        case = take_in_hand(referral=found, by=self.actor, now=self.now, version=version)
        kind = CodedReason.Kind.OVERRIDE
        codes = codes_told("override_reason", kind, region_id=case.region_id, on=self.actor.today)
        with codes, said_as(_NAMES):
            made = decisions.prepare(
                referral=case,
                decision=_input(case, said),
                by=self.actor,
                now=self.now,
                version=case.version,
            )
        return Made(made.public_id, made.version)


def _input(case: Referral, said: dict[str, Any]) -> DecisionInput:
    given = dict(said)
    kode, pool, code = given.pop("institution"), given.pop("pool"), given.pop("override_reason")
    return DecisionInput(
        **given,
        institution=kode_of(case.region, kode) if kode else None,
        pool_id=str(pool) if pool else None,
        override_code=code or "",
    )


class DecisionDetail(_Decisions):
    scope = {"GET": "decisions:prepare referrals:read"}

    @describe(
        operation_id="get_decision",
        summary="Read a decision",
        description="The unit reads all of it, from when it is prepared; a referrer and an institution read "
        "what was signed, without the fields that are the unit's own (null).",
        answers={200: DecisionOut},
        examples={200: SIGNED},
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        shown = self.shown(public_id)
        return self.answer(shown, version=shown["version"])


class SignDecision(_Decisions):
    scope = {"POST": "decisions:sign"}

    @describe(
        operation_id="sign_decision",
        summary="Sign a decision",
        description="By a person who is a physician at the unit, never by a system. If-Match is the "
        "decision's. Letters go to the outbox, the placement is forwarded, the start deadline runs.",
        answers={200: DecisionOut},
        errors=(409, 412, 422, 428),
        examples={200: SIGNED},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.once(
            kind="decision", make=lambda: self._sign(public_id), show=self.shown, status=200, required=False
        )

    def _sign(self, public_id: uuid.UUID) -> Made:
        version = self.expected_version()
        row = find_decision(self.actor, public_id)
        self._check_physician()
        signed = decisions.sign(decision=row, by=self.actor, now=self.now, version=version)
        return Made(signed.public_id, signed.version)

    def _check_physician(self) -> None:
        """Somebody signs, and is known well enough: never a system."""
        known = self.caller.is_person and self.caller.level >= LEVEL_OF_PEOPLE
        if not known or not self.actor.has(Role.PHYSICIAN):
            raise NotAllowed(_("Only a physician can sign."))
