"""GET /api/v1/institutions: the places of treatment of the caller's region."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from institutions.api.examples import INSTITUTION
from institutions.api.fields import InstitutionOut
from institutions.api.shown import institutions_shown
from institutions.queries.readable import readable_institutions
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint


class InstitutionList(Endpoint):
    scope = {"GET": "institutions:read"}

    @describe(
        operation_id="list_institutions",
        summary="List institutions",
        description="The places of treatment that the caller's region has an agreement with, and those of "
        "its own health trusts.",
        answers={200: InstitutionOut},
        paged=True,
        examples={200: INSTITUTION},
    )
    def get(self, request: Request) -> Response:
        rows = readable_institutions(self.actor)
        related = rows.select_related("organisation", "health_trust", "municipality")
        return self.page(related, render=institutions_shown)
