"""Letters handed over to digital post; what it refuses goes on paper at once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from referrals import states
from referrals.channels.choose import put_on_paper
from referrals.channels.digital import DIGITAL_POST, SECOND_NOTICE
from referrals.channels.letter_of import letter_of
from referrals.channels.port import Channel, Refused
from referrals.use_cases.history import note
from referrals.use_cases.informed import letter_left, never_delivered
from rve.core import outbox
from rve.core.models import Message

TASK = "referrals.send_digital"


def send_digital(*, now: dt.datetime, channel: Channel = DIGITAL_POST) -> int:
    """Sends what is due, one at a time; how many were handed over."""

    def deliver(message: Message) -> None:
        try:
            channel.deliver(message)
        except Refused as refusal:
            # Failed from here on, so that nobody marks it as sent.
            refuse(message, code=refusal.code, now=now)

    return outbox.work_off(
        channel=Message.Channel.DIGITAL,
        deliver=deliver,
        then=lambda message: _sent(message, now=now),
        now=now,
        task=TASK,
    )


def _sent(message: Message, *, now: dt.datetime) -> None:
    if message.template != SECOND_NOTICE:
        letter_left(letter_of(message), now=now)


@transaction.atomic
def refuse(message: Message, *, code: str, now: dt.datetime) -> bool:
    """The service will not bring it: failed with the code, and the letter goes on paper. False when the
    message has moved on since it was read.
    """
    found = Message.objects.select_for_update().get(pk=message.pk)
    if (found.status, found.claimed_at) != (message.status, message.claimed_at):
        return False
    taken = found.status != Message.Status.SENDING
    found.status = states.step(states.MESSAGE, found.status, "fail").target
    found.error = code
    found.save(update_fields=["status", "error"])
    if found.template != SECOND_NOTICE:
        letter = letter_of(found)
        if taken and found.delivered_at is None:
            never_delivered(letter, now=now)
        put_on_paper(letter, letter.referral, now=now)
        note(
            letter.referral,
            "digital_refused",
            by=None,
            now=now,
            letter=str(letter.public_id),
            kind=letter.kind,
            code=code,
        )
    return True
