"""From data to document: one order of parts per kind of letter, the same source for page and PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from referrals.letters import letterhead, parts
from referrals.letters.data import (
    GRANTED,
    KINDS,
    LANGUAGES,
    ROLES,
    TO_REFERRER_ONLY,
    LetterData,
)
from referrals.letters.document import Block, Letter
from referrals.letters.errors import LetterError
from referrals.letters.glyphs import printable
from referrals.letters.texts import Texts, texts_of

Part = str | Callable[[LetterData, Texts], list[Block]]
T = TypeVar("T")

_GRANTED: tuple[Part, ...] = (
    parts.opening,
    parts.place_box,
    parts.practical,
    parts.to_referrer,
    parts.if_late,
    "choose_place",
    "renewed_assessment",
    "complaint",
)
_HELP = ("patient_ombud", "language_help")
_ENDING: tuple[Part, ...] = (letterhead.signatures, letterhead.foot)
# A name is a standard paragraph; a function adds what the case calls for.
PARTS: Mapping[str, tuple[Part, ...]] = {
    "granted_time": (*_GRANTED, *_HELP),
    "granted_week": (*_GRANTED, *_HELP),
    "refused": (
        parts.opening,
        parts.reasons,
        parts.to_referrer,
        "what_now",
        "choose_assessor",
        "renewed_assessment",
        "complaint_refusal",
        *_HELP,
    ),
    "redirected": (
        parts.opening,
        parts.redirect_box,
        "redirect_next",
        parts.to_referrer,
        "choose_assessor",
        "complaint_redirect",
        *_HELP,
    ),
    "time_set": (
        parts.time_opening,
        parts.place_box,
        parts.practical,
        parts.if_late,
        "choose_place",
        "complaint_time",
        *_HELP,
    ),
    "question": (parts.plain_opening, parts.questions, parts.answer_box, "answer_how", "clock_runs"),
    "receipt": (parts.plain_opening, parts.receipt_box, "receipt_next", parts.helpful, "receipt_changes"),
}


def compose(data: LetterData) -> Letter:
    """The finished letter. LetterError for data that cannot make one of this kind for this reader."""
    _check(data)
    texts = texts_of(data)
    title = "time_moved" if data.kind == "time_set" and data.previous_start_time else data.kind
    letter = Letter(
        letter_kind=data.kind,
        role=data.recipient.role,
        language=data.language,
        title=texts.phrase("titles", title),
        sender_name=data.sender.name,
        sender_lines=tuple(line for line in (data.sender.unit, data.sender.place) if line),
        facts=letterhead.facts(data, texts),
        address=letterhead.address(data),
        blocks=tuple(
            block
            for part in (parts.you_get_this, *PARTS[data.kind], *_ENDING)
            for block in (texts.paragraph(part) if isinstance(part, str) else part(data, texts))
        ),
        page_word=texts.label("page"),
        of_word=texts.label("of"),
    )
    return _printable(letter)


def _check(data: LetterData) -> None:
    """Facts without which the letter would not be what its kind says."""
    needed: dict[str, object] = {
        "kind": data.kind in KINDS,
        "language": data.language in LANGUAGES,
        "recipient.role": data.recipient.role in ROLES,
        "recipient": data.kind not in TO_REFERRER_ONLY or data.recipient.role == "referrer",
        "start_deadline": data.kind not in GRANTED or data.start_deadline,
        "start_time": data.kind not in ("granted_time", "time_set") or data.start_time,
        "institution_name": data.kind not in ("granted_time", "time_set") or data.institution_name,
        "redirect_to": data.kind != "redirected" or data.redirect_to,
        "questions": data.kind != "question" or data.questions,
        "inform_by": data.kind not in TO_REFERRER_ONLY or data.inform_by,
    }
    missing = [name for name, there in needed.items() if not there]
    if missing:
        raise LetterError(f"A letter of kind {data.kind} cannot be made: {', '.join(missing)}")


def _printable(value: T) -> T:
    """Every text in the tree as it can be printed, so that page and PDF show the same."""
    if isinstance(value, str):
        return printable(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_printable(one) for one in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: _printable(getattr(value, one.name)) for one in fields(value) if one.init}
        return replace(value, **changed)
    return value
