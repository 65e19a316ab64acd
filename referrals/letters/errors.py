from __future__ import annotations


class LetterError(ValueError):
    """The letter cannot be made from what was handed in. The message holds no text from the case."""
