"""Henvisning 1.0, 1.1 and 2.0 as plain data: facts only where they are coded, everything else as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from referrals.messages.parse.around import Around, around
from referrals.messages.parse.clinical import MORE, Texts, take_items, take_reasons
from referrals.messages.parse.coded_facts import coded_facts, diagnosis_lines
from referrals.messages.parse.decided import Decided, decided
from referrals.messages.parse.envelope import Envelope
from referrals.messages.parse.files import SentFile, files
from referrals.messages.parse.leaves import lines
from referrals.messages.parse.people import PatientSaid, patient
from referrals.messages.parse.tree import Element, child, children, coded, day, inside, line, name, text

VERSIONS: Mapping[str, str] = {
    "http://www.kith.no/xmlstds/henvisning/2005-07-08": "1.0",
    "http://www.kith.no/xmlstds/henvisning/2012-02-15": "1.1",
    "http://www.kith.no/xmlstds/henvisning/2014-04-30": "2.0",
    "http://ehelse.no/xmlstds/henvisning/2017-11-30": "2.0",
}
NEW, CHANGED, CANCELLED, ADDED = "N", "M", "C", "A"


@dataclass(frozen=True, slots=True)
class SentReferral:
    """`service` (7309): N new, M changed, C cancelled, A added to. `forwarded`: by the specialist service."""

    service: str
    document_id: str
    issued_on: dt.date | None
    forwarded: bool
    patient: PatientSaid
    around: Around
    decided: Decided
    facts: Mapping[str, Any] = field(default_factory=dict)
    clinical: Mapping[str, str] = field(default_factory=dict)
    practical: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[SentFile] = ()

    def __repr__(self) -> str:
        return "SentReferral(…)"


def body_of(envelope: Envelope) -> Element | None:
    """The element that holds the referral: `Henvisning`, or `ServReq` of an old message."""
    if envelope.body_name == "Henvisning":
        return envelope.body
    return child(envelope.body, "ServReq")


def referral(envelope: Envelope) -> SentReferral | None:
    """None where the body holds no referral."""
    body = body_of(envelope)
    if body is None:
        return None
    inner = child(body, "Patient")
    who = patient(envelope.patient).filled_from(patient(inner))
    near = around(body)
    texts, read = Texts(), set(near.read)
    told = _free_text(body, texts, read)
    found = decided(child(body, "VurderingAvHenvisning"))
    _leftovers(body, envelope, texts, read)
    sent = files(envelope.documents, body)
    return SentReferral(
        service=coded(body, "ServType").code or NEW,
        document_id=line(body, "DocumentId", most=120) or line(body, "Id", most=120),
        issued_on=day(body, "IssueDate"),
        forwarded=_is_forwarded(envelope, body),
        patient=who,
        around=near,
        decided=found,
        facts=coded_facts(body, decided=found),
        clinical=texts.clinical(),
        practical=near.practical(who, told),
        files=sent,
    )


def _is_forwarded(envelope: Envelope, body: Element) -> bool:
    kind = coded(body, "TypeInnholdIMelding", "TypeInnhold")
    return envelope.type_code == "HENVISNING_VIDERE" or (kind.of("9146") and kind.code in {"2", "3"})


def _free_text(body: Element, texts: Texts, read: set[Element]) -> dict[str, list[str]]:
    """The texts with a heading; what was read is remembered. The items by kind."""
    reasons = list(children(body, "ReasonAsText"))
    items = list(inside(body, "InfItem"))
    diagnoses = list(children(body, "Diagnosis"))
    for said in diagnosis_lines(diagnoses):
        texts.add("situation", said, "Diagnose")
    take_reasons(reasons, texts)
    told = take_items(items, texts)
    read.update(reasons, items, diagnoses)
    return told


def _leftovers(body: Element, envelope: Envelope, texts: Texts, read: set[Element]) -> None:
    """Whatever was not read: comments first, then line by line, so that nothing is lost on the assessor."""
    for comment in [*children(body, "ReqComment"), *inside(body, "Comment", "CodedComment")]:
        if any(one in read for one in comment.iterancestors()):
            continue
        said = [text(one) for one in children(comment, "TextResultValue")] or [_comment(comment)]
        texts.add(MORE, "\n".join(one for one in said if one), coded(comment, "Heading").said or "Kommentar")
        read.add(comment)
    read.update(one for one in children(body) if name(one) in _TECHNICAL)
    if (inner := child(body, "Patient")) is not None:
        read.update(one for one in children(inner) if name(one) in _OF_PATIENT)
    for top in children(body):
        texts.add(MORE, "\n".join(lines(top, read=read)))
    for other in envelope.others:
        texts.add(MORE, "\n".join(lines(other)), "Fra et annet dokument i meldingen")


def _comment(comment: Element) -> str:
    plain, code = text(comment), coded(comment).said
    return "\n".join(one for one in dict.fromkeys((code, plain)) if one)


_TECHNICAL = (
    "ServType",
    "IssueDate",
    "DocumentId",
    "Id",
    "MsgDescr",
    "Ack",
    "Requester",
    "ServProvider",
    "RefDoc",
)
_OF_PATIENT = ("Sex", "DateOfBirth", "Name", "OffId", "TypeOffId", "Address")
