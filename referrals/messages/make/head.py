"""The envelope of every message: MsgHead 1.2, with who sends, who receives, and the patient."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from referrals.messages.make import codes
from referrals.messages.make.codes import Coded
from referrals.messages.make.tree import Space, written
from referrals.models import Referral
from referrals.models.patient import Protection
from rve.core.dates import local

HEAD, CONTAINER = Space(codes.MSGHEAD), Space(codes.BASE64)


@dataclass(frozen=True, slots=True)
class Party:
    """A communication party: HER-id, and organisation number where known; `unit` is the service inside."""

    name: str
    her_id: str = ""
    number: str = ""
    unit: Party | None = None


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes along."""

    name: str
    content_type: str
    data: bytes
    added_at: dt.datetime
    id: str


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on the envelope. `parent` and `conversation` are MsgIds, empty where there are none."""

    type: Coded
    message_id: str
    made_at: dt.datetime
    sender: Party
    receiver: Party
    parent: str = ""
    conversation: str = ""


def envelope(
    head: Head, *, referral: Referral, body: Any, contact: bool, enclosed: Sequence[Enclosed] = ()
) -> bytes:
    """The whole message as bytes. `contact`: the patient's address and phone number go along."""
    info = HEAD(
        "MsgInfo",
        HEAD("Type", code=head.type),
        HEAD("MIGversion", codes.VERSION),
        HEAD("GenDate", moment(head.made_at)),
        HEAD("MsgId", head.message_id),
        HEAD("Ack", code=codes.ANSWER_WANTED),
        _conversation(head),
        HEAD("Sender", organisation(head.sender)),
        HEAD("Receiver", organisation(head.receiver)),
        patient(referral, contact=contact),
    )
    first = HEAD("RefDoc", HEAD("MsgType", code=codes.XML_BODY), HEAD("Content", body))
    return written(HEAD("MsgHead", info, HEAD("Document", first), *(_file(one) for one in enclosed)))


def moment(at: dt.datetime) -> str:
    """Norwegian time with its distance from UTC, to the second."""
    return local(at).isoformat(timespec="seconds")


def _conversation(head: Head) -> Any:
    if not head.conversation:
        return None
    return HEAD(
        "ConversationRef",
        HEAD("RefToParent", head.parent or head.conversation),
        HEAD("RefToConversation", head.conversation),
    )


def organisation(party: Party) -> Any:
    numbers = ((party.her_id, codes.HER), (party.number, codes.ENH))
    return HEAD(
        "Organisation",
        HEAD("OrganisationName", party.name),
        *(_ident(number, kind) for number, kind in numbers if number),
        organisation(party.unit) if party.unit else None,
    )


def _ident(number: str, kind: Coded) -> Any:
    return HEAD("Ident", HEAD("Id", number), HEAD("TypeId", code=kind))


def patient(referral: Referral, *, contact: bool) -> Any:
    """The patient as in the case; a protected address and its phone number always stay here."""
    details = referral.patient.details if referral.patient else None
    kind = codes.PERSON_NUMBERS.get(details.number_kind) if details and details.number else None
    return HEAD(
        "Patient",
        HEAD.maybe("FamilyName", referral.family_name),
        HEAD.maybe("GivenName", referral.given_name),
        HEAD("DateOfBirth", referral.birth_date.isoformat()) if referral.birth_date else None,
        HEAD("Sex", code=codes.SEXES[referral.sex]),
        _ident(details.number, kind) if details and kind else None,
        *(_contact(referral) if contact else ()),
    )


def _contact(referral: Referral) -> Sequence[Any]:
    details = referral.details
    if details is None or referral.protection != Protection.NONE:
        return ()
    told = (
        HEAD.maybe("StreetAdr", details.address),
        HEAD.maybe("PostalCode", details.postal_code),
        HEAD.maybe("City", details.city),
    )
    address = (
        HEAD("Address", HEAD("Type", code=codes.HOME), *told) if any(x is not None for x in told) else None
    )
    phone = details.phone.strip()
    return (address, HEAD("TeleCom", HEAD("TeleAddress", V=f"tel:{phone}")) if phone else None)


def _file(one: Enclosed) -> Any:
    data = base64.b64encode(one.data).decode("ascii")
    return HEAD(
        "Document",
        HEAD(
            "RefDoc",
            HEAD("IssueDate", V=moment(one.added_at)),
            HEAD("MsgType", code=codes.ENCLOSED),
            HEAD("Id", one.id),
            HEAD("MimeType", one.content_type),
            HEAD("Description", one.name),
            HEAD("Content", CONTAINER("Base64Container", data)),
        ),
    )
