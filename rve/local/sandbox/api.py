"""POST /api/v1/sandbox/reset: an integrator's own way back to the known cases."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.models import Referral
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint
from rve.core.errors import NotFound
from rve.local.sandbox.cases import STATES, public_id
from rve.local.sandbox.region import CODE
from rve.local.sandbox.reset import reset


class SandboxCase(serializers.Serializer):
    """A known case."""

    id = serializers.UUIDField(help_text="The same after each reset")
    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES, help_text="Of the referral, or of its placement")
    status = serializers.ChoiceField(choices=Referral.Status.values)


class SandboxOut(serializers.Serializer):
    """What the sandbox holds now."""

    cases = SandboxCase(many=True)


EXAMPLE = {
    "cases": [
        {
            "id": str(public_id(state)),
            "reference": f"{CODE}-2026-{number:06}",
            "state": state,
            "status": state if state in Referral.Status.values else "decided",
        }
        for number, state in enumerate(STATES[:4], 1)
    ]
}


class ResetSandbox(Endpoint):
    """There for the sandbox's own organisations, and only where it is switched on."""

    scope = {"POST": "sandbox:reset"}

    @describe(
        operation_id="reset_sandbox",
        summary="Reset the sandbox",
        description="Takes away every case of the sandbox's region and makes its known ones again, with the "
        "same ids and references. For organisations of the sandbox alone; 404 for everybody else.",
        errors=(404,),
        answers={200: SandboxOut},
        examples={200: EXAMPLE},
        tags=("sandbox",),
    )
    def post(self, request: Request) -> Response:
        if not settings.SANDBOX or self.actor.region.code != CODE:
            raise NotFound(_("There is no such address."))
        made = zip(STATES, reset(now=self.now), strict=True)
        return self.answer({"cases": [_shown(state, case) for state, case in made]})


def _shown(state: str, case: Referral) -> dict[str, Any]:
    return {"id": case.public_id, "reference": case.reference, "state": state, "status": case.status}
