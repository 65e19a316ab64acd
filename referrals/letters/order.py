"""The order of parts for each kind of letter. A name is a standard paragraph; a function adds what the case
calls for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from referrals.letters import complaint_parts, parts
from referrals.letters.data import OVERTURNED, LetterData
from referrals.letters.document import Block
from referrals.letters.texts import Texts

Part = str | Callable[[LetterData, Texts], list[Block]]

_HELP: tuple[Part, ...] = ("patient_ombud", parts.interpreter, "language_help")
_GRANTED: tuple[Part, ...] = (
    parts.place_box,
    parts.practical,
    parts.picked,
    parts.to_referrer,
    parts.if_late,
    "choose_place",
    "renewed_assessment",
    "complaint",
    *_HELP,
)
# What follows the opening of a decision; a new decision after a complaint has it too.
_DECIDED: Mapping[str, tuple[Part, ...]] = {
    "granted_time": _GRANTED,
    "granted_week": _GRANTED,
    "refused": (
        parts.reasons,
        parts.picked,
        parts.to_referrer,
        "what_now",
        "choose_assessor",
        "renewed_assessment",
        "complaint_refusal",
        *_HELP,
    ),
    "redirected": (
        parts.redirect_box,
        "redirect_next",
        parts.picked,
        parts.to_referrer,
        "choose_assessor",
        "complaint_redirect",
        *_HELP,
    ),
}
_PLACE: tuple[Part, ...] = (
    parts.place_box,
    parts.practical,
    parts.picked,
    parts.if_late,
    "choose_place",
    "complaint_time",
    *_HELP,
)
_OTHERS: Mapping[str, tuple[Part, ...]] = {
    "time_set": (parts.time_opening, *_PLACE),
    "changed_place": (parts.place_opening, *_PLACE),
    "deadline_not_kept": (
        parts.late_opening,
        parts.place_box,
        parts.practical,
        parts.picked,
        "helfo",
        "choose_place",
        "complaint_time",
        *_HELP,
    ),
    "complaint_received": (
        complaint_parts.opening,
        complaint_parts.received_box,
        complaint_parts.next_steps,
        parts.picked,
        "complaint_more",
        *_HELP,
    ),
    "complaint_formalities": (
        complaint_parts.opening,
        complaint_parts.missing,
        parts.picked,
        "formalities_next",
        *_HELP,
    ),
    "preliminary_answer": (
        complaint_parts.opening,
        complaint_parts.preliminary_box,
        complaint_parts.why_longer,
        parts.picked,
        "preliminary_next",
        *_HELP,
    ),
    "dismissed": (
        complaint_parts.opening,
        complaint_parts.why_dismissed,
        parts.picked,
        complaint_parts.decision_stands,
        "dismissed_next",
        *_HELP,
    ),
    "upheld_sent": (
        complaint_parts.opening,
        complaint_parts.statement,
        parts.picked,
        complaint_parts.next_upheld,
        "upheld_comment",
        *_HELP,
    ),
    "returned": (
        parts.plain_opening,
        complaint_parts.answered_box,
        complaint_parts.after_answer,
        parts.picked,
        "returned_more",
        *_HELP,
    ),
    "question": (
        parts.plain_opening,
        parts.questions,
        parts.picked,
        parts.answer_box,
        "answer_how",
        "clock_runs",
    ),
    "receipt": (parts.plain_opening, parts.receipt_box, "receipt_next", parts.helpful, "receipt_changes"),
}


def parts_of(data: LetterData) -> tuple[Part, ...]:
    """The parts of a letter, in the order they are read."""
    if data.kind in OVERTURNED:
        return (
            complaint_parts.overturned_opening,
            complaint_parts.changes,
            complaint_parts.why_changed,
            complaint_parts.partly,
            *_DECIDED[data.decides],
        )
    if data.kind in _DECIDED:
        return (parts.opening, *_DECIDED[data.kind])
    return _OTHERS[data.kind]
