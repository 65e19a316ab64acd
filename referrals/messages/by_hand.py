"""What a person does with a message: takes care of it, or has it tried again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from referrals import attention
from referrals.messages import flags, receipts
from referrals.messages.intake import work_on
from referrals.models import MessageIn, MessageOut, Referral
from referrals.policies.messages import check_can_handle, check_can_try_again
from referrals.use_cases.history import note
from referrals.use_cases.rows import lock_referral, save
from rve.core.errors import Conflict
from rve.core.policies import Actor
from rve.core.queue import enqueue

Either = MessageIn | MessageOut


@transaction.atomic
def take_care_of(*, message: Either, by: Actor, now: dt.datetime) -> None:
    """Somebody has read it and done what it asks for; the case stops asking when nothing is left to read."""
    check_can_handle(by, message)
    rows: Any = type(message).objects
    row: Either = rows.select_for_update().defer("content").get(pk=message.pk)
    if not row.flag or row.handled_at is not None:
        raise Conflict(_("Somebody has taken care of this message already."))
    row.handled_at, row.handled_by = now, by.user
    row.save(update_fields=["handled_at", "handled_by"])
    if row.referral is not None:
        _stop_asking(row.referral, row, by=by, now=now)


def try_again(*, message: Either, by: Actor, now: dt.datetime) -> bool:
    """From the beginning; True when it went well. Conflict when it has not failed."""
    check_can_try_again(by, message)
    if isinstance(message, MessageIn):
        _wait_again(message)
        return work_on(message.pk, now=now)
    _send_again(message, now=now)
    return True


@transaction.atomic
def _wait_again(message: MessageIn) -> None:
    row = MessageIn.objects.select_for_update().defer("content").get(pk=message.pk)
    if row.status != MessageIn.Status.FAILED:
        raise Conflict(_("This has not failed, or is being tried again already."))
    row.status, row.attempts, row.flag, row.processed_at = MessageIn.Status.RECEIVED, 0, "", None
    row.handled_at = row.handled_by = None
    row.save(update_fields=["status", "attempts", "flag", "processed_at", "handled_at", "handled_by"])


@transaction.atomic
def _send_again(message: MessageOut, *, now: dt.datetime) -> None:
    row = MessageOut.objects.select_for_update().defer("content").get(pk=message.pk)
    if row.status != MessageOut.Status.FAILED:
        raise Conflict(_("This has not failed, or is being tried again already."))
    row.status, row.attempts, row.flag = MessageOut.Status.PENDING, 0, ""
    row.not_before, row.claimed_at = now, None
    row.save(update_fields=["status", "attempts", "flag", "not_before", "claimed_at"])
    enqueue(receipts.TASK)


def _stop_asking(case: Referral, row: Either, *, by: Actor, now: dt.datetime) -> None:
    locked = lock_referral(case)
    left = attention.codes(locked.attention)
    if not locked.messages_in.exclude(flag="").filter(handled_at=None).exists():
        locked.attention = attention.remove(locked.attention, attention.MESSAGE)
    if not locked.messages_out.filter(flag=flags.REFUSED, handled_at=None).exists():
        locked.attention = attention.remove(locked.attention, attention.MESSAGE_REFUSED)
    if attention.codes(locked.attention) != left:
        save(locked, now=now)
    note(locked, "message_handled", by=by, now=now, message=str(row.public_id))
