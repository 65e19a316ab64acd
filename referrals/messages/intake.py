"""The door for messages: kept first, then processed; what cannot be processed waits, and no exception leaves.

A message is tried five times, a little later each time. Then a person is told; no receipt has gone, for it
was not the sender's fault.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import traceback
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from referrals.clocks import OSLO
from referrals.messages import flags
from referrals.messages.processing import process
from referrals.messages.shipped import refuse_another
from referrals.messages.tenants import region_of
from referrals.models import MessageIn

MAX_ATTEMPTS = 5
# How long after its arrival a message is tried for the second, third, … time.
WAITS = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
)
BATCH = 50
_CHANGED = (
    *(
        "region",
        "kind",
        "status",
        "sender_her_id",
        "message_id",
        "standard",
        "processed_at",
        "errors",
        "flag",
    ),
    *("duplicate_of", "referral", "question"),
)
log = logging.getLogger(__name__)


class TooOften(Exception):
    """Tried as often as it may be, and never came to an end."""


def take_in(
    *, content: bytes, transport: str, transport_reference: str, now: dt.datetime, sender: str = ""
) -> MessageIn:
    """Keeps a message in a transaction of its own, and processes it; one transport reference is one message.

    `sender`: the HER-id of who handed it in, where the transport knows. Whatever the bytes are, nothing is
    raised; only a database that is away is.
    """
    reference = _short(transport_reference)
    row = _kept(content, transport=transport, reference=reference, sender=sender, now=now)
    if row.status == MessageIn.Status.RECEIVED:
        work_on(row.pk, now=now)
    return MessageIn.objects.defer("content").get(pk=row.pk)


def process_waiting(*, clock: Callable[[], dt.datetime]) -> int:
    """Tries those again that wait and are due; how many are done with afterwards. Each at its own moment: who
    follows a case by its time of change looks back some minutes only.
    """
    done = 0
    for key, received_at, attempts in _waiting():
        now = clock()
        if received_at + WAITS[min(attempts, MAX_ATTEMPTS - 1)] <= now:
            done += work_on(key, now=now)
    return done


def _waiting() -> list[tuple[int, dt.datetime, int]]:
    rows = MessageIn.objects.filter(status=MessageIn.Status.RECEIVED).order_by("received_at", "pk")
    return list(rows.values_list("pk", "received_at", "attempts")[:BATCH])


def work_on(key: int, *, now: dt.datetime) -> bool:
    """Processes one that waits; True when it is done with. Another worker's is left alone."""
    waiting = MessageIn.objects.filter(pk=key, status=MessageIn.Status.RECEIVED)
    # Counted first and on its own: a message that kills its worker is not tried for ever.
    waiting.update(attempts=F("attempts") + 1)
    try:
        with transaction.atomic():
            row = waiting.select_for_update(of=("self",), skip_locked=True).select_related("region").first()
            if row is None:
                return False
            if row.attempts > MAX_ATTEMPTS:
                raise TooOften
            process(row, now=now)
            row.processed_at = now
            row.save(update_fields=_CHANGED)
            return True
    except Exception as error:
        _put_off(key, error=error, now=now)
        return False


def _put_off(key: int, *, error: Exception, now: dt.datetime) -> None:
    """Waits for the next attempt; the last one fails. Told is where, never what: it may hold a patient."""
    where = _where(error)
    log.error("message %s could not be processed: %s", key, where)
    with transaction.atomic():
        rows = MessageIn.objects.filter(pk=key, status=MessageIn.Status.RECEIVED)
        rows.update(errors=[{"code": "", "text": where}])
        rows.filter(attempts__gte=MAX_ATTEMPTS).update(
            status=MessageIn.Status.FAILED, flag=flags.GAVE_UP, processed_at=now
        )


def _where(error: Exception) -> str:
    """«KeyError, take_referral.py 41»: the innermost place in the messages' own code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/referrals/" in frame.filename] or frames
    last = ours[-1] if ours else None
    place = f", {last.filename.rpartition('/')[2]} {last.lineno}" if last else ""
    return f"{type(error).__name__}{place}"


def _short(reference: str) -> str:
    """Of a length the column has room for; two long ones never become one."""
    plain = reference.replace("\x00", " ")
    if len(plain) <= 200:
        return plain
    return f"{plain[:150]} {hashlib.sha256(reference.encode()).hexdigest()[:40]}"


def _kept(content: bytes, *, transport: str, reference: str, sender: str, now: dt.datetime) -> MessageIn:
    rows = MessageIn.objects.defer("content").filter(transport=transport, transport_reference=reference)
    found = rows.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            row = MessageIn.objects.create(
                region=region_of(None, on=timezone.localdate(now, OSLO)),
                transport=transport,
                transport_reference=reference,
                digest=hashlib.sha256(content).hexdigest(),
                content=content,
                received_at=now,
            )
            if sender:
                refuse_another(row, sender=sender, now=now)
            return row
    except IntegrityError:
        return rows.get()
