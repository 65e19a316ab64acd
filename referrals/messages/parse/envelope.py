"""The envelope: what kind of message, from whom, to whom, under which id, answering what; its documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from referrals.messages.parse.parties import Party, party
from referrals.messages.parse.tree import Element, child, children, coded, line, name, space
from rve.core.identity_numbers import holds_one

HEAD = "http://www.kith.no/xmlstds/msghead/2006-05-24"
_OSLO = ZoneInfo("Europe/Oslo")
_ROOTS = ("MsgHead", "Message", "AppRec")
_ID = re.compile(r"[!-~]{1,80}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """`standard`: the namespace of the body. `patient`: the element that names the patient, if any."""

    type_code: str
    message_id: str
    made_at: dt.datetime | None
    sender: Party
    receiver: Party
    type_words: str = ""
    copies: tuple[Party, ...] = ()
    parent: str = ""
    conversation: str = ""
    test: bool = False
    patient: Element | None = None
    body: Element | None = None
    standard: str = ""
    documents: tuple[Element, ...] = ()
    raw_id: str = ""
    known: bool = True
    others: tuple[Element, ...] = field(default=())

    @property
    def body_name(self) -> str:
        return name(self.body) if self.body is not None else ""

    @property
    def refers_to(self) -> list[str]:
        """The ids this message answers, the nearest first."""
        return [one for one in (self.parent, self.conversation) if one]


def envelope(root: Element) -> Envelope | None:
    """The envelope of a tree, however it is wrapped; None where there is none."""
    found = next(_candidates(root), None)
    if found is None:
        return None
    return {"MsgHead": _head, "Message": _message, "AppRec": _receipt}[name(found)](found)


def _candidates(root: Element) -> Iterator[Element]:
    if name(root) in _ROOTS:
        yield root
        return
    for wanted in ("MsgHead", "AppRec", "Message"):
        yield from (one for one in children(root) if name(one) == wanted)


def _head(root: Element) -> Envelope:
    info = child(root, "MsgInfo")
    bodies = [found for found in (_body(one) for one in children(root, "Document")) if found is not None]
    body = bodies[0] if bodies else None
    reference = child(info, "ConversationRef")
    return Envelope(
        **_said(info, "MsgId"),
        **_parties(info, "Sender", "Receiver", "OtherReceiver"),
        parent=line(reference, "RefToParent", most=120),
        conversation=line(reference, "RefToConversation", most=120),
        test=coded(info, "ProcessingStatus").code in {"D", "T"} or _is_test(body),
        patient=child(info, "Patient"),
        body=body,
        standard=_standard(root if body is None else body),
        documents=tuple(children(root, "Document")),
        known=space(root) == HEAD,
        others=tuple(bodies[1:]),
    )


def _said(at: Element | None, id_name: str) -> dict[str, Any]:
    """What every envelope says of itself: its kind, its id, and when it was made."""
    raw = line(at, id_name, most=120)
    kind = coded(at, "Type")
    return {
        "type_code": kind.code,
        "type_words": kind.words,
        "message_id": _id(raw),
        "raw_id": raw,
        "made_at": moment(line(at, "GenDate")),
    }


def _parties(at: Element | None, sender: str, receiver: str, copy: str = "") -> dict[str, Any]:
    """Who wrote it, who shall read it, and who gets a copy, by what the elements are called there."""
    return {
        "sender": party(child(at, sender)),
        "receiver": party(child(at, receiver)),
        "copies": tuple(party(one) for one in children(at, copy)) if copy else (),
    }


def _standard(body: Element) -> str:
    return space(body)[:80]


def _body(document: Element) -> Element | None:
    """The XML inside of a document that is no attachment."""
    content = child(document, "RefDoc", "Content")
    found = next(children(content), None)
    return None if found is None or name(found) in {"Base64Container", "Signature"} else found


def _message(root: Element) -> Envelope:
    """Henvisning 1.0 and 1.1 as they were before the head: the message is its own envelope."""
    request = child(root, "ServReq")
    return Envelope(
        **_said(root, "MsgId"),
        **_parties(request, "Requester", "ServProvider", "CopyDest"),
        test=_is_test(root),
        patient=child(request, "Patient"),
        body=root,
        standard=_standard(root),
    )


def _receipt(root: Element) -> Envelope:
    """An application receipt stands alone."""
    said = _said(root, "Id") | {"type_code": "APPREC", "type_words": ""}
    return Envelope(**said, **_parties(root, "Sender", "Receiver"), body=root, standard=_standard(root))


def _is_test(body: Element | None) -> bool:
    return body is not None and name(body) == "Message" and coded(body, "Status").code == "TEST"


def _id(raw: str) -> str:
    """A message id that can be kept and sent back as it is; "" for one that cannot."""
    return raw if _ID.fullmatch(raw) and not holds_one(raw) else ""


def moment(text: str) -> dt.datetime | None:
    """A moment as written; without a zone it is Norwegian time, a day alone begins at midnight."""
    plain = re.sub(r"(\.\d{6})\d+", r"\1", text.strip())
    try:
        found = dt.datetime.fromisoformat(plain)
        return found.replace(tzinfo=_OSLO) if found.tzinfo is None else found.astimezone(_OSLO)
    except (ValueError, OverflowError):
        return None
