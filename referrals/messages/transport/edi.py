"""Norsk helsenett's message service over REST (EDI 2.0, version 3 of its API).

    POST /messages                         202 with the service's id of the shipment
    GET  /notifications?HerIds&Offset      what is new since the last one we have handled
    GET  /messages/ID                      who sent it, as the service has checked
    GET  /messages/ID/business-document    the message
    PUT  /messages/ID/downloaded           we have it

Notifications are a queue with an offset. Ours moves on when a message is kept here, and not before; where it
is lost, all are asked for again, and what is kept here is not fetched twice.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Iterator
from typing import Any

from referrals.messages.make import codes
from referrals.messages.make.parties import unit_of
from referrals.messages.transport.edi_http import EdiHttp, http
from referrals.messages.transport.port import NoAnswer, Refused, TakeIn
from referrals.models import MessageIn, MessageOut
from rve.core.api import shared_state
from rve.core.models import Organisation

log = logging.getLogger(__name__)

NEW_MESSAGE = "NewMessage"
_PAGE = 100
_KEPT_SECONDS = 400 * 86_400
_VERSION = "1"
_GONE = (404, 410)
_TYPES = {
    MessageOut.Kind.APPREC: "APPREC",
    MessageOut.Kind.ONWARD: codes.ONWARD.value,
    MessageOut.Kind.QUESTION: codes.DIALOGUE.value,
    MessageOut.Kind.STATUS: codes.STATUS.value,
}


class Edi:
    """The service that the settings name."""

    name = "edi"

    def __init__(self, client: EdiHttp | None = None) -> None:
        self._client = client

    @property
    def _http(self) -> EdiHttp:
        return self._client or http()

    def send(self, message: MessageOut) -> str:
        """Hands it over; a repeat has the same MsgId, by which its receiver knows it."""
        answer = self._http.ask("POST", "/messages", body=self._body(message))
        if answer.status in (200, 201, 202):
            return _id_of(answer.said)
        # It is there already.
        if answer.status == 409:
            return message.transport_reference
        raise Refused(
            str(answer.status), f"The message service refuses it ({answer.number or answer.status})."
        )

    def _body(self, message: MessageOut) -> dict[str, Any]:
        unit = unit_of(message.region)
        if unit is None or not message.receiver_her_id.isdecimal():
            raise Refused("no_her_id", "Sender or receiver has no HER-id.")
        return {
            "senderHerId": int(unit.her_id),
            "receiverHerIds": [int(message.receiver_her_id)],
            "businessDocument": base64.b64encode(bytes(message.content)).decode("ascii"),
            "contentType": "application/xml",
            "contentTransferEncoding": "base64",
            "messageTypeIdentificator": _TYPES[MessageOut.Kind(message.kind)],
            "applicationName": self._http.service.source_system,
            "applicationVersion": _VERSION,
        }

    def receive(self, take_in: TakeIn) -> int:
        """What is new for each of our parties; one that cannot be had holds up those behind it."""
        return sum(self._of_party(her_id, take_in) for her_id in _our_parties())

    def _of_party(self, her_id: str, take_in: TakeIn) -> int:
        count = 0
        for offset, notice in self._notices(her_id):
            if notice.get("type") == NEW_MESSAGE:
                count += self._fetch(str(notice["relatedMessageId"]), her_id, take_in)
            shared_state.keep(_offset_key(her_id), str(offset), seconds=_KEPT_SECONDS)
        return count

    def _notices(self, her_id: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """In the order of their offsets, page by page until one is not full."""
        last = int(shared_state.get(_offset_key(her_id)) or 0)
        while True:
            query = {"HerIds": her_id, "Offset": str(last), "NotificationsToFetch": str(_PAGE)}
            answer = self._http.ask("GET", "/notifications", query=query)
            found = _notices_of(answer.said, after=last)
            yield from found
            if len(found) < _PAGE:
                return
            last = found[-1][0]

    def _fetch(self, message_id: str, her_id: str, take_in: TakeIn) -> bool:
        """Whether it is new here. Kept before the service is told that we have it."""
        known = MessageIn.objects.filter(transport=self.name, transport_reference=message_id).exists()
        if not known:
            about = self._http.ask("GET", f"/messages/{message_id}")
            answer = self._http.ask("GET", f"/messages/{message_id}/business-document")
            if answer.status in _GONE:
                log.warning("message %s is gone from the service", message_id)
                return False
            take_in(_document(answer.said), message_id, sender=_sender(about.said))
        self._http.ask("PUT", f"/messages/{message_id}/downloaded", body={"receiverHerId": int(her_id)})
        return not known


def _sender(said: Any) -> str:
    """The HER-id that the service knows as the sender; NoAnswer where it does not say: nothing is taken in
    on the message's own word here.
    """
    found = said.get("senderHerId") if isinstance(said, dict) else None
    if isinstance(found, bool) or not isinstance(found, int):
        raise NoAnswer("sender")
    return str(found)


def _our_parties() -> list[str]:
    rows = Organisation.objects.filter(kind=Organisation.Kind.RVE).exclude(her_id="")
    return list(rows.order_by("pk").values_list("her_id", flat=True))


def _offset_key(her_id: str) -> str:
    return f"edi:offset:{her_id}"


def _notices_of(said: Any, *, after: int) -> list[tuple[int, dict[str, Any]]]:
    rows = said.get("notifications") if isinstance(said, dict) else said
    if not isinstance(rows, list):
        raise NoAnswer("notifications")
    found = [(int(one["offset"]), one) for one in rows if isinstance(one, dict) and "offset" in one]
    return sorted((one for one in found if one[0] > after), key=lambda one: one[0])


def _document(said: Any) -> bytes:
    """What the sender sent. Not in base64 it is taken in as it is, and refused as any other that cannot be
    read: waiting for it to be better would hold up all that come after.
    """
    text = said.get("businessDocument") if isinstance(said, dict) else None
    if not isinstance(text, str):
        raise NoAnswer("business document")
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return text.encode(errors="replace")


def _id_of(said: Any) -> str:
    found = said.get("id") if isinstance(said, dict) else said
    return str(found or "")[:200]
