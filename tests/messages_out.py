"""Regions whose parties have HER-ids, referrals that came by message, and messages that were made."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lxml import etree

from referrals.messages.make.render import render
from referrals.models import Decision, MessageIn, MessageOut, Referral
from referrals.use_cases import decisions
from tests.people import NOW, World, a_decision_input, a_referral

UNIT, PLACE, SENDER = "8094001", "8094002", "8094003"
FIRST_ID = "3f0c9c1a-6a55-4c53-9f3b-6f1f6f1a0001"


def with_her_ids(world: World) -> World:
    """The unit, Fjellheimen and Kari's practice can be reached by message."""
    for row, her_id in ((world.rve, UNIT), (world.fjellheimen, PLACE), (world.practice, SENDER)):
        row.her_id = her_id
        row.save()
    return world


def came_by_message(world: World, case: Referral | None = None, *, now: dt.datetime = NOW) -> Referral:
    """A referral as it stands after it came by message from the practice."""
    case = case or a_referral(world, now=now)
    Referral.objects.filter(pk=case.pk).update(channel=Referral.Channel.MESSAGE, source_reference=FIRST_ID)
    MessageIn.objects.create(
        region=world.region,
        kind=MessageIn.Kind.REFERRAL,
        status=MessageIn.Status.PROCESSED,
        transport="folder",
        transport_reference="first",
        sender_her_id=SENDER,
        message_id=FIRST_ID,
        digest="0" * 64,
        content=b"<MsgHead/>",
        received_at=now,
        referral=case,
    )
    case.refresh_from_db()
    return case


def decided(world: World, case: Referral, *, now: dt.datetime = NOW, **changed: Any) -> Decision:
    """Claimed, prepared by Ingrid and signed by Liv."""
    from_here = world.ingrid
    row = decisions.prepare(
        referral=case, decision=a_decision_input(case, **changed), by=from_here, now=now, version=case.version
    )
    return decisions.sign(decision=row, by=world.liv, now=now, version=row.version)


def out(kind: str) -> MessageOut:
    return MessageOut.objects.get(kind=kind)


def tree(message: MessageOut) -> Any:
    """The message as its reader sees it."""
    return etree.fromstring(render(message))


def texts(root: Any, name: str) -> list[str]:
    """The text of every element of this name, whatever its namespace."""
    return [one.text or "" for one in root.iter(f"{{*}}{name}")]


def values(root: Any, name: str) -> list[str]:
    """The V of every element of this name."""
    return [one.get("V") for one in root.iter(f"{{*}}{name}")]
