"""The words of one letter: its language, how it speaks to its reader, and the values it may fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from referrals.letters.data import LetterData, Paragraph
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
        own = self.paragraphs[key]
        if not own.text.strip():
            return []
        heading: list[Block] = (
            [Heading(f"{key}_heading", fill(own.heading, self.values))] if own.heading else []
        )
        return [*heading, Text(key, fill(own.text, self.values))]


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
    }


def _ombud(data: LetterData) -> str:
    area = data.sender.ombud_area
    return fill(phrase(data.language, "ombud", "area" if area else "plain"), {"area": area})


def _inside_sentence(name: str) -> str:
    """`Brudd og slitasje` → `brudd og slitasje`; `CFS/ME` stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
