"""The versions of a letter's own words: who, when, and what is other than in the one before."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from referrals.models import LetterText
from referrals.use_cases.letter_texts import paragraphs_of

SHOWN = 10
_PIECES = re.compile(r"\S+\s*|\n")


@dataclass(frozen=True)
class Piece:
    """Some words, and whether they stayed (""), came ("ins") or went ("del")."""

    how: str
    text: str


@dataclass(frozen=True)
class Version:
    number: int
    who: str
    at: dt.datetime
    pieces: tuple[Piece, ...]


def versions_of(rows: Sequence[LetterText]) -> list[Version]:
    """The newest first, each against the one before it; at most ten."""
    texts = [_text(row) for row in rows] + [""]
    return [
        Version(row.version, row.written_by.name, row.written_at, tuple(difference(texts[at + 1], texts[at])))
        for at, row in enumerate(rows[:SHOWN])
    ]


def _text(row: LetterText) -> str:
    return "\n".join(f"{one.heading}\n{one.text}".strip() for one in paragraphs_of(row))


def difference(before: str, after: str) -> Iterator[Piece]:
    """Word by word."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("", "".join(new[c:d]))
            continue
        if b > a:
            yield Piece("del", "".join(old[a:b]))
        if d > c:
            yield Piece("ins", "".join(new[c:d]))
