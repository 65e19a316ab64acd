"""From data to document: one order of parts per kind of letter, the same source for page and PDF."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from referrals.letters import letterhead, parts
from referrals.letters.data import (
    COMPLAINT,
    DECISIONS,
    KINDS,
    LANGUAGES,
    OVERTURNED,
    ROLES,
    TO_REFERRER_ONLY,
    LetterData,
)
from referrals.letters.document import Letter
from referrals.letters.errors import LetterError
from referrals.letters.glyphs import printable
from referrals.letters.order import Part, parts_of
from referrals.letters.texts import texts_of

T = TypeVar("T")

_AT_A_PLACE = ("granted_time", "time_set", "changed_place")
_UNDER_A_DEADLINE = ("changed_place", "deadline_not_kept")
_ENDING: tuple[Part, ...] = (letterhead.signatures, letterhead.foot)


def compose(data: LetterData) -> Letter:
    """The finished letter. LetterError for data that cannot make one of this kind for this reader."""
    _check(data)
    texts = texts_of(data)
    letter = Letter(
        letter_kind=data.kind,
        role=data.recipient.role,
        language=data.language,
        title=texts.phrase("titles", _title(data)),
        sender_name=data.sender.name,
        sender_lines=tuple(line for line in (data.sender.unit, data.sender.place) if line),
        facts=letterhead.facts(data, texts),
        address=letterhead.address(data),
        blocks=tuple(
            block
            for part in (parts.you_get_this, *parts_of(data), *_ENDING)
            for block in (texts.paragraph(part) if isinstance(part, str) else part(data, texts))
        ),
        page_word=texts.label("page"),
        of_word=texts.label("of"),
        decided=data.decides if data.kind in OVERTURNED else "",
    )
    return _printable(letter)


def _title(data: LetterData) -> str:
    if data.kind == "complaint_received" and data.complaint and data.complaint.again:
        return "complaint_again"
    if data.kind == "time_set" and data.previous_start_time:
        return "time_moved"
    if data.kind in OVERTURNED and data.complaint and data.complaint.late_only:
        return f"late_{data.kind}"
    return data.kind


def _check(data: LetterData) -> None:
    """Facts without which the letter would not be what its kind says."""
    kind = data.kind
    needed: dict[str, object] = {
        "kind": kind in KINDS,
        "language": data.language in LANGUAGES,
        "recipient.role": data.recipient.role in ROLES,
        "recipient": kind not in TO_REFERRER_ONLY or data.recipient.role == "referrer",
        "decides": kind not in OVERTURNED or data.decides in DECISIONS,
        "start_deadline": not (data.grants or kind in _UNDER_A_DEADLINE) or data.start_deadline,
        "start_time": data.decided not in ("granted_time", "time_set") or data.start_time,
        "institution_name": data.decided not in _AT_A_PLACE or data.institution_name,
        "redirect_to": data.decided != "redirected" or data.redirect_to,
        "questions": kind != "question" or data.questions,
        "inform_by": kind not in TO_REFERRER_ONLY or data.inform_by,
        "complaint": kind not in COMPLAINT or data.complaint,
        "answer": kind != "returned" or (data.complaint and data.complaint.answer),
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
