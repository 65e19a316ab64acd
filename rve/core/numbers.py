"""Whole numbers from outside: ASCII digits, and not too many of them."""

from __future__ import annotations

_LONGEST = 9


def whole_number(text: object) -> int | None:
    """The number that a text of one to nine ASCII digits is; None for everything else."""
    if isinstance(text, str) and len(text) <= _LONGEST and text.isascii() and text.isdigit():
        return int(text)
    return None
