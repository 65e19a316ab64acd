"""The files that come with a message: base64, uncompressed, of a kind we keep; the others are told of."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from referrals.messages.parse.tree import Element, child, children, coded, inside, line, name

_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")


@dataclass(frozen=True, slots=True)
class SentFile:
    """`data` is None where it could not be read; `fault` then says why, in Norwegian for the sender."""

    name: str
    data: bytes | None
    fault: str = ""
    content_type: str = ""


def files(documents: Iterable[Element], body: Element | None) -> list[SentFile]:
    """The attachments of the envelope, and those an old message carries in its body."""
    found = [child(one, "RefDoc") for one in documents]
    found += list(inside(body, "RefDoc"))
    return list(_files(one for one in found if one is not None))


def _files(elements: Iterable[Element]) -> Iterator[SentFile]:
    for number, element in enumerate(elements, 1):
        content = child(element, "Content")
        if _is_body(content):
            continue
        yield _file(element, content, f"Vedlegg {number}")


def _is_body(content: Element | None) -> bool:
    """XML inside is a message or a part of one, and read as such."""
    first = next(children(content), None)
    return first is not None and name(first) != "Base64Container"


def _file(element: Element, content: Element | None, otherwise: str) -> SentFile:
    title = line(element, "Description", most=120) or line(element, "Id", most=80) or otherwise
    kind = line(element, "MimeType", most=80).lower()
    compressed = coded(element, "Compression").code or line(element, "Compression")
    if compressed and compressed.upper() not in {"N", "NONE"}:
        return SentFile(title, None, "Vedlegget er komprimert.", kind)
    if content is None:
        return SentFile(title, None, "Vedlegget ligger ikke i meldingen.", kind)
    data = _decoded("".join(str(part) for part in content.itertext()))
    if data is None:
        return SentFile(title, None, "Vedlegget er ikke gyldig base64.", kind)
    return SentFile(title, data, "" if data else "Vedlegget er tomt.", kind)


def _decoded(text: str) -> bytes | None:
    packed = re.sub(r"\s+", "", text)
    if not _BASE64.fullmatch(packed):
        return None
    try:
        return base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None
