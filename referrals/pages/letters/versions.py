"""The versions of a letter's own words: who, when, and what is other than in the one before."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from referrals.models import LetterText
from referrals.use_cases.letter_texts import paragraphs_of

SHOWN = 10
# About a quarter of a second.
MOST_TOIL = 15_000
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_PIECES = re.compile(r"\S+\s*|\n")
Step = tuple[str, int, int, int, int]


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
    """Word by word in the lines that changed; those lines as a whole where that would take long."""
    old, new = _LINES.findall(before), _LINES.findall(after)
    steps = [(tag, "".join(old[a:b]), "".join(new[c:d])) for tag, a, b, c, d in _steps(old, new)]
    whole = sum(_toil(was.split(), now.split()) for tag, was, now in steps if tag != "equal") > MOST_TOIL
    for tag, was, now in steps:
        yield from _by_word(was, now) if tag != "equal" and not whole else _pieces(tag, was, now)


def _by_word(was: str, now: str) -> Iterator[Piece]:
    old, new = _PIECES.findall(was), _PIECES.findall(now)
    for tag, a, b, c, d in _steps(old, new):
        yield from _pieces(tag, "".join(old[a:b]), "".join(new[c:d]))


def _pieces(tag: str, was: str, now: str) -> Iterator[Piece]:
    if tag == "equal":
        yield Piece("", now)
        return
    if was:
        yield Piece("del", was)
    if now:
        yield Piece("ins", now)


def _steps(old: Sequence[str], new: Sequence[str]) -> Sequence[Step]:
    if _toil(old, new) > MOST_TOIL:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _toil(old: Sequence[str], new: Sequence[str]) -> int:
    """What the search may cost: it looks through the old again for each find, and more for what repeats."""
    theirs = Counter(new)
    alike = sum(times * theirs[one] for one, times in Counter(old).items())
    return alike + len(old) * min(len(old), len(new)) // 100
