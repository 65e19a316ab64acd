"""Messages of our own, in every version: `henvisning("2.0", msg_id=…)` gives the bytes of a transport."""

from __future__ import annotations

import base64
import uuid
from itertools import count
from pathlib import Path
from string import Template
from typing import Any
from xml.sax.saxutils import escape

from rve.core.identity_numbers import synthetic_number
from tests.people import BORN

FIXTURES = Path(__file__).with_name("fixtures")
PRACTICE, UNIT, STRANGER = "8000011", "8000001", "8000077"
PDF = b"%PDF-1.7\nrontgen\n%%EOF"
NEWEST = "http://ehelse.no/xmlstds/henvisning/2017-11-30"
_serial = count()
_XML = ("namespace", "decided", "documents", "errors")


def number_of(serial: int = 3) -> str:
    """A synthetic identity number of a man born on BORN."""
    return synthetic_number(birth_date=BORN, sex="male", serial=serial)


def _values(changed: dict[str, Any]) -> dict[str, str]:
    base = {
        "msg_id": str(uuid.UUID(int=next(_serial) + 1)),
        "document_id": "doc-1",
        "sender": PRACTICE,
        "receiver": UNIT,
        "birth_date": BORN.isoformat(),
        "number": number_of(),
        "service": "N",
        "type": "HENVISNING_NYTILSTAND",
        "namespace": NEWEST,
        "priority": "N",
        "content": "1",
        "decided": "",
        "documents": "",
        "parent": "",
        "conversation": "",
        "extra": "",
        "words": "Ja, pasienten bor alene.",
        "status": "1",
        "errors": "",
        "original": "",
        "pdf": base64.b64encode(PDF).decode(),
    }
    given = {key: value if key in _XML else escape(str(value)) for key, value in changed.items()}
    return base | given


def _filled(name: str, changed: dict[str, Any], encoding: str = "utf-8") -> bytes:
    text = (FIXTURES / name).read_text(encoding="utf-8")
    return Template(text).substitute(_values(changed)).encode(encoding)


def henvisning(version: str = "2.0", **changed: Any) -> bytes:
    """Version 1.0 is its own envelope in Latin-1, 1.1 stands in a head, 2.0 is the one in use."""
    encoding = "iso-8859-1" if version == "1.0" else "utf-8"
    return _filled(f"henvisning-{version}.xml", changed, encoding)


def dialog(**changed: Any) -> bytes:
    return _filled("dialog-1.1.xml", changed)


def apprec(**changed: Any) -> bytes:
    return _filled("apprec-1.1.xml", changed)


def attached(data: bytes | str, *, title: str = "Epikrise", compression: str = "") -> str:
    """A document of the envelope with a file in it."""
    packed = data if isinstance(data, str) else base64.b64encode(data).decode()
    pressed = f"<Compression V='{compression}'/>" if compression else ""
    return (
        f"<Document><RefDoc><MsgType V='A'/><MimeType>application/pdf</MimeType>{pressed}"
        f"<Description>{escape(title)}</Description><Content>"
        f"<Base64Container xmlns='http://www.kith.no/xmlstds/base64container'>{packed}</Base64Container>"
        "</Content></RefDoc></Document>"
    )


def decided(*dates: tuple[str, str], right: bool | None = None) -> str:
    """The block of an earlier assessment: (9147, day) and whether there is a right."""
    rows = "".join(
        f"<DatoMottakOgVurdering><TypeDato V='{code}' S='2.16.578.1.12.4.1.1.9147'/><Dato>{day}</Dato>"
        "</DatoMottakOgVurdering>"
        for code, day in dates
    )
    told = "" if right is None else f"<RettTilHelsehjelp>{str(right).lower()}</RettTilHelsehjelp>"
    return f"<VurderingAvHenvisning>{rows}<Opplysninger>{told}</Opplysninger></VurderingAvHenvisning>"
