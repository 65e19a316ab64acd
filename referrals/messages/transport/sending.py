"""What waits is made, handed over and marked, one at a time, by whoever claims it first.

At least once, always under the same MsgId and with the same bytes: the content is kept before it leaves. Who
dies with one in hand leaves it claimed, and it goes back after some minutes.
"""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.db import transaction
from django.db.models import F

from referrals.messages import flags
from referrals.messages.make.render import NotMade, NotNeeded, render
from referrals.messages.transport.port import NotNow, Refused, ServerAway, Transport
from referrals.messages.transport.told import tell_not_sent, tell_sent
from referrals.models import MessageOut
from rve.core.claims import insist

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
STUCK_AFTER = dt.timedelta(minutes=5)
NOT_NOW = dt.timedelta(minutes=2)
_RUN_SECONDS = 60.0
_Status = MessageOut.Status


def send_waiting(*, now: dt.datetime, way: Transport) -> int:
    """Sends what is due; how many were handed over. Ends early when nobody answers at the other end."""
    give_back_stuck(now=now)
    ends, sent = time.monotonic() + _RUN_SECONDS, 0
    while time.monotonic() < ends and (message := claim(now=now, way=way)) is not None:
        try:
            sent += _send(message, way, now)
        except ServerAway as error:
            _put_off(message, now, error)
            break
        except Exception as error:
            _put_off(message, now, error)
    return sent


@transaction.atomic
def claim(*, now: dt.datetime, way: Transport) -> MessageOut | None:
    """The oldest that is due, now the caller's and nobody else's."""
    due = MessageOut.objects.filter(status=_Status.PENDING, not_before__lte=now)
    rows = due.select_related("region").order_by("not_before", "pk")
    row = rows.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        return None
    row.status, row.claimed_at, row.transport = _Status.SENDING, now, way.name
    row.attempts += 1
    row.save(update_fields=["status", "claimed_at", "attempts", "transport"])
    return row


def _send(message: MessageOut, way: Transport, now: dt.datetime) -> bool:
    if not bytes(message.content):
        try:
            message.content = render(message)
        except NotNeeded:
            words = "What it tells is no longer so."
            return _end(message, _Status.CANCELLED, code="not_needed", words=words, now=now)
        except NotMade as error:
            return _end(message, _Status.FAILED, code="not_made", words=error.message, now=now)
        # The same bytes each time, whatever happens to the case meanwhile.
        MessageOut.objects.filter(pk=message.pk).update(content=message.content)
    try:
        reference = way.send(message)
    except Refused as error:
        return _end(message, _Status.FAILED, code=error.code, words=error.words, now=now)
    insist(lambda: _mark(message, reference, now))
    return True


def _ours(message: MessageOut) -> dict[str, object]:
    return {"pk": message.pk, "status": _Status.SENDING, "claimed_at": message.claimed_at}


@transaction.atomic
def _mark(message: MessageOut, reference: str, now: dt.datetime) -> None:
    """Sent; one that was taken over since is its new holder's to mark."""
    changed = {"status": _Status.SENT, "sent_at": now, "transport_reference": reference, "errors": []}
    if MessageOut.objects.filter(**_ours(message)).update(**changed):
        tell_sent(message, now=now)


@transaction.atomic
def _end(message: MessageOut, status: str, *, code: str, words: str, now: dt.datetime) -> bool:
    """It will not go; one that failed waits for a person among the messages."""
    changed = {
        "status": status,
        "errors": [{"code": code, "text": words}],
        "flag": flags.NOT_SENT if status == _Status.FAILED else "",
    }
    ended = MessageOut.objects.filter(**_ours(message)).update(**changed)
    if ended and status == _Status.FAILED:
        tell_not_sent(message, now=now)
    return False


def _put_off(message: MessageOut, now: dt.datetime, error: Exception) -> None:
    """Later, a little longer each time. Only an error's name is kept: its text may hold what was sent."""
    name, excused = type(error).__name__, isinstance(error, NotNow)
    if not excused:
        log.warning("message %s was not sent: %s", message.public_id, name)
    if not excused and message.attempts >= MAX_ATTEMPTS:
        insist(lambda: _end(message, _Status.FAILED, code="not_sent", words=name, now=now))
        return
    wait = NOT_NOW if excused else dt.timedelta(minutes=2 ** (message.attempts - 1))
    changed = {
        "status": _Status.PENDING,
        "claimed_at": None,
        "not_before": now + wait,
        "attempts": message.attempts - excused,
        "errors": [{"code": "later", "text": name}],
    }
    insist(lambda: MessageOut.objects.filter(**_ours(message)).update(**changed))


@transaction.atomic
def give_back_stuck(*, now: dt.datetime) -> int:
    """Those whose sender died; failed after the last attempt. How many go back."""
    stuck = MessageOut.objects.filter(status=_Status.SENDING, claimed_at__lt=now - STUCK_AFTER)
    for message in stuck.filter(attempts__gte=MAX_ATTEMPTS).defer("content"):
        _end(message, _Status.FAILED, code="not_sent", words="sender died", now=now)
    return stuck.update(status=_Status.PENDING, claimed_at=None, not_before=F("created_at"))
