"""The finished letter as a tree that knows no output format: HTML and PDF are both drawn from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Row:
    """A term and its value."""

    key: str
    term: str
    value: str


@dataclass(frozen=True)
class Text:
    key: str
    text: str
    kind: Literal["text"] = field(default="text", init=False)


@dataclass(frozen=True)
class Heading:
    key: str
    text: str
    kind: Literal["heading"] = field(default="heading", init=False)


@dataclass(frozen=True)
class Box:
    """What must be seen first: place, time, deadline."""

    key: str
    rows: tuple[Row, ...]
    kind: Literal["box"] = field(default="box", init=False)


@dataclass(frozen=True)
class Terms:
    """Words of their own under a label each, without a frame."""

    key: str
    rows: tuple[Row, ...]
    kind: Literal["terms"] = field(default="terms", init=False)


@dataclass(frozen=True)
class Bullets:
    key: str
    items: tuple[str, ...]
    kind: Literal["bullets"] = field(default="bullets", init=False)


@dataclass(frozen=True)
class Signature:
    lead: str
    name: str
    line: str


@dataclass(frozen=True)
class Signatures:
    key: str
    people: tuple[Signature, ...]
    kind: Literal["signatures"] = field(default="signatures", init=False)


@dataclass(frozen=True)
class Foot:
    key: str
    text: str
    kind: Literal["foot"] = field(default="foot", init=False)


Block = Text | Heading | Box | Terms | Bullets | Signatures | Foot


@dataclass(frozen=True)
class Letter:
    """`letter_kind` and `role` say what it is and for whom; `facts` stand beside the sender.

    `decided` is the kind of decision it tells of, where that is another than its own kind.
    """

    letter_kind: str
    role: str
    language: str
    title: str
    sender_name: str
    sender_lines: tuple[str, ...]
    facts: tuple[Row, ...]
    address: tuple[str, ...]
    blocks: tuple[Block, ...]
    page_word: str
    of_word: str
    decided: str = ""

    def said(self) -> frozenset[str]:
        """Every block and row that says something, by key."""
        return frozenset(key for block in self.blocks for key in _keys(block))


def _keys(block: Block) -> tuple[str, ...]:
    match block:
        case Text() | Heading() | Foot():
            return (block.key,) if block.text else ()
        case Box() | Terms():
            return (block.key, *(row.key for row in block.rows if row.value))
        case Bullets():
            return (block.key,) if block.items else ()
        case Signatures():
            return (block.key,)
