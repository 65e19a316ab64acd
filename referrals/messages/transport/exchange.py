"""One run of the way that is on: what waits goes out, what has come is taken in."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from referrals.messages.intake import take_in
from referrals.messages.transport.port import NoAnswer, NotNow
from referrals.messages.transport.sending import send_waiting
from referrals.messages.transport.unanswered import flag_unanswered
from referrals.messages.transport.ways import way_on
from referrals.models import MessageIn
from rve.core.api.refusals import NotOpenNow

log = logging.getLogger(__name__)


def send(*, now: dt.datetime) -> int:
    """How many were handed over; none while messages are off. Those without a receipt are marked."""
    way = way_on()
    if way is None:
        return 0
    flag_unanswered(now=now)
    return send_waiting(now=now, way=way)


def receive(*, way: str, clock: Callable[[], dt.datetime]) -> int:
    """How many were taken in, where this way is on. A service that is away is asked again later."""
    found = way_on()
    if found is None or found.name != way:
        return 0

    def keep(content: bytes, reference: str, *, sender: str = "") -> MessageIn:
        return take_in(
            content=content, transport=way, transport_reference=reference, sender=sender, now=clock()
        )

    try:
        return found.receive(keep)
    except (NotNow, NoAnswer, NotOpenNow) as error:
        log.warning("messages cannot be fetched now: %s", type(error).__name__)
        return 0
