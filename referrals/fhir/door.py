"""What every address under /fhir/R4 is built on: the API's endpoint, speaking FHIR."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from email.utils import format_datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.fhir import etags
from referrals.fhir.interactions import INTERACTIONS
from referrals.fhir.moments import read_instant
from referrals.fhir.negotiation import (
    FhirParser,
    FhirRenderer,
    JsonParser,
    Negotiation,
    PatchParser,
    check_answer_format,
)
from referrals.fhir.outcome import FHIR_JSON, Refused, handle
from referrals.fhir.stay_changes import ELEMENTS
from referrals.models import Placement
from rve.core import access_log
from rve.core.api.endpoint import Endpoint

ROOT = "/fhir/R4"
READ, WRITE = "placements:read", "placements:write"


class FhirEndpoint(Endpoint):
    parser_classes = (FhirParser, JsonParser, PatchParser)
    renderer_classes = (FhirRenderer,)
    content_negotiation_class = Negotiation
    # Not part of the REST API's schema: the CapabilityStatement describes it.
    schema = None
    methods_of: ClassVar[Callable[[str], list[str]] | None] = None

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return handle

    @property
    def allowed_methods(self) -> list[str]:
        kind = self.kwargs.get("kind", "")
        of_kind = type(self).methods_of
        if of_kind is None or kind not in INTERACTIONS:
            return [method for method in super().allowed_methods if method != "OPTIONS"]
        return of_kind(kind)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        kind = kwargs.get("kind")
        if kind is not None and kind not in INTERACTIONS:
            raise Refused(404, "not-supported", _("There is no resource {kind} here.").format(kind=kind[:64]))
        method = "GET" if request.method == "HEAD" else request.method
        if kind is not None and method not in self.allowed_methods:
            raise MethodNotAllowed(method)
        self.check_format(request)
        super().initial(request, *args, **kwargs)

    def check_format(self, request: Request) -> None:
        check_answer_format(request)

    @property
    def elements(self) -> Mapping[str, str]:
        """The element that a field of a use case's error is about."""
        return ELEMENTS.get(self.kwargs.get("kind", ""), {})

    @property
    def base(self) -> str:
        """The address that clients see us under, without a slash at the end."""
        return self.request.build_absolute_uri(ROOT)

    @property
    def strict(self) -> bool:
        return "handling=strict" in self.request.META.get("HTTP_PREFER", "").replace(" ", "")

    def shown(
        self, resource: dict[str, Any], *, status: int = 200, location: bool = False, replayed: bool = False
    ) -> Response:
        """A resource with ETag and Last-Modified; 304 when the client has this version, nothing but headers
        when it prefers so.
        """
        version = str(resource["meta"]["versionId"])
        headers = {"ETag": etags.etag(version), "Last-Modified": _http_date(resource["meta"]["lastUpdated"])}
        if location:
            headers["Location"] = f"{self.base}/{resource['resourceType']}/{resource['id']}"
        if replayed:
            headers["Idempotent-Replay"] = "true"
        reading = self.request.method in {"GET", "HEAD"}
        if reading and etags.is_known(self.request.META.get("HTTP_IF_NONE_MATCH"), version):
            return Response(status=304, headers=headers)
        if not reading and "return=minimal" in self.request.META.get("HTTP_PREFER", ""):
            return Response(status=status, headers=headers)
        return Response(resource, status=status, headers=headers, content_type=FHIR_JSON)

    def log(self, kind: str, rows: Iterable[Placement]) -> None:
        """One row per answer that shows a patient."""
        found = list(rows)
        access_log.seen(
            actor=self.actor,
            data=f"fhir:{kind}",
            basis="assessment" if self.actor.at_rve else "placement",
            at=self.now,
            case_ids=[row.referral_id for row in found],
            patient_ids=[row.referral.patient_id for row in found],
        )


def _http_date(text: str) -> str:
    at = read_instant(text)
    assert at is not None
    return format_datetime(at.astimezone(dt.UTC), usegmt=True)


def not_there() -> Refused:
    """The same for what is another's, for what was made up and for what was never there."""
    return Refused(404, "not-found", _("There is no such resource here."))
