"""Who handed a message in, held against who it says it is from.

Only where the way knows that (Norsk helsenett's service does, a folder does not). The levels outside of the
sender's own are as the message says: which service belongs to which organisation is for Adresseregisteret.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.utils import timezone

from institutions.models import Institution
from referrals.clocks import OSLO
from referrals.messages import flags, receipts
from referrals.messages.parse import safe
from referrals.messages.parse.envelope import Envelope, envelope
from referrals.messages.parse.parties import HER, Level, Party
from referrals.messages.processing import kind_of
from referrals.messages.refusals import Refused
from referrals.messages.tenants import region_of
from referrals.models import MessageIn
from rve.core.models import Organisation

_OTHER = Refused("X99", "Avsenderen i meldingen er en annen enn den som har sendt den.")


def refuse_another(row: MessageIn, *, sender: str, now: dt.datetime) -> bool:
    """Refuses a message whose sender is not who handed it in; False where it is, or nothing can be read.

    It never becomes a case: it waits for a person, its id stays free for the one it belongs to, and the
    receipt goes to whoever handed it in.
    """
    found = _envelope(bytes(row.content))
    if found is None or is_sender(found.sender, sender):
        return False
    row.kind, row.standard, row.sender_her_id = kind_of(found), found.standard, sender
    row.region = region_of(found.receiver, on=timezone.localdate(now, OSLO))
    row.status, row.errors, row.processed_at = MessageIn.Status.REJECTED, [_OTHER.row], now
    row.flag = flags.NOT_ITS_SENDER
    row.save()
    if row.kind != MessageIn.Kind.APPREC:
        told = replace(found, sender=Party((Level(numbers=((HER, sender),)),)))
        receipts.answer(row, told, errors=[_OTHER.row], refused=True, now=now)
    return True


def is_sender(said: Party, her_id: str) -> bool:
    """Whether the message names this HER-id as its sender, and inside of it nobody else that is known here:
    the message is the word of who stands innermost.
    """
    if her_id not in said.her_ids:
        return False
    inside = said.her_ids[: said.her_ids.index(her_id)]
    known = (Organisation.objects.filter(her_id__in=inside), Institution.objects.filter(her_id__in=inside))
    return not inside or not any(rows.exists() for rows in known)


def _envelope(content: bytes) -> Envelope | None:
    """Also of a message that is not whole: its receipt is not to reach somebody who never sent it."""
    most = settings.MESSAGE_MAX_BYTES
    try:
        root = safe.tree(content, most=most)
    except Refused as refused:
        found = safe.wreck(content, most=most) if refused.code == "T01" else None
        if found is None:
            return None
        root = found
    return envelope(root)
