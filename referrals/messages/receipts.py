"""One receipt for each message that has an envelope, sent again as it was when the message comes again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from referrals.messages.make.apprec import OK, PARTLY, REJECTED, Original, Receipt, apprec
from referrals.messages.parse.envelope import Envelope
from referrals.messages.parse.numbers_in_text import without_numbers
from referrals.models import MessageIn, MessageOut
from rve.core.queue import enqueue

TASK = "referrals.send_messages"
_DONE = (
    MessageOut.Status.SENT,
    MessageOut.Status.FAILED,
    MessageOut.Status.ACKNOWLEDGED,
    MessageOut.Status.REFUSED,
)


def key_of(row: MessageIn) -> str:
    return f"apprec/{row.pk}"


def answer(
    row: MessageIn,
    envelope: Envelope,
    *,
    errors: Sequence[dict[str, str]] = (),
    refused: bool,
    now: dt.datetime,
) -> MessageOut:
    """The receipt of this message: refused, taken in, or taken in with faults in a part of it."""
    made_id = uuid.uuid4()
    original = Original(
        type_code=envelope.type_code[:40],
        type_words=envelope.type_words,
        made_at=envelope.made_at or now,
        id=without_numbers(envelope.message_id or envelope.raw_id),
    )
    content = apprec(
        Receipt(
            id=made_id,
            made_at=now,
            sender=envelope.receiver,
            receiver=envelope.sender,
            status=REJECTED if refused else PARTLY if errors else OK,
            errors=errors,
            original=original,
        )
    )
    made = MessageOut.objects.create(
        public_id=made_id,
        region=row.region,
        key=key_of(row),
        kind=MessageOut.Kind.APPREC,
        transport=row.transport,
        receiver_her_id=envelope.sender.her_id,
        conversation="",
        answers=row,
        referral=row.referral,
        content=content,
        context={},
        created_at=now,
        not_before=now,
    )
    enqueue(TASK)
    return made


def again(original: MessageIn, *, now: dt.datetime) -> int:
    """The same receipt, with the same id, once more; one that waits goes once."""
    rows = MessageOut.objects.filter(key=key_of(original), status__in=_DONE)
    found = rows.update(
        status=MessageOut.Status.PENDING, not_before=now, claimed_at=None, attempts=0, transport_reference=""
    )
    if found:
        enqueue(TASK)
    return found
