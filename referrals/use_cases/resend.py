"""What did not leave: tried again, or put on paper, by a team lead."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from referrals import states
from referrals.channels.choose import HAND_OVER, SEND_DIGITAL, put_on_paper
from referrals.channels.digital import DIGITAL_POST, NO_NUMBER, OTHER_CONTENT, REFUSALS
from referrals.channels.letter_of import letter_of
from referrals.channels.port import LETTER, REFUSED, UNKNOWN, Channel, NotUnderstood
from referrals.models import Referral
from referrals.policies.sending import check_can_send_again
from referrals.use_cases.history import note
from rve.core import outbox
from rve.core.errors import Conflict
from rve.core.models import Message
from rve.core.policies import Actor
from rve.core.queue import enqueue

# It said so itself: it does not have the letter.
SETTLED = (*REFUSALS, "refused", NO_NUMBER, OTHER_CONTENT)
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


def send_on_paper(*, message: Message, by: Actor, now: dt.datetime, channel: Channel = DIGITAL_POST) -> bool:
    """A digital letter that failed goes as print file, or by hand where the address is protected; once.

    Where nobody knows whether digital post took it, it is asked first. False: it has the letter, which is
    then marked as sent by the usual way. Conflict when it failed no more, or digital post does not answer.
    """
    check_can_send_again(by, message)
    if not can_go_on_paper(message):
        raise Conflict(_("Only a letter that digital post did not take can be sent on paper instead."))
    if _was_taken(message, channel):
        try_again(message=message, by=by, now=now)
        return False
    _put_on_paper(message, by=by, now=now)
    return True


def _was_taken(message: Message, channel: Channel) -> bool:
    """Asked outside every transaction: the answer may be slow."""
    if message.status != Message.Status.FAILED or message.error in SETTLED or not settings.DIGITAL_POST_URL:
        return False
    try:
        state = channel.ask(message).state
    except (outbox.NotNow, NotUnderstood):
        raise Conflict(
            _("Digital post does not answer, and may have the letter already. Try again in a while.")
        ) from None
    return state not in (UNKNOWN, REFUSED)


@transaction.atomic
def _put_on_paper(message: Message, *, by: Actor, now: dt.datetime) -> None:
    row = _failed(message)
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
