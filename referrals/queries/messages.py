"""Messages in and out, by what is to be done about them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.db.models import F, Q, QuerySet

from institutions.models import Institution
from referrals import attention
from referrals.messages.tenants import region_of
from referrals.messages.transport import folder
from referrals.models import MessageIn, MessageOut, Referral
from referrals.policies.messages import may_see_put_aside, received_by, sent_by
from rve.core.models import Organisation
from rve.core.policies import Actor

LOOK, IN, OUT, REJECTED = "look", "in", "out", "rejected"
VIEWS = (LOOK, IN, OUT, REJECTED)
Either = MessageIn | MessageOut
# The flags of a case that are told as a link to the message.
OF_MESSAGES = (attention.MESSAGE, attention.MESSAGE_REFUSED)
_OPEN = ~Q(flag="") & Q(handled_at=None)
_FAILED_OUT = Q(status=MessageOut.Status.FAILED, handled_at=None)


@dataclass(frozen=True, slots=True)
class Counted:
    look: int
    waiting_in: int
    waiting_out: int
    rejected: int


def looked_at(actor: Actor) -> list[Either]:
    """What waits for a person, the oldest first; both ways."""
    rows: Iterable[Either] = chain(_to_look_at_in(actor), _to_look_at_out(actor))
    return sorted(rows, key=when)


def when(row: Either) -> dt.datetime:
    return row.received_at if isinstance(row, MessageIn) else row.created_at


def _to_look_at_in(actor: Actor) -> QuerySet[MessageIn]:
    return _lean(received_by(actor).filter(_OPEN))


def _to_look_at_out(actor: Actor) -> QuerySet[MessageOut]:
    return _lean_out(sent_by(actor).filter(_OPEN | _FAILED_OUT))


def listed(actor: Actor, view: str) -> QuerySet[MessageIn] | QuerySet[MessageOut]:
    """In, out or refused by us, the latest first."""
    if view == OUT:
        return _lean_out(sent_by(actor)).order_by("-created_at", "-pk")
    rows = _lean(received_by(actor)).order_by("-received_at", "-pk")
    return rows.filter(status=MessageIn.Status.REJECTED) if view == REJECTED else rows


def _lean(rows: QuerySet[MessageIn]) -> QuerySet[MessageIn]:
    return rows.defer("content").select_related("referral")


def _lean_out(rows: QuerySet[MessageOut]) -> QuerySet[MessageOut]:
    return rows.defer("content", "context").select_related("referral")


def counts(actor: Actor) -> Counted:
    waiting = (MessageOut.Status.PENDING, MessageOut.Status.SENDING)
    return Counted(
        look=_to_look_at_in(actor).count() + _to_look_at_out(actor).count(),
        waiting_in=received_by(actor).filter(status=MessageIn.Status.RECEIVED).count(),
        waiting_out=sent_by(actor).filter(status__in=waiting).count(),
        rejected=received_by(actor).filter(status=MessageIn.Status.REJECTED).count(),
    )


def put_aside(actor: Actor) -> int:
    """How many files of the folder are no messages. They name no region: told where a message for nobody
    stands.
    """
    if folder.Folder.name != settings.MESSAGE_TRANSPORT or not may_see_put_aside(actor):
        return 0
    count = folder.put_aside()
    return count if count and region_of(None, on=actor.today) == actor.region else 0


def waiting_of(actor: Actor, referral: Referral) -> list[tuple[str, Either]]:
    """Which way and which message of a case somebody must read; asked only where the case says so."""
    if not set(OF_MESSAGES) & set(attention.codes(referral.attention)):
        return []
    came = _to_look_at_in(actor).filter(referral=referral)
    left = _to_look_at_out(actor).filter(referral=referral)
    return [*(("in", row) for row in came), *(("out", row) for row in left)]


def names_of(rows: Sequence[Either]) -> dict[str, str]:
    """The organisations and institutions behind the HER-ids of a page's rows; a person's HER-id is told by
    the organisation whose cases came from it.
    """
    ids = {other_side(row) for row in rows} - {""}
    places = Institution.objects.filter(her_id__in=ids).values_list("her_id", "name")
    known = dict(places) | dict(Organisation.objects.filter(her_id__in=ids).values_list("her_id", "name"))
    return _tenants(ids - known.keys(), {row.region_id for row in rows}) | known


def _tenants(ids: set[str], regions: set[int]) -> dict[str, str]:
    """By the cases that messages with these ids became; an id that several organisations used has no name."""
    if not ids:
        return {}
    rows = MessageIn.objects.exclude(message_id="").filter(
        region__in=regions,
        sender_her_id__in=ids,
        referral__channel=Referral.Channel.MESSAGE,
        referral__source_reference=F("message_id"),
    )
    found: dict[str, set[str]] = defaultdict(set)
    own = Organisation.Kind.RVE
    named = rows.exclude(referral__organisation__kind=own).values_list(
        "sender_her_id", "referral__organisation__name"
    )
    for her_id, name in named.distinct():
        found[her_id].add(name)
    return {her_id: names.pop() for her_id, names in found.items() if len(names) == 1}


def other_side(row: Either) -> str:
    return row.sender_her_id if isinstance(row, MessageIn) else row.receiver_her_id
