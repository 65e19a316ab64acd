"""What became of the letters that digital post has: asked for, oldest asked first, ever more seldom."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from referrals import clocks, states
from referrals.channels import port
from referrals.channels.digital import DIGITAL_POST
from referrals.channels.letter_of import letter_of
from referrals.channels.port import LETTER, Answer, Channel
from referrals.models import Letter
from referrals.use_cases import clocks as case_clocks
from referrals.use_cases import windows
from referrals.use_cases.history import note
from referrals.use_cases.informed import TELLING, left_on_paper, never_delivered
from referrals.use_cases.rows import lock_referral
from referrals.use_cases.send_digital import refuse
from rve.core.models import Message
from rve.core.outbox import NotNow, ServerAway

BATCH = 50
LOST, NOT_DELIVERED = "lost", "not_delivered"
_MINUTE, _HOUR, _DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
# A letter of up to this age is asked after this often; an older one no more.
EVERY = ((_HOUR, _MINUTE), (_DAY, 30 * _MINUTE), (14 * _DAY, 6 * _HOUR), (90 * _DAY, _DAY))


def ask_digital(*, now: dt.datetime, channel: Channel = DIGITAL_POST) -> int:
    """Asks for one batch of letters that are sent or delivered; how many have come further."""
    moved = 0
    for message in _claimed(now):
        try:
            answer = channel.ask(message)
        except ServerAway:
            break
        except (NotNow, port.NotUnderstood):
            continue
        moved += record(message, answer, now=now)
    return moved


@transaction.atomic
def _claimed(now: dt.datetime) -> list[Message]:
    """Those it is time for, marked as asked before an answer is waited for: two workers ask for
    different ones.
    """
    found, older = Q(), now + _DAY
    for age, every in EVERY:
        since = Q(sent_at__gt=now - age, sent_at__lte=older)
        found |= since & (Q(asked_at=None) | Q(asked_at__lte=now - every))
        older = now - age
    rows = Message.objects.filter(
        found, channel=Message.Channel.DIGITAL, status__in=(Message.Status.SENT, Message.Status.DELIVERED)
    ).filter(template=LETTER)
    rows = rows.order_by(F("asked_at").asc(nulls_first=True), "pk").select_for_update(skip_locked=True)
    claimed = list(rows[:BATCH])
    Message.objects.filter(pk__in=[row.pk for row in claimed]).update(asked_at=now)
    return claimed


@transaction.atomic
def record(message: Message, answer: Answer, *, now: dt.datetime) -> bool:
    """What the answer says, once; whether the message has come further."""
    if answer.state == port.REFUSED:
        return refuse(message, code=answer.code, now=now)
    if answer.state == port.ACCEPTED and _waited_for(message, now):
        return refuse(message, code=NOT_DELIVERED, now=now)
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.status not in (Message.Status.SENT, Message.Status.DELIVERED):
        return False
    if answer.state == port.UNKNOWN:
        # It was taken once: somebody must look, and nothing is sent twice by itself.
        _lost(row, now=now)
        return True
    letter, before = letter_of(row), row.status
    if answer.state in (port.DELIVERED, port.OPENED) and row.status == Message.Status.SENT:
        _delivered(row, letter, at=_possible(answer.delivered_at, row, now), now=now)
    if answer.state == port.OPENED:
        _opened(row, letter, at=_possible(answer.opened_at, row, now), now=now)
    return row.status != before


def _waited_for(message: Message, now: dt.datetime) -> bool:
    """Whether it has lain with the service for as long as one may lie unread: nobody's right waits longer."""
    if message.sent_at is None:
        return False
    region, day = letter_of(message).referral.region, timezone.localdate(message.sent_at, clocks.OSLO)
    return (
        now - message.sent_at > case_clocks.length_of("unread_digital", region=region, starts_on=day) * _DAY
    )


def _possible(moment: dt.datetime | None, row: Message, now: dt.datetime) -> dt.datetime:
    """Another machine's clock may be wrong: never before it was sent, never later than now."""
    return min(max(moment or now, row.sent_at or now), now)


def _step(row: Message, verb: str, **changed: object) -> None:
    row.status = states.step(states.MESSAGE, row.status, verb).target
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=["status", *changed])


def _lost(row: Message, *, now: dt.datetime) -> None:
    _step(row, "fail", error=LOST)
    if row.delivered_at is None:
        never_delivered(letter_of(row), now=now)


def _delivered(row: Message, letter: Letter, *, at: dt.datetime, now: dt.datetime) -> None:
    """A week to open it in begins (eForvaltningsforskriften § 9)."""
    _step(row, "deliver", delivered_at=at)
    case = lock_referral(letter.referral)
    day = timezone.localdate(at, clocks.OSLO)
    case_clocks.start_clock(kind="unread_digital", referral=case, starts_on=day, now=now, letter=letter)


def _opened(row: Message, letter: Letter, *, at: dt.datetime, now: dt.datetime) -> None:
    """The patient knows from this day, which may be another than the one a letter is taken to come."""
    _step(row, "open", opened_at=at)
    case = lock_referral(letter.referral)
    case_clocks.meet(case, "unread_digital", now=now, letter=letter)
    note(case, "letter_opened", by=None, now=now, letter=str(letter.public_id), kind=letter.kind)
    if letter.decision is not None and letter.kind in TELLING:
        day = timezone.localdate(at, clocks.OSLO)
        windows.was_opened(letter.decision, day, now, on_paper=left_on_paper(letter))
