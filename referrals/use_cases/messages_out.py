"""Messages to other systems, written in the transaction of what they tell; made and sent afterwards.

Only where both sides have a HER-id. Everywhere else the letter and the portal stand alone, as they do beside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from referrals.messages.make.parties import first_message, her_id_of, unit_of
from referrals.models import Decision, MessageOut, Placement, Question, Referral
from rve.core.models import CodedReason
from rve.core.queue import enqueue

TASK = "referrals.send_messages"
PATIENT_WISH = "patient_wish"
_GONE_OUT = (
    MessageOut.Status.SENDING,
    MessageOut.Status.SENT,
    MessageOut.Status.ACKNOWLEDGED,
    MessageOut.Status.FAILED,
)


def onward_key(placement: Placement) -> str:
    return f"onward/{placement.pk}"


def tell_place(placement: Placement, *, now: dt.datetime) -> None:
    """The onward referral to the place that is to have the patient (9146: 3)."""
    receiver = her_id_of(placement.institution)
    if not receiver:
        return
    _put(
        placement.referral,
        key=onward_key(placement),
        kind=MessageOut.Kind.ONWARD,
        receiver=receiver,
        conversation=_conversation(placement.referral),
        placement=placement,
        now=now,
    )


def take_back(placement: Placement, *, now: dt.datetime) -> None:
    """The place is not to have the patient after all: what was sent is cancelled by a message of its own.

    One that still waits is dropped when it is in hand (the placement is not live then).
    """
    sent = MessageOut.objects.filter(key=onward_key(placement), status__in=_GONE_OUT).defer("content").first()
    if sent is None:
        return
    _put(
        placement.referral,
        key=f"{onward_key(placement)}/cancelled",
        kind=MessageOut.Kind.ONWARD,
        receiver=sent.receiver_her_id,
        conversation=sent.conversation or str(sent.public_id),
        placement=placement,
        context={"cancelled": True, "parent": str(sent.public_id)},
        now=now,
    )


def ask_sender(case: Referral, asked: Sequence[Question], *, now: dt.datetime) -> None:
    """All that is asked now, in one message to the sender of a referral that came by message."""
    if not asked:
        return
    _tell(
        case,
        key=f"question/{case.pk}/{case.version}",
        kind=MessageOut.Kind.QUESTION,
        question=asked[0],
        context={"questions": [str(one.public_id) for one in asked]},
        now=now,
    )


def tell_decision(case: Referral, decision: Decision, *, now: dt.datetime) -> None:
    """To the sender: what was decided."""
    told = {"code": decision.outcome, "decision": str(decision.public_id)}
    _tell_status(case, once=f"decision/{decision.pk}", told=told, now=now)


def tell_stay(placement: Placement, code: str, *, now: dt.datetime, **told: str) -> None:
    """To the sender: rerouted, scheduled (`at`), started, interrupted or completed (`on`)."""
    once = f"{code}/{placement.pk}/{placement.version}"
    _tell_status(placement.referral, once=once, told={"code": code, **told}, placement=placement, now=now)


def tell_end(case: Referral, reason: CodedReason, *, on: dt.date, now: dt.datetime) -> None:
    """To the sender: the case ended before any stay (8445)."""
    code = "patient_declined" if reason.code == PATIENT_WISH else "ended"
    _tell_status(case, once="end", told={"code": code, "on": on.isoformat()}, now=now)


def _tell_status(case: Referral, *, once: str, told: dict[str, Any], now: dt.datetime, **row: Any) -> None:
    if case.channel != Referral.Channel.MESSAGE:
        return
    before = MessageOut.objects.filter(referral=case, kind=MessageOut.Kind.STATUS).order_by("-pk")
    parent = before.values_list("public_id", flat=True).first()
    if parent is not None:
        told = {**told, "parent": str(parent)}
    kind = MessageOut.Kind.STATUS
    _tell(case, key=f"status/{case.pk}/{once}", kind=kind, context=told, now=now, **row)


def _tell(case: Referral, *, key: str, kind: str, now: dt.datetime, **row: Any) -> None:
    """To the sender of a referral that came by message, in the conversation that it began."""
    if case.channel != Referral.Channel.MESSAGE:
        return
    first = first_message(case)
    receiver = first.sender_her_id if first is not None else case.organisation.her_id
    if receiver:
        _put(case, key=key, kind=kind, receiver=receiver, conversation=_conversation(case), now=now, **row)


def _conversation(case: Referral) -> str:
    """The id of the message that the referral came with."""
    return case.source_reference if case.channel == Referral.Channel.MESSAGE else ""


def _put(
    case: Referral, *, key: str, kind: str, receiver: str, conversation: str, now: dt.datetime, **row: Any
) -> None:
    """The row, once for its key; sent when the transaction is saved."""
    if settings.MESSAGE_TRANSPORT == "none" or unit_of(case.region) is None:
        return
    message = MessageOut(
        region=case.region,
        referral=case,
        key=key,
        kind=kind,
        transport=settings.MESSAGE_TRANSPORT,
        receiver_her_id=receiver,
        conversation=conversation,
        created_at=now,
        not_before=now,
        **row,
    )
    MessageOut.objects.bulk_create([message], ignore_conflicts=True)
    enqueue(TASK)
