"""A receipt for a message of ours: acknowledged, or refused and for a person to look at."""

from __future__ import annotations

import datetime as dt

from referrals import attention
from referrals.messages import flags
from referrals.messages.about_case import uuids
from referrals.messages.parse.envelope import Envelope
from referrals.messages.parse.receipt import REJECTED, SentReceipt, receipt
from referrals.models import MessageIn, MessageOut, Referral
from referrals.use_cases.history import note
from referrals.use_cases.rows import lock_referral, save

_WAITS = (
    MessageOut.Status.SENDING,
    MessageOut.Status.SENT,
    MessageOut.Status.PENDING,
    MessageOut.Status.FAILED,
)


def take_receipt(row: MessageIn, envelope: Envelope, *, now: dt.datetime) -> None:
    """The first receipt counts; one for nothing of ours, or by somebody else, is kept for a person."""
    sent = receipt(envelope)
    ids = uuids([sent.original_id])
    rows = MessageOut.objects.select_for_update().defer("content").filter(public_id__in=ids)
    out = rows.first()
    if out is None:
        row.flag = flags.RECEIPT_UNKNOWN
        return
    row.referral = out.referral
    if out.receiver_her_id and out.receiver_her_id not in envelope.sender.her_ids:
        row.flag, row.referral = flags.OTHER_SENDER, None
        return
    if out.status in _WAITS:
        _note(out, sent, now=now)


def _note(out: MessageOut, sent: SentReceipt, *, now: dt.datetime) -> None:
    refused = sent.status == REJECTED
    out.status = MessageOut.Status.REFUSED if refused else MessageOut.Status.ACKNOWLEDGED
    out.answered_at, out.errors = now, list(sent.errors)
    out.flag = flags.REFUSED if refused else ""
    out.save(update_fields=["status", "answered_at", "errors", "flag"])
    if refused and out.referral is not None:
        _tell(out.referral, out, now=now)


def _tell(case: Referral, out: MessageOut, *, now: dt.datetime) -> None:
    locked = lock_referral(case)
    locked.attention = attention.add(locked.attention, attention.MESSAGE_REFUSED)
    save(locked, now=now)
    note(locked, "message_refused", by=None, now=now, message=str(out.public_id))
