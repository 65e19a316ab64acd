"""News of a case that is here already: found by conversation or document, told to whoever works on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import Q

from referrals import attention
from referrals.messages.parse import safe
from referrals.messages.parse.envelope import Envelope, envelope
from referrals.messages.parse.referral import SentReferral, referral
from referrals.messages.refusals import Refused
from referrals.models import MessageIn, MessageOut, Referral
from referrals.use_cases.attachments import FileInput, attach
from referrals.use_cases.history import note
from referrals.use_cases.patients import find_by_number
from referrals.use_cases.rows import lock_referral, save
from rve.core.errors import DomainError
from rve.core.models import Organisation
from rve.core.policies import Actor

_MOST_LOOKED_AT = 20


def case_of(
    found: Envelope, *, sent: SentReferral | None = None, unit: Organisation, tenant: Organisation
) -> Referral | None:
    """The case of the same sender that a message refers to; for a referral also by its document's id."""
    by_reference = case_by_reference(found, unit=unit)
    if by_reference is not None and is_of(by_reference, found, tenant):
        return by_reference
    return _by_document(found, sent, unit=unit, tenant=tenant) if sent else None


def case_by_reference(found: Envelope, *, unit: Organisation) -> Referral | None:
    """By the messages of its conversation, in or out, whoever the sender is; the sender's own before those of
    others: an id is one sender's, and somebody else may have used the same.
    """
    if not found.refers_to:
        return None
    received = MessageIn.objects.filter(region=unit.region, referral__isnull=False)
    rows = received.filter(message_id__in=found.refers_to).select_related("referral").order_by("pk")
    row = rows.filter(sender_her_id__in=found.sender.her_ids).first() or rows.first()
    if row is not None:
        return row.referral
    sent = MessageOut.objects.filter(region=unit.region, referral__isnull=False)
    ids = Q(conversation__in=found.refers_to) | Q(public_id__in=uuids(found.refers_to))
    out = sent.filter(ids).select_related("referral").order_by("pk").first()
    return out.referral if out is not None else None


def uuids(texts: Iterable[str]) -> list[str]:
    """Those of the ids that can be ours."""
    return [one for one in texts if len(one) == 36 and all(char in "0123456789abcdefABCDEF-" for char in one)]


def is_of(case: Referral, found: Envelope, tenant: Organisation) -> bool:
    """Whether this sender sent the case, or is its organisation, or one that we wrote to about it."""
    if tenant.kind != Organisation.Kind.RVE and case.organisation_id == tenant.pk:
        return True
    mine = found.sender.her_ids
    if not mine:
        return False
    wrote = case.messages_in.filter(sender_her_id__in=mine).exists()
    return wrote or case.messages_out.filter(receiver_her_id__in=mine).exists()


def _by_document(
    found: Envelope, sent: SentReferral | None, *, unit: Organisation, tenant: Organisation
) -> Referral | None:
    """An old message has no conversation, a new one may name the document: the patient's cases are asked."""
    if sent is None or not sent.patient.number:
        return None
    ids = {sent.document_id, *found.refers_to} - {""}
    patient = find_by_number(region=unit.region, number=sent.patient.number)
    if patient is None or not ids:
        return None
    rows = MessageIn.objects.filter(referral__patient=patient, kind=MessageIn.Kind.REFERRAL)
    for row in rows.select_related("referral__organisation").order_by("-pk")[:_MOST_LOOKED_AT]:
        case = row.referral
        if case is not None and document_of(row) in ids and is_of(case, found, tenant):
            return case
    return None


def document_of(row: MessageIn) -> str:
    """The id of the document in a message that is kept."""
    try:
        kept = envelope(safe.tree(bytes(row.content), most=settings.MESSAGE_MAX_BYTES))
    except Refused:
        return ""
    sent = referral(kept) if kept else None
    return sent.document_id if sent else ""


def tell_case(
    case: Referral, *, row: MessageIn, flag: str, files: Sequence[FileInput], by: Actor, now: dt.datetime
) -> None:
    """Its files go to an open case; the case asks somebody to read the message, which stays in the list until
    that is done.
    """
    locked = lock_referral(case)
    row.referral, row.flag = locked, flag
    if locked.is_open:
        for file in files:
            _attach(locked, file, by=by, now=now)
    ask_to_read(locked, now=now)
    note(locked, "message_came", by=by, now=now, message=str(row.public_id), flag=flag)


def ask_to_read(case: Referral, *, now: dt.datetime) -> None:
    """The case says that a message waits to be read; the message must be flagged. `case` must be locked, or
    made in this transaction.
    """
    case.attention = attention.add(case.attention, attention.MESSAGE)
    save(case, now=now)


def _attach(case: Referral, file: FileInput, *, by: Actor, now: dt.datetime) -> None:
    """One file too many stays in the message alone."""
    try:
        attach(referral=case, name=file.name, data=file.data, by=by, now=now)
    except DomainError:
        return
