from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import count

import pytest

from referrals.messages.intake import take_in
from referrals.models import MessageIn
from rve.core.models import Organisation
from tests.people import NOW, World
from tests.referrals.messages.written import PRACTICE, UNIT

Taken = Callable[..., MessageIn]


@pytest.fixture
def sector(world: World) -> World:
    """The region with HER-ids: the unit's and the practice's."""
    Organisation.objects.filter(pk=world.rve.pk).update(her_id=UNIT)
    Organisation.objects.filter(pk=world.practice.pk).update(her_id=PRACTICE)
    return world


@pytest.fixture
def taken(sector: World) -> Taken:
    """Hands a message in, as a transport does, under a name of its own."""
    serial = count()

    def take(content: bytes, *, name: str = "", now: dt.datetime = NOW) -> MessageIn:
        reference = name or f"{next(serial)}.xml"
        return take_in(content=content, transport="folder", transport_reference=reference, now=now)

    return take
