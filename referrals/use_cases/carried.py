"""One e-mail that carries several reminders: what it tells, and what is taken out before it leaves.

Its rows are marked sent in the transaction that writes it: each goes out in one e-mail, or waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from referrals import clocks
from referrals.models import Clock
from rve.core import outbox
from rve.core.models import Message, User

_CARRY = """
    UPDATE core_message AS message SET status = 'sent', sent_at = %s, carried_by_id = carrier.id
      FROM unnest(%s::bigint[], %s::text[]) AS row (id, key) JOIN core_message AS carrier USING (key)
     WHERE message.id = row.id
"""


def carry(mails: dict[str, Sequence[Message]], users: dict[int, User], *, now: dt.datetime) -> int:
    """Writes an e-mail for each key, of rows of one person that the caller holds locked; how many. Where the
    key is there already its rows wait on.
    """
    wanted = (_mail(key, rows, users[rows[0].user_id or 0]) for key, rows in mails.items())
    new = outbox.put_new(*wanted, now=now)
    carried = [(row.pk, key) for key in new for row in mails[key]]
    with connection.cursor() as cursor:
        cursor.execute(_CARRY, [now, [pk for pk, _key in carried], [key for _pk, key in carried]])
    return len(new)


def _mail(key: str, rows: Sequence[Message], user: User) -> outbox.Outgoing:
    return outbox.Outgoing(
        key=key,
        kind=Message.Kind.DIGEST,
        channel=Message.Channel.EMAIL,
        case_kind="user",
        case_id=user.pk,
        template="digest",
        context={**_told(rows), "path": "/"},
        user=user,
        office_hours=True,
    )


def _told(rows: Iterable[Message]) -> dict[str, Any]:
    """What is due first stands first; how many are over the deadline."""
    told = sorted(
        (row.context for row in rows), key=lambda told: (told["due_on"], told["reference"], told["clock"])
    )
    names = ("reference", "clock", "step", "due_on", "path")
    return {
        "rows": [{name: one[name] for name in names} for one in told],
        "over": sum(one["step"] == clocks.BREACH for one in told),
    }


def unsent() -> QuerySet[Message]:
    """E-mails with several reminders that nobody has handed over."""
    return outbox.not_begun().filter(kind=Message.Kind.DIGEST)


def take_out(gone: Q) -> None:
    """An e-mail that is written and has not left tells no more of these reminders: it is written anew without
    them, or taken back when it told of nothing else.
    """
    rows = Message.objects.filter(gone, carried_by__in=unsent())
    carriers = set(rows.values_list("carried_by_id", flat=True))
    # Asked for again under the lock: what has left meanwhile is left alone.
    for carrier in unsent().filter(pk__in=carriers).select_for_update().order_by("pk"):
        rows.filter(carried_by=carrier).update(status=Message.Status.CANCELLED, carried_by=None)
        left = list(Message.objects.filter(carried_by=carrier).order_by("pk"))
        if left:
            carrier.context = {**carrier.context, **_told(left)}
        else:
            carrier.status = Message.Status.CANCELLED
        carrier.save(update_fields=["context", "status"])


def take_out_moved() -> None:
    """As `take_out`, for every clock whose day is another now than its e-mail tells; in the caller's
    transaction.
    """
    told: dict[int, set[str]] = {}
    rows = Message.objects.filter(carried_by__in=unsent(), key__startswith="clock/")
    for key, context in rows.values_list("key", "context"):
        told.setdefault(int(key.split("/")[1]), set()).add(context["due_on"])
    for pk, due_on in Clock.objects.filter(pk__in=told).order_by("pk").values_list("pk", "due_on"):
        if told[pk] != {due_on.isoformat()}:
            take_out(Q(key__startswith=f"clock/{pk}/"))
