"""The words of one letter: its language, how it speaks to its reader, and the values it may fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from referrals.letters.data import ComplaintData, LetterData, Paragraph
from referrals.letters.document import Block, Heading, Text
from referrals.letters.fill import capital, fill
from referrals.letters.paragraphs import standard_paragraphs
from referrals.letters.words import phrase, voice
from rve.core.dates import long_date


@dataclass(frozen=True)
class Texts:
    """Phrases and paragraphs, filled in for one reader."""

    language: str
    values: Mapping[str, str]
    paragraphs: Mapping[str, Paragraph]

    def phrase(self, group: str, name: str) -> str:
        return fill(phrase(self.language, group, name), self.values)

    def label(self, name: str) -> str:
        return phrase(self.language, "labels", name)

    def paragraph(self, key: str) -> list[Block]:
        """A standard paragraph with its heading; nothing where a region has emptied it."""
        return self.own(self.paragraphs[key], key)

    def own(self, paragraph: Paragraph, key: str) -> list[Block]:
        """A paragraph with its heading, filled in for the reader; one block per line break in its words."""
        lines = [line for line in paragraph.text.splitlines() if line.strip()]
        if not lines:
            return []
        heading: list[Block] = (
            [Heading(f"{key}_heading", fill(paragraph.heading, self.values))] if paragraph.heading else []
        )
        return [*heading, *(Text(key, fill(line, self.values)) for line in lines)]


def texts_of(data: LetterData) -> Texts:
    """The words for this letter and reader; what `data.paragraphs` lacks is taken from the standard ones."""
    standard = standard_paragraphs(data.kind, data.language)
    by_key = {one.key: one for one in (*standard, *data.paragraphs)}
    return Texts(data.language, voice(data.language, data.recipient.role) | _values(data), by_key)


def _values(data: LetterData) -> dict[str, str]:
    sender, ombud = data.sender, _ombud(data)
    address = fill(
        phrase(data.language, "complaint_address", "online" if sender.complaint_online else "post"),
        {"address": sender.postal_address, "online": sender.complaint_online},
    )
    return {
        "patient": data.patient_name,
        "referrer": ", ".join(one for one in (data.referrer_name, data.referrer_practice) if one),
        "received": long_date(data.received_on, data.language),
        "reference": data.reference,
        "institution": data.institution_name,
        "delytelse": _inside_sentence(data.delytelse_name),
        "deadline": long_date(data.start_deadline, data.language) if data.start_deadline else "",
        "inform_by": long_date(data.inform_by, data.language) if data.inform_by else "",
        "complaint_address": address,
        "ombud": ombud,
        "Ombud": capital(ombud),
        "previous": data.previous_institution_name,
        "interpreter": data.interpreter,
        **_named(data),
        **(_of_complaint(data, data.complaint) if data.complaint else {}),
    }


def _named(data: LetterData) -> dict[str, str]:
    """The patient as first spoken of: you, or by name."""
    own = voice(data.language, "patient") if data.recipient.role == "patient" else {}
    name, name_as_object = own.get("du", data.patient_name), own.get("deg", data.patient_name)
    return {"navnet": name, "navnet_deg": name_as_object, "Navnet": capital(name)}


def _of_complaint(data: LetterData, one: ComplaintData) -> dict[str, str]:
    days = {
        "complaint_on": one.received_on,
        "decided_on": one.decided_on,
        "answer_by": one.answer_by,
        "mend_by": one.mend_by,
        "known_on": one.known_on,
        "window_end": one.window_ends_on,
        "sent_on": one.sent_on,
        "answered_on": one.answered_on,
    }
    said = {name: long_date(day, data.language) if day else "" for name, day in days.items()}
    return said | {"complainant": one.complainant_name}


def _ombud(data: LetterData) -> str:
    area = data.sender.ombud_area
    return fill(phrase(data.language, "ombud", "area" if area else "plain"), {"area": area})


def _inside_sentence(name: str) -> str:
    """`Brudd og slitasje` → `brudd og slitasje`; `CFS/ME` stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
