"""Who has which message in hand: claimed in batches, marked one by one, given back when the claimer died.

A claimer that lives is never robbed, however slow the other end is: it holds an advisory lock named by the
moment of its claim. Claimed rows are tried in order, each marked before the next: when a claimer died, only
the first that is left can have been under way, and only it counts an attempt.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from weakref import WeakSet

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, prefetch_related_objects

from rve.core import office
from rve.core.models import Message

STUCK_AFTER = dt.timedelta(minutes=5)
MAX_ATTEMPTS = 8
NOT_NOW = dt.timedelta(minutes=2)
Answer = TypeVar("Answer")
_PATIENCE, _PAUSE = 30, 1.0
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# One statement for each message: the one that went is marked, and whether the next is still ours is told. One
# that was taken back while it was under way has gone, and is marked so. IS NOT DISTINCT FROM: it is found by
# its key, not through the index of all that is claimed, which is full of those that went already.
_TURN = """
    PREPARE outbox_turn (bigint, bigint, timestamptz, timestamptz) AS
    WITH went AS (
        UPDATE core_message
           SET status = 'sent', sent_at = $4, error = '', attempts = attempts + 1
         WHERE id = $1 AND status IN ('sending', 'cancelled')
           AND claimed_at IS NOT DISTINCT FROM $3
        RETURNING id
    )
    SELECT (SELECT count(*) FROM went),
           (SELECT count(*) FROM core_message
             WHERE id = $2 AND status = 'sending'
               AND claimed_at IS NOT DISTINCT FROM $3)
"""
_PREPARED: WeakSet[Any] = WeakSet()


class NoAddress(Exception):
    """There is nowhere to send it: trying again changes nothing."""


class Refused(Exception):
    """The receiver will not have it: trying again changes nothing, and the others go on."""


class NotNow(Exception):
    """The other end cannot take it now. That is not the message's fault, and uses up no attempt."""


class ServerAway(NotNow):
    """Nobody answers at the other end: the rest of the batch would fare no better."""


NOT_ITS_FAULT = (NotNow, ConnectionError, TimeoutError)
FINAL = (NoAddress, Refused)


def _lock_of(claimed_at: dt.datetime) -> int:
    return (claimed_at - _EPOCH) // dt.timedelta(microseconds=1)


def _ask(sql: str, number: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, [number])
        return cursor.fetchone()[0]


@contextmanager
def alive(now: dt.datetime) -> Iterator[None]:
    """While this lasts, nobody takes back what was claimed at `now`."""
    _ask("SELECT pg_advisory_lock_shared(%s)", _lock_of(now))
    try:
        yield
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            insist(lambda: _ask("SELECT pg_advisory_unlock_shared(%s)", _lock_of(now)))


@transaction.atomic
def give_back_stuck(*, now: dt.datetime) -> int:
    """Rows whose claimer died go back to pending, failed after the last attempt; how many go back."""
    rows = Message.objects.filter(status=Message.Status.SENDING, claimed_at__lt=now - STUCK_AFTER)
    moments = rows.order_by("claimed_at").values_list("claimed_at", flat=True).distinct()
    dead = [one for one in moments if one and _ask("SELECT pg_try_advisory_xact_lock(%s)", _lock_of(one))]
    if not dead:
        return 0
    stuck = rows.filter(claimed_at__in=dead)
    first = stuck.order_by("claimed_at", "channel", "not_before", "pk").distinct("claimed_at", "channel")
    under_way = list(first.values_list("pk", flat=True))
    Message.objects.filter(pk__in=under_way).update(attempts=F("attempts") + 1)
    stuck.filter(attempts__gte=MAX_ATTEMPTS).update(status=Message.Status.FAILED, error="claimer died")
    return stuck.update(status=Message.Status.PENDING, claimed_at=None)


