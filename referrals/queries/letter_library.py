"""The paragraphs that may be picked into a letter: those that ship, and the region's own."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from referrals.letters.data import Paragraph
from referrals.letters.picks import Pick, shipped_picks
from referrals.models import LetterParagraph
from rve.core.models import Region


def library_of(*, region: Region, language: str, on: dt.date) -> list[Pick]:
    """The library in force on a day, in one written language: a region's own words stand for the shipped
    paragraph with the same key, and come after it where they are new.
    """
    found = {one.paragraph.key: one for one in shipped_picks(language)}
    rows = LetterParagraph.objects.filter(region=region, valid_from__lte=on).exclude(kinds=[])
    for row in rows.filter(Q(valid_to=None) | Q(valid_to__gt=on)).order_by("valid_from", "pk"):
        heading, text = (row.heading_nn, row.text_nn) if language == "nn" else (row.heading_nb, row.text_nb)
        found[row.key] = Pick(Paragraph(row.key, heading, text), tuple(row.kinds))
    return list(found.values())


def split_by_kind(picks: list[Pick], kind: str) -> tuple[list[Paragraph], list[Paragraph]]:
    """Those meant for the kind, and the rest: a person may still want one of them."""
    fitting = [one.paragraph for one in picks if kind in one.kinds]
    return fitting, [one.paragraph for one in picks if kind not in one.kinds]
