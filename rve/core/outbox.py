"""What leaves the house: one row per thing, handed over by whoever claims it first,
again if the claimer died.

A file is exactly once (its name is the message's). An e-mail is at most one row and one Message-ID: a repeat
of the same Message-ID is possible only for the one message in flight when its sender was killed.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from rve.core.claims import (
    MAX_ATTEMPTS,
    STUCK_AFTER,
    NoAddress,
    NotNow,
    Refused,
    ServerAway,
    alive,
    claim,
    claim_batch,
    give_back,
    give_back_stuck,
    hand_over,
    put_off,
    turn,
)
from rve.core.mail import Post, send_email
from rve.core.models import Message, Organisation, User
from rve.core.queue import enqueue

__all__ = [
    "MAX_ATTEMPTS",
    "NOT_BEGUN",
    "STUCK_AFTER",
    "TASK",
    "NoAddress",
    "NotNow",
    "Outgoing",
    "Refused",
    "ServerAway",
    "cancel",
    "claim",
    "claim_batch",
    "give_back_stuck",
    "hand_over",
    "not_begun",
    "put",
    "put_new",
    "put_off",
    "send_email",
    "send_emails",
    "work_off",
]

TASK = "core.send_outbox"
BATCH = 100
# A run ends after this long, so that its claims are young and its worker sees what else there is.
RUN_SECONDS = 60.0
Deliver = Callable[[Message], None]
Then = Callable[[Message], None]
# What nobody has handed over: waiting, or claimed.
NOT_BEGUN = (Message.Status.PENDING, Message.Status.SENDING)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What shall leave: `key` makes it one, `context` holds references, dates and paths only.

    `office_hours`: never handed over at night or on days off. `in_digest`: waits for the day's one e-mail.
    """

    key: str
    kind: str
    channel: str
    case_kind: str
    case_id: int
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    user: User | None = None
    organisation: Organisation | None = None
    office_hours: bool = False
    in_digest: bool = False


def put(*outgoing: Outgoing, now: dt.datetime, not_before: dt.datetime | None = None) -> int:
    """Writes the rows in the caller's transaction; those whose key is there already are left
    out. How many are new.
    """
    return len(put_new(*outgoing, now=now, not_before=not_before))


def put_new(*outgoing: Outgoing, now: dt.datetime, not_before: dt.datetime | None = None) -> set[str]:
    """As `put`; the keys of the rows that are new."""
    if not outgoing:
        return set()
    columns = [[_plain(getattr(one, name)) for one in outgoing] for name in _OF_EACH]
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [now, not_before or now, *columns])
        return {row[0] for row in cursor.fetchall()}


def _plain(value: Any) -> Any:
    """As the database's driver takes it: keys of rows, JSON as text."""
    if isinstance(value, User | Organisation):
        return value.pk
    return json.dumps(value) if isinstance(value, dict) else value


_OF_EACH = (
    *("key", "kind", "channel", "case_kind", "case_id", "template", "context"),
    *("user", "organisation", "office_hours", "in_digest"),
)
# One statement for hundreds of rows, which also says which are new: Django's needs two, and twice the time.
_PUT = """
    INSERT INTO core_message (public_id, status, attempts, error, created_at, not_before, key, kind, channel,
        case_kind, case_id, template, context, user_id, organisation_id, office_hours, in_digest)
    SELECT gen_random_uuid(), 'pending', 0, '', %s, %s, row.*
      FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::jsonb[],
        %s::bigint[], %s::bigint[], %s::boolean[], %s::boolean[]) AS row
    ON CONFLICT (key) DO NOTHING
    RETURNING key
"""


def not_begun() -> QuerySet[Message]:
    """What nobody has handed over. One that is under way just now and taken back is marked sent all the same
    once it went.
    """
    return Message.objects.filter(status__in=NOT_BEGUN)


def cancel(*, key_prefix: str) -> int:
    """Takes back what is not sent yet of a clock or case, claimed or not; how many."""
    return not_begun().filter(key__startswith=key_prefix).update(status=Message.Status.CANCELLED)


def work_off(
    *,
    channel: str,
    deliver: Deliver,
    now: dt.datetime,
    then: Then | None = None,
    limit: int = 5000,
    task: str = "",
    announce: Deliver | None = None,
    before: Callable[[], object] | None = None,
) -> int:
    """Sends what is due on a channel, one at a time; how many were handed over.

    Where more is due than one batch, `task` is asked for once more, so that another worker takes its part.
    `announce` is told of the next message before the last one is marked; it must send nothing of it. `before`
    is done each time before more is claimed.
    """
    give_back_stuck(now=now)
    run = _Run(deliver=deliver, now=now, then=then, task=task, announce=announce)
    with alive(now):
        while limit > 0 and not run.over:
            if before is not None:
                before()
            batch = claim_batch(channel=channel, now=now, limit=min(limit, BATCH))
            run.more = len(batch) == BATCH
            run.work(batch)
            limit -= len(batch)
            if len(batch) < BATCH:
                break
    return run.sent


@dataclass(slots=True)
class _Run:
    """One sender's run over its batches."""

    deliver: Deliver
    now: dt.datetime
    then: Then | None
    task: str
    announce: Deliver | None
    sent: int = 0
    more: bool = False
    asked: bool = False
    away: bool = False
    ends: float = field(default_factory=lambda: time.monotonic() + RUN_SECONDS)

    @property
    def over(self) -> bool:
        return self.away or time.monotonic() > self.ends

    def work(self, batch: list[Message]) -> None:
        """Each is marked right after it went: one at most is in flight."""
        ready = True
        for place, message in enumerate(batch, 1):
            went = self._deliver(message) if ready else None
            if self.over:
                self._mark(went, None)
                give_back(batch[place:])
                return
            ready = self._mark(went, batch[place] if place < len(batch) else None)

    def _deliver(self, message: Message) -> Message | None:
        """The message when it went and is still to be marked."""
        message.attempts += 1
        try:
            self.deliver(message)
            if self.then is None:
                return message
            self.sent += hand_over(message=message, now=self.now, then=self.then)
        except Exception as error:
            put_off(message=message, now=self.now, error=error)
            self.away = isinstance(error, ServerAway)
        return None

    def _mark(self, went: Message | None, following: Message | None) -> bool:
        """Whether the next one is ours to try."""
        if self.announce is not None and following is not None:
            self.announce(following)
        marked, ready = turn(done=went, following=following, now=self.now)
        self.sent += marked
        if self.task and self.more and self.sent and not self.asked:
            self.asked = True
            enqueue(self.task)
        return ready


def send_emails(*, now: dt.datetime, before: Callable[[], object] | None = None) -> int:
    """Sends the e-mails that are due over one connection; how many. `before`: see `work_off`."""
    with Post() as post:
        return work_off(
            channel=Message.Channel.EMAIL,
            deliver=post.deliver,
            announce=post.announce,
            now=now,
            task=TASK,
            before=before,
        )
