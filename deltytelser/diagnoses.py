"""Looking a diagnosis up by its code or by the words of its title."""

from __future__ import annotations

import re

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from deltytelser.models import DiagnosisCode

_CODE = re.compile(r"^[A-ZÆØÅ]\d{1,2}[.\s]?[0-9A-Z]{0,3}$|^[A-Z]\d{0,2}$", re.IGNORECASE)


# What people type for what the lists call otherwise.
SAID_OTHERWISE = {
    "kols": "kronisk obstruktiv lungesykdom",
    "cfs": "postviralt utmattelsessyndrom",
    "me": "postviralt utmattelsessyndrom",
    "cfs/me": "postviralt utmattelsessyndrom",
    "bekhterev": "ankyloserende spondylitt",
    "bechterew": "ankyloserende spondylitt",
    "leddgikt": "artritt",
    "hoftebrudd": "brudd lårhals",
    "lårhalsbrudd": "brudd lårhals",
    "ryggmargsskade": "skade ryggmarg",
}
# Shorter words than this are sought at the beginning of words only: «ms» is not in «amsterdam».
LONG_ENOUGH = 4


def plain(code: str) -> str:
    """A code without dot and spaces, in capitals."""
    return code.replace(".", "").replace(" ", "").upper()


def search(*, text: str, limit: int = 12, system: str | None = None) -> list[DiagnosisCode]:
    """Codes that begin with the text, or whose title holds each of its words, the closest first.

    A word may stand inside a word of the title (`slag` finds hjerneslag); upper and lower case are alike.
    """
    text = " ".join(text.lower().split())
    if not text:
        return []
    codes = DiagnosisCode.objects.filter(system=system) if system else DiagnosisCode.objects.all()
    found = _by_code(codes, plain(text), limit) if _CODE.match(text) else []
    if not found and text in SAID_OTHERWISE:
        found = _by_title(codes, SAID_OTHERWISE[text], limit)
    seen = {one.pk for one in found}
    more = [] if _CODE.match(text) and found else _by_title(codes, text, limit)
    return (found + [one for one in more if one.pk not in seen])[:limit]


def _by_code(codes: QuerySet[DiagnosisCode], code: str, limit: int) -> list[DiagnosisCode]:
    return list(codes.filter(code__startswith=code).order_by(Length("code"), "code", "system")[:limit])


def _by_title(codes: QuerySet[DiagnosisCode], text: str, limit: int) -> list[DiagnosisCode]:
    words = text.split()[:8]
    every_word = Q()
    for word in words:
        every_word &= _held(word)
    whole = rf"\y{re.escape(words[0])}\y"
    closeness = Case(
        When(title_key=text, then=Value(0)),
        When(title_key__startswith=text, then=Value(1)),
        When(title_key__regex=whole, then=Value(2)),
        When(title_key__startswith=words[0], then=Value(3)),
        When(title_key__contains=f" {words[0]}", then=Value(4)),
        default=Value(5),
        output_field=IntegerField(),
    )
    rows = codes.filter(every_word).annotate(rank=closeness)
    return list(rows.order_by("rank", Length("title"), "code", "system")[:limit])


def _held(word: str) -> Q:
    if len(word) < LONG_ENOUGH:
        return Q(title_key__regex=rf"\m{re.escape(word)}")
    return Q(title_key__contains=word)


def title_of(*, system: str, code: str) -> str:
    """The title of one code, "" when it is not known."""
    titles = DiagnosisCode.objects.filter(system=system, code=plain(code)).values_list("title", flat=True)
    return titles.first() or ""
