"""A row that waits to be sent, as the bytes that are sent: made once, when it is first in hand."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation

from referrals import clocks
from referrals.messages.make import codes, dialogue, enclosed, onward
from referrals.messages.make.codes import Coded
from referrals.messages.make.head import Enclosed, Head, Party, envelope
from referrals.messages.make.parties import party, place_party, sender_party, unit_of
from referrals.models import MessageOut, Placement, Question
from rve.core import settings_by_date
from rve.core.errors import DomainError

_TYPES = {
    MessageOut.Kind.ONWARD: codes.ONWARD,
    MessageOut.Kind.QUESTION: codes.DIALOGUE,
    MessageOut.Kind.STATUS: codes.STATUS,
}


class NotNeeded(Exception):
    """What it tells is no longer so, and nobody has been told: it is not sent."""


class NotMade(DomainError):
    """It cannot be made from what is known; the message says why, and nothing of the patient."""


def render(message: MessageOut) -> bytes:
    """The message in Norwegian, the same bytes each time as long as the case stands still."""
    referral = message.referral
    if referral is None or message.kind not in _TYPES:
        raise NotMade("nothing to make it from")
    with translation.override("nb"):
        if message.kind == MessageOut.Kind.ONWARD:
            body, files = _onward(message)
        elif message.kind == MessageOut.Kind.QUESTION:
            body, files = _questions(message), []
        else:
            body, files = _status(message)
        onward_only = message.kind == MessageOut.Kind.ONWARD
        return envelope(_head(message), referral=referral, body=body, contact=onward_only, enclosed=files)


def _head(message: MessageOut) -> Head:
    unit = unit_of(message.region)
    if unit is None:
        raise NotMade("the unit has no HER-id")
    return Head(
        type=_type(message),
        message_id=str(message.public_id),
        made_at=message.created_at,
        sender=party(unit),
        receiver=_receiver(message),
        parent=str(message.context.get("parent") or ""),
        conversation=message.conversation,
    )


def _type(message: MessageOut) -> Coded:
    return _TYPES[MessageOut.Kind(message.kind)]


def _receiver(message: MessageOut) -> Party:
    if message.kind == MessageOut.Kind.ONWARD:
        assert message.placement is not None
        return place_party(message.placement.institution)
    assert message.referral is not None
    return sender_party(message.referral, message.receiver_her_id)


def _onward(message: MessageOut) -> tuple[Any, list[Enclosed]]:
    placement = message.placement
    assert placement is not None
    cancelled = bool(message.context.get("cancelled"))
    if cancelled:
        return onward.body(placement, cancelled=True, left_out=[]), []
    if placement.status not in Placement.LIVE:
        raise NotNeeded
    files, left_out = enclosed.for_place(placement)
    return onward.body(placement, cancelled=False, left_out=left_out), files


def _questions(message: MessageOut) -> Any:
    """Those that still wait for an answer; none: the message is not needed."""
    referral = message.referral
    assert referral is not None
    rows = Question.objects.filter(referral=referral, public_id__in=message.context["questions"])
    waiting = list(rows.filter(answered_at=None, withdrawn_at=None).select_related("asked_by").order_by("pk"))
    if not waiting:
        raise NotNeeded
    return dialogue.questions(referral, waiting, phone=_phone(message))


def _status(message: MessageOut) -> tuple[Any, list[Enclosed]]:
    files: list[Enclosed] = []
    if message.context["code"] in ("granted", "refused", "redirected"):
        assert message.referral is not None
        decision = message.referral.decisions.filter(public_id=message.context["decision"]).first()
        files = enclosed.for_sender(decision) if decision else []
    return dialogue.status(message, phone=_phone(message)), files


def _phone(message: MessageOut) -> str:
    day = timezone.localdate(message.created_at, clocks.OSLO)
    sender = settings_by_date.value(region=message.region, key="letter_sender", on=day)
    return str(sender.get("phone") or "")
