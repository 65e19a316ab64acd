"""The day's one e-mail for those who want their early warnings together: at 07.00 on virkedager, once.

The rows of a digest are marked sent in the transaction that writes it: each goes out in one e-mail, or waits.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from referrals.models import Clock
from rve.core import office, outbox
from rve.core.dates import LOCAL_ZONE
from rve.core.models import Message, User
from rve.core.queue import enqueue


def send_digests(*, now: dt.datetime) -> int:
    """Writes the digests of the day that are not written yet; how many. None outside office hours."""
    if not office.is_office_time(now):
        return 0
    readers = _waiting(now).order_by("user_id").values_list("user_id", flat=True).distinct()
    made = sum(_digest(user, now=now) for user in _present(list(readers)))
    if made:
        enqueue(outbox.TASK)
    return made


def _present(readers: list[int]) -> QuerySet[User]:
    """Whoever has left is not written to any more."""
    return User.objects.filter(pk__in=readers, is_active=True).order_by("pk")


def _waiting(now: dt.datetime) -> Any:
    return Message.objects.filter(
        in_digest=True, status=Message.Status.PENDING, not_before__lte=now, user__isnull=False
    )


@transaction.atomic
def _digest(user: User, *, now: dt.datetime) -> bool:
    """One person's; False when it is written already, or when nothing is left to tell."""
    key = f"digest/{user.pk}/{timezone.localdate(now, LOCAL_ZONE).isoformat()}"
    if Message.objects.filter(key=key).exists():
        return False
    rows = list(_waiting(now).filter(user=user).order_by("pk").select_for_update(of=("self",)))
    if not rows or not outbox.put_new(_mail(user, key, rows), now=now):
        return False
    carrier = Message.objects.get(key=key)
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=Message.Status.SENT, sent_at=now, carried_by=carrier
    )
    return True


def take_out(*, key_prefix: str) -> None:
    """A digest that is written and has not left tells no more of a clock that has ended or moved: it is
    written anew without it, or taken back when it told of nothing else.
    """
    gone = Message.objects.filter(
        key__startswith=key_prefix, carried_by__in=outbox.not_begun().filter(kind=Message.Kind.DIGEST)
    )
    carriers = set(gone.values_list("carried_by_id", flat=True))
    # Asked for again under the lock: what has left meanwhile is left alone.
    for carrier in outbox.not_begun().filter(pk__in=carriers).select_for_update().order_by("pk"):
        gone.filter(carried_by=carrier).update(status=Message.Status.CANCELLED, carried_by=None)
        left = list(Message.objects.filter(carried_by=carrier).order_by("pk"))
        if left:
            carrier.context = {**carrier.context, "rows": _told(left)}
        else:
            carrier.status = Message.Status.CANCELLED
        carrier.save(update_fields=["context", "status"])


def take_out_moved() -> None:
    """As `take_out`, for every clock whose day is another now than its digest tells; in the caller's
    transaction.
    """
    unsent = outbox.not_begun().filter(kind=Message.Kind.DIGEST)
    told: dict[int, set[str]] = {}
    rows = Message.objects.filter(carried_by__in=unsent, key__startswith="clock/")
    for key, context in rows.values_list("key", "context"):
        told.setdefault(int(key.split("/")[1]), set()).add(context["due_on"])
    for pk, due_on in Clock.objects.filter(pk__in=told).order_by("pk").values_list("pk", "due_on"):
        if told[pk] != {due_on.isoformat()}:
            take_out(key_prefix=f"clock/{pk}/")


def _told(rows: list[Message]) -> list[dict[str, str]]:
    """What is due first stands first."""
    told = sorted(
        (row.context for row in rows), key=lambda told: (told["due_on"], told["reference"], told["clock"])
    )
    names = ("reference", "clock", "step", "due_on", "path")
    return [{name: one[name] for name in names} for one in told]


def _mail(user: User, key: str, rows: list[Message]) -> outbox.Outgoing:
    return outbox.Outgoing(
        key=key,
        kind=Message.Kind.DIGEST,
        channel=Message.Channel.EMAIL,
        case_kind="user",
        case_id=user.pk,
        template="digest",
        context={"rows": _told(rows), "path": "/"},
        user=user,
        office_hours=True,
    )
