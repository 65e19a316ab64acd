"""JSON in, JSON out: `application/fhir+json`, or `application/json` for clients that say so. No XML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from referrals.fhir.outcome import FHIR_JSON, Refused
from rve.core.api.parsers import StrictJSONParser

PATCH_JSON = "application/json-patch+json"
FORM = "application/x-www-form-urlencoded"
_OURS = {FHIR_JSON, "application/json", "text/json", "*/*", "application/*"}
_FORMATS = {"json", *_OURS} - {"*/*", "application/*"}
_VERSION = re.compile(r"fhirVersion\s*=\s*\"?([\d.]+)")


class FhirRenderer(JSONRenderer):
    media_type = FHIR_JSON
    format = "json"
    charset = None


class FhirParser(StrictJSONParser):
    media_type = FHIR_JSON


class JsonParser(StrictJSONParser):
    media_type = "application/json"


class PatchParser(StrictJSONParser):
    media_type = PATCH_JSON


class Negotiation(BaseContentNegotiation):
    """The one renderer there is; the parser by content type. What cannot be served is said in `check`."""

    def select_parser(self, request: Request, parsers: Sequence[BaseParser]) -> BaseParser | None:
        kind = _kind(request.content_type or "")
        return next((one for one in parsers if one.media_type == kind), None)

    def select_renderer(self, request: Request, renderers: Sequence[Any], format_suffix: Any = None) -> Any:
        return renderers[0], FHIR_JSON


def _kind(text: str) -> str:
    return text.partition(";")[0].strip().lower()


def check_answer_format(request: Request) -> None:
    """406 when `_format` or Accept asks for what we do not make (XML, another version of FHIR)."""
    wanted = request.query_params.get("_format")
    if wanted is not None:
        if _kind(wanted.replace(" ", "+")) not in _FORMATS:
            raise Refused(406, "not-supported", _no_format())
        return
    ranges = request.META.get("HTTP_ACCEPT", "").split(",")
    if ranges != [""] and not any(_is_ours(one) for one in ranges):
        raise Refused(406, "not-supported", _no_format())


def _is_ours(asked: str) -> bool:
    version = _VERSION.search(asked)
    return _kind(asked) in _OURS and (version is None or version[1].startswith("4.0"))


def _no_format() -> str:
    return _("Only JSON is made here: application/fhir+json, FHIR 4.0.")


def check_body_format(request: Request, *kinds: str) -> None:
    """415 when the body is in a format that is not read here."""
    if _kind(request.content_type or "") not in kinds:
        raise Refused(
            415, "not-supported", _("The body must be one of: {kinds}.").format(kinds=", ".join(kinds))
        )
