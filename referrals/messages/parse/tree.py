"""Looking things up in a tree by local name: the three versions differ in namespace, hardly in names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

Element = etree._Element
LONGEST = 60_000
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINES = re.compile(r" ?\n ?")
_MANY = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded value: `V`, its code list `S` (an OID), the words that came with it (`DN`, `OT`)."""

    code: str = ""
    system: str = ""
    words: str = ""

    def of(self, *lists: str) -> bool:
        """Whether it is from one of these code lists, given by the last number of the OID."""
        return self.system.rpartition(".")[2] in lists

    @property
    def said(self) -> str:
        return self.words or self.code


NOTHING = Coded()


def name(element: Element) -> str:
    """The local name; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def space(element: Element) -> str:
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The children with one of these local names, in order; all without any."""
    for one in element if element is not None else ():
        if name(one) and (not names or name(one) in names):
            yield one


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and so on down the path."""
    for step in path:
        element = next(children(element, step), None)
    return element


def inside(element: Element | None, *names: str) -> Iterator[Element]:
    """All of these local names at any depth, in order."""
    for one in element.iter() if element is not None else ():
        if name(one) in names:
            yield one


def squeezed(text: str) -> str:
    """Lines kept, blanks within them squeezed."""
    return _MANY.sub("\n\n", _LINES.sub("\n", _SPACES.sub(" ", text))).strip()


def text(element: Element | None, *path: str, most: int = LONGEST) -> str:
    """The text of an element with all that is in it; where it has none, the value in its attribute V."""
    found = child(element, *path) if path else element
    if found is None:
        return ""
    said = squeezed("".join(str(part) for part in found.itertext()))
    return (said or squeezed(found.get("V") or ""))[:most]


def line(element: Element | None, *path: str, most: int = 200) -> str:
    """The text on one line."""
    return " ".join(text(element, *path).split())[:most].strip()


def coded(element: Element | None, *path: str) -> Coded:
    found = child(element, *path) if path else element
    if found is None:
        return NOTHING
    words = found.get("DN") or found.get("OT") or ""
    extra = found.get("OT") if found.get("DN") else ""
    said = f"{words} ({extra})" if extra and extra != words else words
    code = found.get("V") or ""
    return Coded(code.strip()[:60], (found.get("S") or "").strip()[:80], " ".join(said.split())[:300])


def yes(element: Element | None, *path: str) -> bool | None:
    """A boolean; None where it is not said."""
    return {"true": True, "1": True, "false": False, "0": False}.get(line(element, *path).lower())


def day(element: Element | None, *path: str) -> dt.date | None:
    """The day of a date or moment, as written there."""
    found = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", line(element, *path))
    try:
        return dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def phone(element: Element | None) -> str:
    """The first telephone number below, a mobile one before the others; without `tel:`."""
    found: list[tuple[bool, str]] = []
    for one in inside(element, "TeleAddress"):
        kind, _colon, number = line(one).rpartition(":")
        parent = one.getparent()
        mobile = coded(parent, "TypeTelecom").code == "MC"
        if kind.lower() in {"", "tel", "callto"} and re.fullmatch(r"[+0-9 ()-]{5,20}", number):
            found.append((not mobile, number))
    return min(found)[1] if found else ""


def email(element: Element | None) -> str:
    for one in inside(element, "TeleAddress"):
        kind, _colon, address = line(one).partition(":")
        if kind.lower() == "mailto" and re.fullmatch(r"[^@\s]{1,100}@[^@\s]{1,120}", address):
            return address
    return ""
