"""Sentences about what is not filled in: kept apart from what is wrong, so that typing is not scolded."""

from __future__ import annotations


class Empty(str):
    """A sentence about a field that is still empty."""

    __slots__ = ()


def is_wrong(sentence: str) -> bool:
    """Whether it is about something that was typed, and not about something that was not."""
    return bool(sentence) and not isinstance(sentence, Empty)
