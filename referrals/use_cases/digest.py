"""The day's one e-mail for those who want their early warnings together: at 07.00 on virkedager, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from referrals.use_cases.carried import carry
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
def _digest(user: User, *, now: dt.datetime) -> int:
    """One person's; 0 when it is written already, or when nothing is left to tell."""
    key = f"digest/{user.pk}/{timezone.localdate(now, LOCAL_ZONE).isoformat()}"
    if Message.objects.filter(key=key).exists():
        return 0
    rows = list(_waiting(now).filter(user=user).order_by("pk").select_for_update(of=("self",)))
    return carry({key: rows}, {user.pk: user}, now=now) if rows else 0
