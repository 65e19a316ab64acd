"""An address of the API that tells who called: what the tests of tokens call."""

from __future__ import annotations

from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from rve.core.api.endpoint import Endpoint
from rve.urls import handler400, handler403, handler404, handler500
from rve.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Probe(Endpoint):
    scope = {"GET": "referrals:read", "POST": "decisions:sign"}

    def get(self, request: Request) -> Response:
        return self.answer(who(self))

    def post(self, request: Request) -> Response:
        return self.answer(who(self))


def who(view: Endpoint) -> dict[str, Any]:
    actor = view.actor
    return {
        "user": actor.user.pk,
        "organisation": actor.organisation.number,
        "roles": sorted(actor.roles),
        "client": view.caller.client_id,
        "level": view.caller.level,
        "is_person": view.caller.is_person,
    }


urlpatterns = [path("api/v1/probe", Probe.as_view(), name="probe"), *product]
