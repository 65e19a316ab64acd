"""What did not leave: tried again, or put on paper, by a team lead."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from referrals import states
from referrals.channels.choose import HAND_OVER, SEND_DIGITAL, put_on_paper
from referrals.channels.letter_of import letter_of
from referrals.channels.port import LETTER
from referrals.models import Referral
from referrals.policies.sending import check_can_send_again
from referrals.use_cases.history import note
from rve.core import outbox
from rve.core.errors import Conflict
from rve.core.models import Message
from rve.core.policies import Actor
from rve.core.queue import enqueue

TASKS = {
    Message.Channel.EMAIL: outbox.TASK,
    Message.Channel.FILE: HAND_OVER,
    Message.Channel.DIGITAL: SEND_DIGITAL,
}


@transaction.atomic
def try_again(*, message: Message, by: Actor, now: dt.datetime) -> Message:
    """From the beginning, by the same way. What went wrong stands until it has left: digital post is then
    asked for it before it is sent. Conflict when it did not fail, or went on paper meanwhile.
    """
    check_can_send_again(by, message)
    row = _failed(message)
    if Message.objects.filter(key=f"{row.key}/paper").exists():
        raise Conflict(_("The letter went on paper already."))
    row.status = states.step(states.MESSAGE, row.status, "try_again").target
    row.attempts, row.not_before, row.claimed_at, row.sent_at = 0, now, None, None
    row.save(update_fields=["status", "attempts", "not_before", "claimed_at", "sent_at"])
    case = Referral.objects.get(pk=row.case_id)
    note(case, "message_again", by=by, now=now, message=str(row.public_id), channel=row.channel)
    enqueue(TASKS[Message.Channel(row.channel)])
    return row


@transaction.atomic
def send_on_paper(*, message: Message, by: Actor, now: dt.datetime) -> None:
    """A digital letter that failed goes as print file, or by hand where the address is protected; once."""
    check_can_send_again(by, message)
    row = _failed(message)
    if not can_go_on_paper(row):
        raise Conflict(_("Only a letter that digital post did not take can be sent on paper instead."))
    letter = letter_of(row)
    if not put_on_paper(letter, letter.referral, now=now):
        raise Conflict(_("The letter went on paper already."))
    note(
        letter.referral,
        "letter_on_paper",
        by=by,
        now=now,
        letter=str(letter.public_id),
        kind=letter.kind,
        code=row.error,
    )


def can_go_on_paper(message: Message) -> bool:
    return message.channel == Message.Channel.DIGITAL and message.template == LETTER


def _failed(message: Message) -> Message:
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.status != Message.Status.FAILED:
        raise Conflict(_("This has not failed, or is being tried again already."))
    return row
