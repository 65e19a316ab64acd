"""The smallest endpoints that use all of the kit: an organisation as the thing, the access log as list."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import include, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rve.core.api.deprecated import deprecated
from rve.core.api.endpoint import Endpoint, Made
from rve.core.api.fields import moment
from rve.core.api.parsers import FilesParser
from rve.core.errors import Conflict, NotFound, Stale
from rve.core.models import AccessLog, Organisation

handler400 = "rve.core.pages.errors.bad_request"
handler404 = "rve.core.pages.errors.not_found"
handler500 = "rve.core.pages.errors.server_error"


class CodeIn(serializers.Serializer):
    code = serializers.CharField()
    weight = serializers.IntegerField(required=False)


class ThingIn(serializers.Serializer):
    name = serializers.CharField(max_length=100)
    number = serializers.CharField(max_length=9)
    diagnoses = CodeIn(many=True, required=False)


class KindQuery(serializers.Serializer):
    data = serializers.CharField(required=False)


def find(public_id: UUID) -> Organisation:
    found = Organisation.objects.filter(public_id=public_id, valid_to=None).first()
    if found is None:
        raise NotFound("Gone")
    return found


def shown(public_id: UUID) -> dict[str, Any]:
    found = find(public_id)
    return {"id": str(found.public_id), "version": found.version, "name": found.name}


class Things(Endpoint):
    scope = {"GET": "referrals:read", "POST": "referrals:write"}

    def get(self, request: Request) -> Response:
        rows = AccessLog.objects.all()
        if wanted := self.query(KindQuery).get("data"):
            rows = rows.filter(data=wanted)
        return self.page(
            rows, by="at", render=lambda found: [{"pk": one.pk, "at": moment(one.at)} for one in found]
        )

    def post(self, request: Request) -> Response:
        return self.once(kind="thing", make=self._make, show=shown)

    def _make(self) -> Made:
        asked = self.body(ThingIn)
        made = Organisation.objects.create(
            region=self.actor.region,
            kind="practice",
            name=asked["name"],
            number=asked["number"],
            valid_from=dt.date(2020, 1, 1),
        )
        if asked["name"] == "In the way":
            raise Conflict("In the way.")
        return Made(made.public_id, made.version)


class Thing(Endpoint):
    scope = {"GET": "referrals:read complaints:read", "PATCH": "*"}

    def get(self, request: Request, public_id: UUID) -> Response:
        data = shown(public_id)
        return self.answer(data, version=data["version"])

    def patch(self, request: Request, public_id: UUID) -> Response:
        return self.once(
            kind="thing", make=lambda: self._rename(public_id), show=shown, status=200, required=False
        )

    def _rename(self, public_id: UUID) -> Made:
        expected, name = self.expected_version(), self.body(NameIn)["name"]
        with transaction.atomic():
            found = Organisation.objects.select_for_update().get(public_id=public_id)
            if found.version != expected:
                raise Stale("Changed.")
            found.name, found.version = name, found.version + 1
            found.save()
        return Made(found.public_id, found.version)


class NameIn(serializers.Serializer):
    name = serializers.CharField(max_length=100)


class Files(Endpoint):
    scope = {"POST": "referrals:write"}
    parser_classes = (FilesParser,)

    def post(self, request: Request) -> Response:
        size = sum(one.size for one in request.FILES.values())
        return self.once(
            kind="file", make=lambda: Made(self.actor.organisation.public_id), show=lambda _: {"size": size}
        )


class Open(Endpoint):
    scope = {"GET": ""}

    @deprecated(since=dt.date(2026, 5, 1), sunset=dt.date(2027, 5, 1))
    def get(self, request: Request) -> Response:
        return self.answer({"open": True})


class Broken(Endpoint):
    scope = {"GET": ""}

    def get(self, request: Request) -> Response:
        raise RuntimeError("nobody foresaw this")


urlpatterns = [
    path("api/v1/things", Things.as_view(), name="things"),
    path("api/v1/things/<uuid:public_id>", Thing.as_view(), name="thing"),
    path("api/v1/files", Files.as_view(), name="files"),
    path("api/v1/open", Open.as_view(), name="open"),
    path("api/v1/broken", Broken.as_view(), name="broken"),
    path("", include("rve.core.urls")),
]
