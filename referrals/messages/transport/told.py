"""What became of a message of ours, in the history of the case it tells of."""

from __future__ import annotations

import datetime as dt

from referrals.messages.make.parties import sender_party
from referrals.models import MessageOut
from referrals.use_cases.history import note

CANCELS = "cancelled"


def tell_sent(message: MessageOut, *, now: dt.datetime) -> None:
    """It was handed over; a receipt belongs to what came, and is told of nowhere else."""
    _tell(message, "message_sent", now)


def tell_not_sent(message: MessageOut, *, now: dt.datetime) -> None:
    """It failed, and waits for a person."""
    _tell(message, "message_not_sent", now)


def _tell(message: MessageOut, verb: str, now: dt.datetime) -> None:
    if message.referral is None or message.kind == MessageOut.Kind.APPREC:
        return
    changes = {"message": str(message.public_id), "what": _what(message), "to": _receiver(message)}
    note(message.referral, verb, by=None, now=now, **changes)


def _what(message: MessageOut) -> str:
    """The kind; an onward referral may cancel the one before."""
    return CANCELS if message.context.get(CANCELS) else message.kind


def _receiver(message: MessageOut) -> str:
    """The place by its own name, the sender of the referral as it is known here."""
    if message.kind == MessageOut.Kind.ONWARD and message.placement is not None:
        return message.placement.institution.name
    assert message.referral is not None
    return sender_party(message.referral, message.receiver_her_id).name
