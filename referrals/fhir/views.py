"""The addresses of the facade: translate in, one use case, translate out."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.fhir import (
    creating,
    etags,
    finding,
    interactions,
    patch,
    reading,
    rows,
    searching,
    stay_changes,
    subsets,
)
from referrals.fhir.capability import capability_statement
from referrals.fhir.door import READ, WRITE, FhirEndpoint, not_there
from referrals.fhir.make import clinical
from referrals.fhir.negotiation import FORM, PATCH_JSON, check_answer_format, check_body_format
from referrals.fhir.outcome import FHIR_JSON, Refused
from referrals.fhir.references import as_uuid
from referrals.fhir.search_people import check_address
from referrals.fhir.stay_changes import Sent
from referrals.fhir.task_changes import change

_JSON = (FHIR_JSON, "application/json")


class Metadata(FhirEndpoint):
    """Open: what this facade can do."""

    scope = {"GET": ""}

    def get(self, request: Request) -> Response:
        return Response(capability_statement(self.base), content_type=FHIR_JSON)


class Nothing(FhirEndpoint):
    """What is not there, in FHIR's words."""

    scope = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), "")

    def get(self, request: Request, **rest: Any) -> Response:
        raise Refused(
            404, "not-supported", _("There is nothing at this address. GET metadata tells what there is.")
        )

    post = put = patch = delete = get


class OfType(FhirEndpoint):
    """/Task, /Appointment …: search and create."""

    scope = {"GET": READ, "POST": WRITE}
    methods_of = interactions.methods_of_type

    def get(self, request: Request, kind: str) -> Response:
        parameters = dict(request.query_params.lists())
        check_address(parameters.items())
        return searching.search(self, kind, parameters, in_body=False)

    def post(self, request: Request, kind: str) -> Response:
        check_address(request.query_params.lists())
        check_body_format(request, *_JSON)
        return creating.create(self, kind, reading.resource(request.data, kind))


class Search(FhirEndpoint):
    """/Task/_search: the parameters in the body, so that nothing of a patient is in an address."""

    scope = {"POST": READ}
    group = "read"
    methods_of = interactions.methods_of_search

    def post(self, request: Request, kind: str) -> Response:
        check_address(request.query_params.lists())
        check_body_format(request, FORM)
        parameters = dict(request.query_params.lists())
        for name, values in request._request.POST.lists():
            parameters[name] = [*parameters.get(name, []), *values]
        return searching.search(self, kind, parameters, in_body=True)


class Instance(FhirEndpoint):
    """/Task/{id} …: read, update and patch."""

    scope = {"GET": READ, "PUT": WRITE, "PATCH": WRITE}
    methods_of = interactions.methods_of_instance

    def check_format(self, request: Request) -> None:
        if self.kwargs.get("kind") != "Binary":
            check_answer_format(request)

    def get(self, request: Request, kind: str, ident: str) -> Response | HttpResponse:
        check_address(request.query_params.lists())
        if kind == "Binary":
            return self._binary(request, ident)
        asked = subsets.of_read(dict(request.query_params.lists()))
        found = finding.find(kind, self.actor, ident)
        if found is None:
            raise not_there()
        if found.row is not None:
            self.log(kind, [found.row])
        return self.shown(asked.of(found.resource))

    def _binary(self, request: Request, ident: str) -> Response | HttpResponse:
        """The bytes as they are; as a resource where FHIR is asked for."""
        found = finding.file_of(self.actor, ident)
        if found is None:
            raise not_there()
        row, one = found
        data = finding.bytes_of(one)
        self.log("Binary", [row])
        if _asks_for_fhir(request):
            check_answer_format(request)
            return self.shown(clinical.binary(row, one, data))
        answer = HttpResponse(data, content_type=clinical.content_type(one))
        answer["ETag"] = etags.etag("1")
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(clinical.title(row, one))}"
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer

    def put(self, request: Request, kind: str, ident: str) -> Response:
        check_body_format(request, *_JSON)
        return self._update(kind, ident, lambda held: reading.resource(request.data, kind, ident=ident))

    def patch(self, request: Request, kind: str, ident: str) -> Response:
        check_body_format(request, PATCH_JSON)
        return self._update(kind, ident, lambda held: patch.apply(held, request.data))

    def _update(self, kind: str, ident: str, wanted: Any) -> Response:
        version = etags.expected(self.request.META.get("HTTP_IF_MATCH"))
        key = as_uuid(ident)
        row = rows.task(self.actor, key) if key else None
        held = finding.find(kind, self.actor, ident)
        if row is None or held is None:
            raise not_there()
        if row.version != version:
            raise Refused(412, "conflict", _("It has changed since you read it. Read it again, then decide."))
        body = wanted(held.resource)
        if kind == "Task":
            who: dict[str, Any] = {"by": self.actor, "now": self.now, "version": version, "base": self.base}
            change(row, held=held.resource, wanted=body, **who)
        else:
            stay_changes.update(row, held.resource, Sent(body, self.actor, self.now, version, self.base))
        return self._changed(kind, ident)

    def _changed(self, kind: str, ident: str) -> Response:
        found = finding.find(kind, self.actor, ident)
        if found is None:
            raise not_there()
        if found.row is not None:
            self.log(kind, [found.row])
        return self.shown(found.resource)


def _asks_for_fhir(request: Request) -> bool:
    accept = request.META.get("HTTP_ACCEPT", "")
    return "_format" in request.query_params or "json" in accept or "xml" in accept
