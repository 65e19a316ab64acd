"""Bytes to a tree: declared encodings only, no DOCTYPE, no entities, no network, and an end to everything."""

from __future__ import annotations

import codecs
import re

from lxml import etree

from referrals.messages.refusals import Refused

MAX_ELEMENTS, MAX_DEPTH, MAX_ATTRIBUTES = 50_000, 60, 100
_CHUNK = 65_536
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "cp1252",  # as browsers read it: Windows' letters are what is meant
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso-8859-15",
    "utf-16": "utf-16",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*?\?>", re.S)
_DECLARED = re.compile(rb"\A\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']", re.S)
_PROLOG = re.compile(r"\A(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.S)
# Letters that XML 1.0 does not have, and a few that Windows' code page leaves open.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def tree(content: bytes, *, most: int) -> etree._Element:
    """The root element; Refused with T01 or T10, never another exception. `most`: bytes."""
    return _parse(_text(content, most=most), recover=False)


def wreck(content: bytes, *, most: int) -> etree._Element | None:
    """What can be made out of a message that is not well-formed: only to find out whom to tell."""
    try:
        return _parse(_text(content, most=most), recover=True)
    except Refused:
        return None


def _text(content: bytes, *, most: int) -> str:
    if len(content) > most:
        raise Refused("T99", "Meldingen er for stor.")
    text = _decoded(content)
    text = _DECLARATION.sub("", text, count=1)
    prolog = _PROLOG.match(text)
    if text.startswith("<!DOCTYPE", prolog.end() if prolog else 0):
        raise Refused("T10", "Meldingen har en dokumenttype (DOCTYPE), og leses ikke.")
    return text


def _decoded(content: bytes) -> str:
    bom = next((name for start, name in _BOMS if content.startswith(start)), None)
    found = _DECLARED.match(content[:400])
    declared = found.group(1).decode().lower() if found else "utf-8"
    name = bom or _ENCODINGS.get(declared)
    if name is None:
        raise Refused("T10", "Tegnsettet støttes ikke.")
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        pass
    if name == "cp1252":
        return content.decode("latin-1")
    raise Refused("T01", "Meldingen har tegn som ikke finnes i tegnsettet den oppgir.")


def _parser(*, recover: bool) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _parse(text: str, *, recover: bool) -> etree._Element:
    parser = _parser(recover=recover)
    if recover:
        text = _NOT_XML.sub(" ", text)
    count = _Count()
    try:
        data = text.encode("utf-8", "surrogatepass")
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
            count.take(parser)
        root = parser.close()
        count.take(parser)
    except etree.XMLSyntaxError as error:
        too_long = "huge" in str(error) or "too long" in str(error)
        raise Refused(
            "T99" if too_long else "T01",
            "Et felt eller vedlegg er for stort." if too_long else "Meldingen er ikke velformet XML.",
        ) from None
    if root is None:
        raise Refused("T01", "Meldingen er ikke velformet XML.")
    return root


class _Count:
    """Elements and depth so far; Refused when there is no end to them."""

    def __init__(self) -> None:
        self.elements = self.depth = 0

    def take(self, parser: etree.XMLPullParser) -> None:
        for event, element in parser.read_events():
            if event == "end":
                self.depth -= 1
                continue
            assert isinstance(element, etree._Element)
            self.elements += 1
            self.depth += 1
            if self.elements == 1 and element.getroottree().docinfo.internalDTD is not None:
                raise Refused("T10", "Meldingen har en dokumenttype (DOCTYPE), og leses ikke.")
            if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS or len(element.attrib) > MAX_ATTRIBUTES:
                raise Refused("T99", "Meldingen har for mange eller for dype elementer.")
