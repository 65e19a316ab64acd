"""What leaves the house: one row per thing, handed over by whoever claims it first,
again if the claimer died.

A file is exactly once (its name is the message's). An e-mail is at most one row and one Message-ID: a repeat
of the same Message-ID is possible only for the one message in flight when its sender was killed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from rve.core.dates import short_date
from rve.core.models import Message, Organisation, User

TASK = "core.send_outbox"
STUCK_AFTER = dt.timedelta(minutes=10)
MAX_ATTEMPTS = 8


class NoAddress(Exception):
    """There is nowhere to send it: trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What shall leave: `key` makes it one, `context` holds references, dates and paths only."""

    key: str
    kind: str
    channel: str
    case_kind: str
    case_id: int
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    user: User | None = None
    organisation: Organisation | None = None


def put(*outgoing: Outgoing, now: dt.datetime, not_before: dt.datetime | None = None) -> int:
    """Writes the rows in the caller's transaction; those whose key is there already are left
    out. How many are new.
    """
    rows = [
        Message(
            key=one.key,
            kind=one.kind,
            channel=one.channel,
            case_kind=one.case_kind,
            case_id=one.case_id,
            template=one.template,
            context=one.context,
            user=one.user,
            organisation=one.organisation,
            created_at=now,
            not_before=not_before or now,
        )
        for one in outgoing
    ]
    keys = [row.key for row in rows]
    there = Message.objects.filter(key__in=keys).count()
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    return Message.objects.filter(key__in=keys).count() - there


def cancel(*, key_prefix: str) -> int:
    """Takes back what is not sent yet of a clock or case; how many."""
    rows = Message.objects.filter(key__startswith=key_prefix, status=Message.Status.PENDING)
    return rows.update(status=Message.Status.CANCELLED)


def give_back_stuck(*, now: dt.datetime) -> int:
    """Rows whose claimer died go back to pending, failed after the last attempt; how many go back."""
    stuck = Message.objects.filter(status=Message.Status.SENDING, claimed_at__lt=now - STUCK_AFTER)
    stuck.filter(attempts__gte=MAX_ATTEMPTS).update(status=Message.Status.FAILED, error="claimer died")
    return stuck.update(status=Message.Status.PENDING, claimed_at=None)


@transaction.atomic
def claim(*, channel: str, now: dt.datetime) -> Message | None:
    """The oldest message that is due on this channel, now claimed by the caller; None when there is none."""
    due = Message.objects.filter(channel=channel, status=Message.Status.PENDING, not_before__lte=now)
    message = due.order_by("not_before", "pk").select_for_update(skip_locked=True).first()
    if message is not None:
        message.status = Message.Status.SENDING
        message.claimed_at = now
        message.attempts += 1
        message.save(update_fields=["status", "claimed_at", "attempts"])
    return message


def _still_ours(message: Message) -> Any:
    return Message.objects.filter(pk=message.pk, status=Message.Status.SENDING, claimed_at=message.claimed_at)


@transaction.atomic
def hand_over(*, message: Message, now: dt.datetime, then: Callable[[Message], None] | None = None) -> bool:
    """Marks it sent and does what follows, in one transaction; False when another
    worker has taken it since.
    """
    if not _still_ours(message).update(status=Message.Status.SENT, sent_at=now, error=""):
        return False
    if then is not None:
        then(message)
    return True


def put_off(*, message: Message, now: dt.datetime, error: Exception) -> None:
    """Tries again later, a little longer each time; failed after the last attempt or without an address."""
    final = isinstance(error, NoAddress) or message.attempts >= MAX_ATTEMPTS
    wait = dt.timedelta(minutes=2 ** (message.attempts - 1))
    _still_ours(message).update(
        status=Message.Status.FAILED if final else Message.Status.PENDING,
        claimed_at=None,
        not_before=message.not_before if final else now + wait,
        error=type(error).__name__,
    )


def work_off(
    *,
    channel: str,
    deliver: Callable[[Message], None],
    now: dt.datetime,
    then: Callable[[Message], None] | None = None,
    limit: int = 500,
) -> int:
    """Sends what is due on a channel, one at a time; how many were handed over."""
    give_back_stuck(now=now)
    sent = 0
    for _ in range(limit):
        message = claim(channel=channel, now=now)
        if message is None:
            break
        try:
            deliver(message)
            sent += hand_over(message=message, now=now, then=then)
        except Exception as error:
            put_off(message=message, now=now, error=error)
    return sent


def send_email(message: Message) -> None:
    """Text from templates/mail, its first line the subject. It says nothing of the patient."""
    to = message.user.email if message.user else message.organisation.email if message.organisation else ""
    if not to:
        raise NoAddress
    with translation.override(message.user.language if message.user else settings.LANGUAGE_CODE):
        text = render_to_string(f"mail/{message.template}.txt", _readable(message.context))
    subject, _, body = text.strip().partition("\n")
    EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[to],
        headers={"Message-ID": f"<{message.message_id}@{settings.MAIL_DOMAIN}>"},
    ).send()


def _readable(context: dict[str, Any]) -> dict[str, Any]:
    """Days as they are read (names ending in _on), and the whole address of the link."""
    days = {key: dt.date.fromisoformat(day) for key, day in context.items() if key.endswith("_on")}
    shown = {key: short_date(day) for key, day in days.items()}
    return context | shown | {"link": f"{settings.PUBLIC_URL}{context.get('path', '')}"}
