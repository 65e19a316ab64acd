"""Letters handed over as files to the print service."""

from __future__ import annotations

import datetime as dt

from referrals.channels.file import PACKAGE, PRINT_FILE
from referrals.channels.letter_of import letter_of
from referrals.use_cases.informed import letter_left
from rve.core import outbox
from rve.core.models import Message

deliver = PRINT_FILE.deliver


def hand_over_letters(*, now: dt.datetime) -> int:
    """Writes the files that are due; how many were handed over."""

    def then(message: Message) -> None:
        if message.template != PACKAGE:
            letter_left(letter_of(message), now=now)

    return outbox.work_off(channel=Message.Channel.FILE, deliver=deliver, then=then, now=now)
