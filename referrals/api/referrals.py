"""Referrals: received, listed, read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api import cases
from referrals.api.language import LanguageQuery, language_of
from referrals.api.referral_examples import LISTED, MADE, SENT, WHOLE
from referrals.api.referral_in import ReferralIn
from referrals.api.referral_out import STATUSES, MadeOut, ReferralOut, ReferralRow
from referrals.api.referral_shown import made_shown, referral_listed, referral_shown
from referrals.api.said import said_as
from referrals.api.sent import NAMES, intake_of
from referrals.models import Referral
from referrals.use_cases import intake
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint, Made
from rve.core.errors import Conflict

_SAME_REFERENCE = "referral_source_once"


class ListQuery(serializers.Serializer):
    """What the list may be narrowed to."""

    status = serializers.ChoiceField(choices=STATUSES, required=False, help_text="Only those in this state")
    source_reference = serializers.CharField(
        required=False, max_length=80, help_text="Only the one with the sending system's own id"
    )


class Referrals(Endpoint):
    scope = {"GET": "referrals:read", "POST": "referrals:write"}

    @describe(
        operation_id="list_referrals",
        summary="List referrals",
        description="Those of the caller's organisation, of the region for RVE, and for an institution those "
        "it has a placement of. Oldest change first: to follow them, ask with `updated_since`. Rows hold "
        "neither clinical text nor address; each answer is written down in the access log.",
        answers={200: ReferralRow},
        query=ListQuery,
        paged=True,
        examples={200: LISTED},
        tags=("referrals",),
    )
    def get(self, request: Request) -> Response:
        wanted = self.query(ListQuery)
        return self.page(cases.listed(self).filter(**wanted), render=self._listed)

    def _listed(self, rows: Any) -> list[dict[str, Any]]:
        cases.seen(self, rows, data="api:referrals")
        return [referral_listed(self.actor, row) for row in rows]

    @describe(
        operation_id="send_referral",
        summary="Send a referral",
        description="Receives a referral, makes its proposal and says at once what the outcome depends on. "
        "Nothing is bounced for what it says: facts of the right shape that the rules cannot read are kept, "
        "flagged, and given to a person. The time for the assessment runs from the day of receipt. The same "
        "`source_reference` again, under another key, is 409 and names the referral that is there.",
        request=ReferralIn,
        answers={201: MadeOut},
        errors=(409, 422),
        examples={"request": SENT, 201: MADE},
        query=LanguageQuery,
        tags=("referrals",),
    )
    def post(self, request: Request) -> Response:
        language, self._made = language_of(self), None
        try:
            return again_if_same_number(
                lambda: self.once(
                    kind="referral",
                    make=self._receive,
                    show=lambda public_id: self._shown(public_id, language),
                    location=lambda public_id: reverse("api-referral", args=[public_id]),
                )
            )
        except IntegrityError as error:
            if _SAME_REFERENCE in str(error):
                raise self._there_already() from error
            raise

    _made: Referral | None

    def _receive(self) -> Made:
        body = self.body(ReferralIn)
        with said_as(NAMES):
            sent = intake_of(body, caller=self.caller, today=self.actor.today)
            self._made = intake.take_in(intake=sent, by=self.actor, now=self.now)
        return Made(self._made.public_id, self._made.version)

    def _shown(self, public_id: uuid.UUID, language: str) -> dict[str, Any]:
        case = self._made if self._made is not None else cases.find_whole(self, public_id)
        return made_shown(case, language=language)

    def _there_already(self) -> Conflict:
        sent = self.body(ReferralIn)["source_reference"]
        there = cases.readable(self).filter(source_reference=sent, channel=Referral.Channel.API)
        row = there.exclude(status=Referral.Status.WITHDRAWN).first()
        text = _("There is a referral with this reference of yours already: {id} ({reference}).")
        return Conflict(
            text.format(id=row.public_id if row else "", reference=row.reference if row else ""),
            field="source_reference",
        )


def again_if_same_number(act: Callable[[], Response]) -> Response:
    """Two referrals of a patient who is new here at once: the second finds the patient at its next try."""
    try:
        return act()
    except IntegrityError as error:
        if not intake.is_same_number(error):
            raise
    return act()


class ReferralDetail(Endpoint):
    scope = {"GET": "referrals:read"}

    @describe(
        operation_id="get_referral",
        summary="Read a referral",
        description="What was sent, what is asked, and what came of it as far as the caller may know: a "
        "referrer reads the decision, its reasons and the place once it is signed. `allowed_actions` says "
        "what this token's next request may do.",
        answers={200: ReferralOut},
        query=LanguageQuery,
        examples={200: WHOLE},
        tags=("referrals",),
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        found = shown(self, public_id, language=language_of(self))
        return self.answer(found, version=found["version"])


def shown(endpoint: Endpoint, public_id: uuid.UUID, *, language: str) -> dict[str, Any]:
    """One referral as the caller reads it, and that it was read."""
    case = cases.find_whole(endpoint, public_id)
    cases.seen(endpoint, [case])
    return referral_shown(endpoint.caller, case, language=language)
