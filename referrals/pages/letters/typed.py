"""The paragraphs on the page as they stand in the form, and what a button does to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from referrals.letters.data import Paragraph
from rve.core.numbers import whole_number


def typed_paragraphs(posted: Any) -> list[Paragraph]:
    """The rows of the form in order; an empty one is a paragraph that is being written."""
    rows = zip(posted.getlist("key"), posted.getlist("heading"), posted.getlist("text"), strict=False)
    return [Paragraph(key[:40], " ".join(heading.split()), text.strip()) for key, heading, text in rows]


def done(paragraphs: Sequence[Paragraph], do: str, library: Sequence[Paragraph]) -> list[Paragraph]:
    """After a button: `add:KEY`, `free`, `up:2`, `down:2`, `drop:2` (the second row is 1)."""
    found = list(paragraphs)
    verb, _colon, about = do.partition(":")
    if verb == "free":
        return [*found, Paragraph("", "", "")]
    if verb == "add":
        return [*found, *(one for one in library if one.key == about)]
    at = whole_number(about)
    if at is None or not 0 <= at < len(found):
        return found
    if verb == "drop":
        return found[:at] + found[at + 1 :]
    other = at - 1 if verb == "up" else at + 1
    if verb in ("up", "down") and 0 <= other < len(found):
        found[at], found[other] = found[other], found[at]
    return found


def written(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Those with words: what the letter beside the form shows."""
    return [one for one in paragraphs if one.text]
