"""The list of deadlines as CSV, the way a Norwegian spreadsheet opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from referrals.clocks import KINDS
from referrals.pages.deadlines.words import proof, what
from referrals.queries.deadlines import Row

# A spreadsheet runs what begins with these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Row]) -> str:
    """Semicolons, and a mark that says UTF-8: what the reader's own spreadsheet expects."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_heads())
    writer.writerows([_plain(one) for one in _line(row)] for row in rows)
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + out.getvalue()


def _heads() -> list[str]:
    return [
        _("Due"),
        _("Virkedager left"),
        _("What"),
        _("Reference"),
        _("Patient"),
        _("Place"),
        _("With"),
        _("Runs from"),
        _("Law"),
        _("Proof"),
    ]


def _line(row: Row) -> list[str]:
    clock = row.clock
    return [
        clock.due_on.isoformat(),
        "" if row.left is None else str(row.left),
        what(clock),
        clock.referral.reference or "",
        clock.referral.name,
        row.at,
        row.holder,
        clock.starts_on.isoformat(),
        KINDS[clock.kind].law,
        proof(clock),
    ]


def _plain(text: str) -> str:
    """Numbers stand; any other text that a spreadsheet would run gets a mark in front."""
    if text.startswith(_FORMULA) and not text.lstrip("-").isdigit():
        return f"'{text}"
    return text
