"""The package as a tree that knows no output format. Every block is drawn by typst/package.typ."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Heading:
    """Level 2 stands in contents and bookmarks; level 3 in the text alone."""

    text: str
    level: int = 2
    kind: Literal["heading"] = field(default="heading", init=False)


@dataclass(frozen=True)
class Text:
    """Paragraphs; `small` for what only explains."""

    paragraphs: tuple[str, ...]
    small: bool = False
    kind: Literal["text"] = field(default="text", init=False)


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, as they were written."""

    paragraphs: tuple[str, ...]
    kind: Literal["quote"] = field(default="quote", init=False)


@dataclass(frozen=True)
class Rows:
    """Terms and values; `boxed` for what must be seen first."""

    rows: tuple[tuple[str, str], ...]
    boxed: bool = False
    kind: Literal["rows"] = field(default="rows", init=False)


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]
    kind: Literal["bullets"] = field(default="bullets", init=False)


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the page's width."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    kind: Literal["table"] = field(default="table", init=False)


@dataclass(frozen=True)
class Reason:
    """A row of the rules: what became of it, its sentence, what it asks, where it stands."""

    state: str
    text: str
    cells: tuple[str, ...]
    source: str
    kind: Literal["reason"] = field(default="reason", init=False)


@dataclass(frozen=True)
class Sheet:
    """A page that was made elsewhere, `ratio` high for each wide; `number` finds it again (impose.py)."""

    number: int
    ratio: float
    alt: str
    head: str = ""
    kind: Literal["sheet"] = field(default="sheet", init=False)


@dataclass(frozen=True)
class Picture:
    """An image by the name it has beside the source."""

    path: str
    alt: str
    kind: Literal["picture"] = field(default="picture", init=False)


@dataclass(frozen=True)
class NewPage:
    kind: Literal["new_page"] = field(default="new_page", init=False)


Block = Heading | Text | Quote | Rows | Bullets | Table | Reason | Sheet | Picture | NewPage


@dataclass(frozen=True)
class Section:
    """A part of the case, with a bookmark of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Package:
    """All there is to draw. `about` are the lines of the cover's first box."""

    language: str
    title: str
    author: str
    running: str
    cover: tuple[Block, ...]
    sections: tuple[Section, ...]
    contents_word: str
    page_word: str
    of_word: str


def paragraphs(text: str) -> tuple[str, ...]:
    """A text's lines that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
