"""Reads a package as its reader's program does: bookmarks, pages, text, files beside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from tests.unit.letters.tagged import by_mark


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def bookmarks(content: bytes) -> list[tuple[int, str]]:
    """Depth and title, in order."""
    with opened(content) as pdf, pdf.open_outline() as outline:
        return list(_walk(outline.root, 0))


def _walk(items: Any, depth: int) -> Iterator[tuple[int, str]]:
    for one in items:
        yield depth, one.title
        yield from _walk(one.children, depth + 1)


def pages(content: bytes) -> list[str]:
    """The text of each page without its blanks; the pages embedded in it are not read."""
    with opened(content) as pdf:
        return ["".join("".join(by_mark(page).values()).split()) for page in pdf.pages]


def text(content: bytes) -> str:
    return "".join(pages(content))


def squeezed(words: str) -> str:
    return "".join(words.split())


def sheets(content: bytes) -> list[bytes]:
    """The content of each embedded page, in the order of the pages."""
    found = []
    with opened(content) as pdf:
        for page in pdf.pages:
            for one in page.obj.Resources.get("/XObject", {}).values():
                inside = one.get("/Resources", {}).get("/XObject", {})
                found += [inner.read_bytes() for name, inner in inside.items() if name == "/Page"]
    return found


def alternatives(content: bytes) -> list[str]:
    """The alternative text of every figure, in reading order."""
    with opened(content) as pdf:
        return list(_figures(pdf.Root.StructTreeRoot.K))


def _figures(node: Any) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _figures(one)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        if node.S == "/Figure":
            yield str(node.Alt)
        elif "/K" in node:
            yield from _figures(node.K)


def beside(content: bytes) -> dict[str, bytes]:
    with opened(content) as pdf:
        return {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
