"""Reads a tagged PDF the way a screen reader does: structure first, then the text each element owns."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

_HEX = r"<([0-9a-fA-F]+)>"


@dataclass(frozen=True)
class Element:
    tag: str
    text: str


def elements(content: bytes) -> list[Element]:
    """Headings, paragraphs, labels and list bodies with their text, in structure order."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        texts = {page.obj.objgen: by_mark(page) for page in pdf.pages}
        return [Element(tag, " ".join(text.split())) for tag, text in _walk(pdf.Root.StructTreeRoot.K, texts)]


OWN_TEXT = ("/H1", "/H2", "/P", "/Lbl", "/LBody")


def _walk(node: Any, texts: dict[Any, dict[int, str]]) -> Iterator[tuple[str, str]]:
    if isinstance(node, Array):
        for one in node:
            yield from _walk(one, texts)
    elif isinstance(node, Dictionary) and "/S" in node:
        if str(node.S) in OWN_TEXT:
            yield str(node.S)[1:], _text(node, node.get("/Pg"), texts)
        elif "/K" in node:
            yield from _walk(node.K, texts)


def _text(node: Any, page: Any, texts: dict[Any, dict[int, str]]) -> str:
    if isinstance(node, Array):
        return "".join(_text(one, page, texts) for one in node)
    if isinstance(node, Dictionary):
        page = node.get("/Pg", page)
        if "/MCID" in node:
            return texts[page.objgen].get(int(node.MCID), "")
        return _text(node.K, page, texts) if "/K" in node else ""
    return texts[page.objgen].get(int(node), "")


def by_mark(page: Any) -> dict[int, str]:
    """Text of each marked content sequence of a page."""
    fonts = {name: _to_unicode(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    marks: list[int | None] = []
    glyphs: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                marks.append(int(operands[1].MCID) if "/MCID" in operands[1] else None)
            case "BMC":
                marks.append(None)
            case "EMC":
                marks.pop()
            case "Tf":
                glyphs = fonts[str(operands[0])]
            case "Tj" | "TJ":
                parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                mark = next((one for one in reversed(marks) if one is not None), None)
                if mark is not None:
                    found[mark] = found.get(mark, "") + _decoded(raw, glyphs)
            case "Td" | "Tm":
                mark = next((one for one in reversed(marks) if one is not None), None)
                if mark is not None:
                    found[mark] = found.get(mark, "") + " "
    return found


def _decoded(raw: bytes, glyphs: dict[int, str]) -> str:
    return "".join(glyphs.get(int.from_bytes(raw[at : at + 2]), "\ufffd") for at in range(0, len(raw), 2))


def _to_unicode(font: Any) -> dict[int, str]:
    cmap = font.ToUnicode.read_bytes().decode()
    table: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(_HEX + r"\s*" + _HEX, block):
            table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(_HEX + r"\s*" + _HEX + r"\s*" + _HEX, block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                table[int(first, 16) + step] = chr(int(text, 16) + step)
    return table


def flat(found: Iterable[Element]) -> str:
    """All text, blanks taken out: where a line breaks is no matter."""
    return "".join("".join(one.text.split()) for one in found)
