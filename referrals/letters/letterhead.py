"""What stands around the text: sender, date and reference, address, signatures, foot."""

from __future__ import annotations

from referrals.letters.data import INFORMS, LetterData
from referrals.letters.document import Block, Foot, Row, Signature, Signatures
from referrals.letters.fill import capital, fill
from referrals.letters.texts import Texts
from referrals.letters.words import phrase
from rve.core.dates import short_date


def facts(data: LetterData, texts: Texts) -> tuple[Row, ...]:
    """Date, reference, phone; and who the letter is about, for everyone but the patient."""
    rows = [
        Row("date", texts.label("date"), short_date(data.letter_date)),
        Row("reference", texts.label("reference"), data.reference),
    ]
    if data.recipient.role != "patient":
        born = f", {texts.label('born')} {short_date(data.patient_born)}" if data.patient_born else ""
        rows.append(Row("about", texts.label("about"), data.patient_name + born))
    if data.sender.phone:
        rows.append(Row("phone", texts.label("phone"), data.sender.phone))
    return tuple(rows)


def address(data: LetterData) -> tuple[str, ...]:
    """Name and address; the name alone for a protected recipient."""
    lines = () if data.recipient.protected else data.recipient.address_lines
    return (data.recipient.name, *(line for line in lines if line))


def signatures(data: LetterData, texts: Texts) -> list[Block]:
    """The physician's and the preparer's for a decision; for other letters whoever wrote, else the unit."""
    people = []
    if data.signer_name or data.kind in INFORMS:
        people.append(Signature(texts.phrase("signatures", "greeting"), data.signer_name, _signed(data)))
    if data.prepared_by_name:
        lead = texts.phrase("signatures", "prepared" if people else "greeting")
        people.append(Signature(lead, data.prepared_by_name, data.prepared_by_title))
    if not people:
        people.append(Signature(texts.phrase("signatures", "greeting"), data.sender.unit, data.sender.name))
    return [Signatures("signatures", tuple(people))]


def _signed(data: LetterData) -> str:
    if data.signed_on:
        signed = fill(phrase(data.language, "signatures", "signed"), {"date": short_date(data.signed_on)})
    else:
        signed = phrase(data.language, "signatures", "unsigned")
    return f"{data.signer_title}, {signed}" if data.signer_title else capital(signed)


def foot(data: LetterData, texts: Texts) -> list[Block]:
    """The law the letter rests on, and who got the same."""
    law = data.law_refs or phrase(data.language, "law", data.kind)
    kind = "decision" if data.kind in INFORMS and data.decided != "redirected" else "letter"
    sentences = [fill(phrase(data.language, "foot", kind), {"law": law})]
    if data.copies:
        copies = "; ".join(data.copies)
        sentences.append(fill(phrase(data.language, "foot", "copies"), {"copies": copies}))
    return [Foot("law", " ".join(sentences))]
