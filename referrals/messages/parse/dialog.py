"""Dialogmelding 1.0 and 1.1: the words in it and its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referrals.messages.parse.clinical import Texts
from referrals.messages.parse.envelope import Envelope
from referrals.messages.parse.files import SentFile, files
from referrals.messages.parse.leaves import lines
from referrals.messages.parse.people import PatientSaid, patient
from referrals.messages.parse.tree import children, coded, inside, line, text

SPACES = ("http://www.kith.no/xmlstds/dialog/2006-10-11", "http://www.kith.no/xmlstds/dialog/2013-01-23")
_ALL = "all"


@dataclass(frozen=True, slots=True)
class SentDialog:
    """What was said, without identity numbers; who it is about."""

    subject: str
    words: str
    patient: PatientSaid
    files: Sequence[SentFile] = ()

    def __repr__(self) -> str:
        return "SentDialog(…)"


def dialog(envelope: Envelope) -> SentDialog:
    """Text of notes and questions first, then whatever else stands in the body."""
    body, texts, read = envelope.body, Texts(), set()
    subject = ""
    for note in inside(body, "Notat", "Foresporsel"):
        subject = (
            subject or line(note, "Tema") or coded(note, "TemaKodet").said or coded(note, "TypeForesp").said
        )
        for one in inside(note, "TekstNotatInnhold", "Sporsmal", "Begrunnelse", "Merknad"):
            texts.add(_ALL, text(one))
            read.add(one)
        read.update(children(note, "Tema", "TemaKodet", "TypeForesp", "DokIdNotat", "DokIdForesp"))
        read.update(children(note, "RollerRelatertNotat", "DatoNotat"))
    for top in children(body):
        texts.add(_ALL, "\n".join(lines(top, read=read)))
    return SentDialog(
        subject, texts.clinical().get(_ALL, ""), patient(envelope.patient), files(envelope.documents, body)
    )