@transaction.atomic
def claim_batch(*, channel: str, now: dt.datetime, limit: int) -> list[Message]:
    """The oldest messages that are due on this channel, now the caller's; the same for nobody else.

    Those for office hours stay where they are outside of them, whenever they were written; those that
    wait for the day's one e-mail never go alone.
    """
    due = Message.objects.filter(
        channel=channel, status=Message.Status.PENDING, not_before__lte=now, in_digest=False
    )
    if not office.is_office_time(now):
        due = due.filter(office_hours=False)
    found = list(due.order_by("not_before", "pk").select_for_update(skip_locked=True)[:limit])
    # Many go to the same few: each receiver is read once, not once for each row.
    prefetch_related_objects(found, "user", "organisation")
    Message.objects.filter(pk__in=[row.pk for row in found]).update(
        status=Message.Status.SENDING, claimed_at=now
    )
    for row in found:
        row.status, row.claimed_at = Message.Status.SENDING, now
    return found


def claim(*, channel: str, now: dt.datetime) -> Message | None:
    """The oldest message that is due on this channel, claimed and about to be tried; None when none is."""
    for message in claim_batch(channel=channel, now=now, limit=1):
        message.attempts += 1
        return message
    return None


def turn(*, done: Message | None, following: Message | None, now: dt.datetime) -> tuple[bool, bool]:
    """Marks the one that went as sent, and looks whether the next is still ours to try."""
    one = done or following
    if one is None:
        return False, False
    asked = [done.pk if done else None, following.pk if following else None, one.claimed_at, now]

    def mark() -> tuple[int, int]:
        with connection.cursor() as cursor:
            # Planned once for each connection: that takes longer than the rest of it.
            if connection.connection not in _PREPARED:
                cursor.execute(_TURN)
                _PREPARED.add(connection.connection)
            cursor.execute("EXECUTE outbox_turn (%s, %s, %s, %s)", asked)
            found: tuple[int, int] = cursor.fetchone()
            return found

    went, ours = insist(mark)
    return bool(went), bool(ours)


def _still_ours(message: Message) -> Any:
    return Message.objects.filter(pk=message.pk, status=Message.Status.SENDING, claimed_at=message.claimed_at)


@transaction.atomic
def _hand_over(message: Message, now: dt.datetime, then: Callable[[Message], None] | None) -> bool:
    ours = (Message.Status.SENDING, Message.Status.CANCELLED)
    row = Message.objects.filter(pk=message.pk, status__in=ours, claimed_at=message.claimed_at)
    if not row.update(status=Message.Status.SENT, sent_at=now, error="", attempts=F("attempts") + 1):
        return False
    if then is not None:
        then(message)
    return True


def hand_over(*, message: Message, now: dt.datetime, then: Callable[[Message], None] | None = None) -> bool:
    """Marks it sent and does what follows, in one transaction; False when another
    worker has taken it since.
    """
    return insist(lambda: _hand_over(message, now, then))


def put_off(*, message: Message, now: dt.datetime, error: Exception) -> None:
    """Tries again later, a little longer each time; failed after the last attempt, or when it is refused.

    When the other end cannot take anything, the attempt does not count.
    """
    excused = isinstance(error, NOT_ITS_FAULT)
    final = isinstance(error, FINAL) or (not excused and message.attempts >= MAX_ATTEMPTS)
    wait = NOT_NOW if excused else dt.timedelta(minutes=2 ** max(message.attempts - 1, 0))
    changed: dict[str, Any] = {
        "status": Message.Status.FAILED if final else Message.Status.PENDING,
        "claimed_at": None,
        "not_before": message.not_before if final else now + wait,
        "error": type(error.__cause__ or error).__name__,
        "attempts": message.attempts - (1 if excused else 0),
    }
    insist(lambda: _still_ours(message).update(**changed))


def give_back(rows: Sequence[Message]) -> None:
    """What was claimed and not tried waits on, as if nobody had taken it."""
    for claimed_at in {row.claimed_at for row in rows}:
        mine = Message.objects.filter(pk__in=[row.pk for row in rows], claimed_at=claimed_at)
        insist(
            lambda mine=mine: mine.filter(status=Message.Status.SENDING).update(  # type: ignore[misc]
                status=Message.Status.PENDING, claimed_at=None
            )
        )


def insist(deed: Callable[[], Answer]) -> Answer:
    """Does it again for half a minute while the database is away: what has left must be marked as such."""
    for _ in range(_PATIENCE):
        try:
            return deed()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(_PAUSE)
    return deed()
