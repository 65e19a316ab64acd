"""A digital letter that nobody has opened for a week: told once more, and sent on paper.

eForvaltningsforskriften §§ 8-9: who has not opened it within a week is notified again. Paper besides is the
unit's own choice, so that nobody's right hangs on a mailbox.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from referrals.channels.choose import SEND_DIGITAL, put_on_paper
from referrals.channels.digital import SECOND_NOTICE
from referrals.models import Clock, Letter
from referrals.use_cases.history import note
from rve.core import outbox
from rve.core.models import Message
from rve.core.queue import enqueue


@transaction.atomic
def paper_instead(clock: Clock, now: dt.datetime) -> bool:
    """For an `unread_digital` clock that has run out: the letter as print file, a second notice, one event.
    Once, however often it is asked; False when it was opened since, or is on paper already.
    """
    letter = clock.letter
    if letter is None:
        return False
    sent = Message.objects.filter(key=f"letter/{letter.pk}").exclude(status=Message.Status.OPENED).first()
    if sent is None or not put_on_paper(letter, letter.referral, now=now):
        return False
    outbox.put(_second_notice(letter, sent), now=now)
    enqueue(SEND_DIGITAL)
    note(
        letter.referral,
        "unread_on_paper",
        by=None,
        now=now,
        letter=str(letter.public_id),
        kind=letter.kind,
        second_notice=True,
    )
    return True


def _second_notice(letter: Letter, sent: Message) -> outbox.Outgoing:
    return outbox.Outgoing(
        key=f"letter/{letter.pk}/second-notice",
        kind=Message.Kind.NOTICE,
        channel=Message.Channel.DIGITAL,
        case_kind=sent.case_kind,
        case_id=sent.case_id,
        template=SECOND_NOTICE,
        context={"of": str(sent.public_id), "reference": sent.context.get("reference", "")},
    )
