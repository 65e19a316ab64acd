from __future__ import annotations

from typing import NamedTuple

# Between context and text in a compiled catalogue.
SEPARATOR = "\x04"


class Key(NamedTuple):
    """An English sentence, and the context that tells it from its twin."""

    text: str
    context: str = ""

    def __str__(self) -> str:
        return f"{self.context}{SEPARATOR}{self.text}" if self.context else self.text


def key_of(compiled: str) -> Key:
    context, found, text = compiled.rpartition(SEPARATOR)
    return Key(text, context) if found else Key(compiled)
