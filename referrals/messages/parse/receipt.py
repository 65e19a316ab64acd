"""An application receipt (1.0 or 1.1): to which message, with which status and faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referrals.messages.parse.envelope import Envelope
from referrals.messages.parse.numbers_in_text import without_numbers
from referrals.messages.parse.tree import children, coded, line

OK, REJECTED, PARTLY = "1", "2", "3"


@dataclass(frozen=True, slots=True)
class SentReceipt:
    status: str
    original_id: str
    errors: Sequence[dict[str, str]]


def receipt(envelope: Envelope) -> SentReceipt:
    """Faults keep their code and words; a number that stands in them does not."""
    body = envelope.body
    errors = [
        {"code": coded(one).code[:20], "text": without_numbers(coded(one).words or line(one))[:300]}
        for one in children(body, "Error")
    ]
    original = next(children(body, "OriginalMsgId"), None)
    return SentReceipt(coded(body, "Status").code, line(original, "Id", most=120), errors[:20])
