"""Reminders to one person that are due at the same time leave as one e-mail.

They are brought together right before a sender takes what is due: a morning's rows come from many batches of
the scan. One that was tried before goes again alone, under its own Message-ID: it may have arrived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from referrals.use_cases.carried import carry, unsent
from referrals.use_cases.stale_reminders import hold_stale
from rve.core import office, outbox
from rve.core.dates import LOCAL_ZONE
from rve.core.models import Message, User

# Rows of one e-mail: more than a screenful or two of them nobody reads.
MOST = 200


def send_emails(*, now: dt.datetime) -> int:
    """Sends the e-mails that are due, several reminders to one person as one; how many e-mails."""
    take_apart_stale(now=now)
    hold_stale(now=now)
    return outbox.send_emails(now=now, before=lambda: bring_together(now=now))


def bring_together(*, now: dt.datetime) -> int:
    """Makes one e-mail of the reminders that are due to each person who has several; how many e-mails."""
    if not office.is_office_time(now):
        return 0
    several = _due(now).values("user_id").annotate(rows=Count("pk")).filter(rows__gt=1)
    people = list(several.values_list("user_id", flat=True))
    return _carry(people, now=now) if people else 0


def _due(now: dt.datetime) -> QuerySet[Message]:
    """Those that nobody has tried to send."""
    return Message.objects.filter(
        channel=Message.Channel.EMAIL,
        status=Message.Status.PENDING,
        not_before__lte=now,
        kind=Message.Kind.REMINDER,
        in_digest=False,
        user__isnull=False,
        attempts=0,
        error="",
    )


@transaction.atomic
def _carry(people: list[int], *, now: dt.datetime) -> int:
    rows = _due(now).filter(user__in=people).order_by("user_id", "pk").select_for_update(skip_locked=True)
    mails = {
        _key(part, now): part
        for _user, found in groupby(rows, key=lambda row: row.user_id)
        for part in _parts(list(found))
        if len(part) > 1
    }
    return carry(mails, User.objects.in_bulk(people), now=now) if mails else 0


def _parts(rows: Sequence[Message]) -> Iterator[Sequence[Message]]:
    return (rows[first : first + MOST] for first in range(0, len(rows), MOST))


def _key(rows: Sequence[Message], now: dt.datetime) -> str:
    return f"together/{rows[0].user_id}/{timezone.localdate(now, LOCAL_ZONE).isoformat()}/{rows[0].pk}"


@transaction.atomic
def take_apart_stale(*, now: dt.datetime) -> int:
    """E-mails of an earlier day that nobody has tried to send are taken apart: after a stop, only what is due
    now is told. How many.
    """
    today = dt.datetime.combine(timezone.localdate(now, LOCAL_ZONE), dt.time(), LOCAL_ZONE)
    old = unsent().filter(status=Message.Status.PENDING, not_before__lt=today, attempts=0, error="")
    found = [row.pk for row in old.select_for_update(skip_locked=True)]
    if found:
        Message.objects.filter(carried_by__in=found).update(
            status=Message.Status.PENDING, sent_at=None, carried_by=None
        )
        Message.objects.filter(pk__in=found).update(status=Message.Status.CANCELLED)
    return len(found)
