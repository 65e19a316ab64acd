"""Messages that went, and whose receipt has not come: a person asks the receiver."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from referrals import clocks
from referrals.messages import flags
from referrals.models import MessageOut
from rve.core import settings_by_date
from rve.core.models import Region


def flag_unanswered(*, now: dt.datetime) -> int:
    """Marks those whose receipt is later than the region waits, until it comes; how many are new."""
    waiting = MessageOut.objects.filter(status=MessageOut.Status.SENT, flag="", handled_at=None)
    sent = waiting.exclude(kind=MessageOut.Kind.APPREC)
    regions = Region.objects.filter(pk__in=sent.values("region"))
    return sum(_flag(region, now) for region in regions)


def _flag(region: Region, now: dt.datetime) -> int:
    day = timezone.localdate(now, clocks.OSLO)
    hours = int(settings_by_date.value(region=region, key="message_receipt_hours", on=day))
    late = MessageOut.objects.filter(
        region=region,
        status=MessageOut.Status.SENT,
        flag="",
        handled_at=None,
        sent_at__lte=now - dt.timedelta(hours=hours),
    )
    return late.exclude(kind=MessageOut.Kind.APPREC).update(flag=flags.NO_RECEIPT)
