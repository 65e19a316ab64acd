"""XML built element by element: what people typed is text, never markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from referrals.messages.make import codes
from referrals.messages.make.codes import Coded

Part = Any  # etree._Element | str | None: lxml's own class has no public name
PREFIXES = {"po": codes.REFERRAL_COMMON, "fk1": codes.COMMON}
# XML 1.0 has no place for these, not even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without the control characters that no XML can hold."""
    return _NOT_IN_XML.sub("", text)


@dataclass(frozen=True, slots=True)
class Space:
    """Makes elements of one namespace; `prefix` empty: the default one below where it stands."""

    uri: str
    prefix: str = ""

    def __call__(self, name: str, *parts: Part, code: Coded | None = None, **attributes: str) -> Any:
        """An element with its children in order; None is left out, and so is an empty text's element where
        `maybe` is used.
        """
        found = etree.Element(f"{{{self.uri}}}{name}", nsmap={self.prefix or None: self.uri})  # type: ignore[dict-item]
        for key, value in ((code.attributes if code else {}) | attributes).items():
            found.set(key, clean(value))
        for part in parts:
            if isinstance(part, str):
                found.text = clean(part)
            elif part is not None:
                found.append(part)
        return found

    def maybe(self, name: str, text: str) -> Any:
        """The element with its text; None where there is none."""
        return self(name, text.strip()) if text.strip() else None


def written(root: Any) -> bytes:
    """The document in UTF-8, with its declaration."""
    etree.cleanup_namespaces(root, top_nsmap=PREFIXES)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
