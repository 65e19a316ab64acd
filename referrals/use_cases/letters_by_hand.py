"""A letter to a protected address is brought by people: who, when and how stands in the history."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals import clocks, states
from referrals.channels.letter_of import letter_of
from referrals.models import Letter
from referrals.policies.sending import check_can_take_care
from referrals.use_cases.history import note
from referrals.use_cases.informed import letter_left
from rve.core.errors import Conflict, DomainError
from rve.core.models import Message
from rve.core.policies import Actor

HANDED_OVER, AGREED, AUTHORITY = "handed_over", "agreed", "authority"
WAYS = (HANDED_OVER, AGREED, AUTHORITY)


@transaction.atomic
def take_care_of(
    *, message: Message, how: str, on: dt.date, text: str, by: Actor, now: dt.datetime
) -> Letter:
    """The letter left by hand on the day: the patient is informed then (pbrl § 2-2 a), and knows from that
    day when it was put in the patient's hand, else when it has travelled. Conflict when it is done already.
    """
    check_can_take_care(by, message)
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.status != Message.Status.PENDING:
        raise Conflict(_("This letter is taken care of already."))
    letter = letter_of(row)
    _check(how, on, letter, today=timezone.localdate(now, clocks.OSLO))
    row.status = states.step(states.MESSAGE, row.status, "hand_over_by_hand").target
    row.sent_at = row.claimed_at = now
    row.save(update_fields=["status", "sent_at", "claimed_at"])
    letter_left(letter, now=now, left_on=on, known_on=on if how == HANDED_OVER else None)
    note(
        letter.referral,
        "letter_by_hand",
        by=by,
        now=now,
        reason=text.strip(),
        letter=str(letter.public_id),
        kind=letter.kind,
        how=how,
        on=on.isoformat(),
    )
    return letter


def _check(how: str, on: dt.date, letter: Letter, *, today: dt.date) -> None:
    if how not in WAYS:
        raise DomainError(_("Say how the letter was brought."), field="how")
    if on > today:
        raise DomainError(_("The day cannot be in the future."), field="on")
    if on < timezone.localdate(letter.created_at, clocks.OSLO):
        raise DomainError(_("The letter was not written yet on that day."), field="on")
