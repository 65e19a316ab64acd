"""Versions in headers: ETag, If-Match and If-None-Match (RFC 9110 § 8.8, § 13.1)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from rve.core.api.problems import Problem
from rve.core.numbers import whole_number

_TAG = re.compile(r'(W/)?"([^"\x00-\x20\x7f]*)"')


def etag(version: int) -> str:
    """The strong tag of a version: `"3"`."""
    return f'"{version}"'


def expected_version(header: str | None) -> int:
    """The version that If-Match asks for: of several the highest, since versions only go up and whoever has
    seen a version has seen none after the current one.

    Problem: 428 without the header or with `*`; 412 when no strong tag of ours is in it.
    """
    if header is None or header.strip() in {"", "*"}:
        raise Problem("version-missing")
    versions = [
        version
        for weak, tag in _TAG.findall(header)
        if not weak and (version := whole_number(tag)) is not None
    ]
    if not versions:
        raise Problem("stale", _('If-Match holds no version that can be used. Write it as "3".'))
    return max(versions)


def is_known(header: str | None, version: int) -> bool:
    """Whether If-None-Match names this version: weak comparison, so `W/"3"` counts as `"3"`."""
    if header is None:
        return False
    return header.strip() == "*" or str(version) in {tag for _weak, tag in _TAG.findall(header)}
