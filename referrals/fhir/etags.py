"""Versions in headers as FHIR writes them, `W/"3"`, compared strictly (R4, http.html § concurrency)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from referrals.fhir.outcome import Refused
from rve.core.numbers import whole_number

_TAG = re.compile(r'(?:W/)?"([A-Za-z0-9.\-]{1,64})"')


def etag(version: str) -> str:
    return f'W/"{version}"'


def expected(header: str | None) -> int:
    """The version that If-Match names, weak or strong. 428 without one (FHIR leaves the status to us: «client
    error»; the REST API says the same); 412 when it cannot be one of ours.
    """
    if header is None or header.strip() in {"", "*"}:
        sentence = _('Say which version you read: If-Match with its ETag, as W/"3". A star is not taken.')
        raise Refused(428, "required", sentence)
    found = _TAG.fullmatch(header.strip())
    version = whole_number(found[1]) if found else None
    if version is None:
        raise Refused(412, "conflict", _('If-Match holds no version that can be used. Write it as W/"3".'))
    return version


def is_known(header: str | None, version: str) -> bool:
    """Whether If-None-Match names this version; bare versions too, as some clients send them."""
    if not header:
        return False
    return version in _TAG.findall(header) or header.strip() in {"*", version}
