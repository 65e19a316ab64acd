"""Digital post: the client of its adapter over HTTP (docs/adr/0016-digital-post-port.md).

    PUT /messages/ID             201 taken · 200 there already · 404, 422 refused (code) · 409 other content
    GET /messages/ID             200 status and times · 404 with the code unknown_message
    PUT /messages/ID/notices/ID  200 told once more

The identity number is read from its encrypted row when the request is made, stands in its body and nowhere
else: not in the address, not in an error, not in the outbox.
"""

from __future__ import annotations

import base64
import datetime as dt
import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from referrals.channels import port
from referrals.channels.letter_of import letter_of
from referrals.channels.port import Answer, NoAnswer, NotLetIn, NotUnderstood, Refused
from referrals.models import Letter
from rve.core.models import Message
from rve.core.outbox import NotNow, ServerAway

SECONDS = 5.0
SECOND_NOTICE = "second_notice"
REFUSALS = ("reserved", "unknown_recipient", "no_mailbox", "deceased")
NO_NUMBER, OTHER_CONTENT = "no_number", "other_content"
_MOST_BYTES = 65_536
_STATES = (port.ACCEPTED, port.DELIVERED, port.OPENED, port.REFUSED)


class DigitalPost:
    """The service as the settings name it."""

    name = "digital"

    def deliver(self, message: Message) -> None:
        """Sends it; what was tried before is first asked for, so that nothing is sent that was taken."""
        if message.template == SECOND_NOTICE:
            self._notify(message)
        elif not _tried_before(message) or not self._was_taken(message):
            self._send(message, letter_of(message))

    def ask(self, message: Message) -> Answer:
        """What became of it; `unknown` where the service has never had it."""
        status, said = _request("GET", f"/messages/{message.public_id}")
        if status == 404 and said.get("code") == "unknown_message":
            return Answer(port.UNKNOWN)
        if status != 200 or said.get("status") not in _STATES:
            raise NotUnderstood
        return Answer(
            state=said["status"],
            code=_code(said) if said["status"] == port.REFUSED else "",
            delivered_at=_moment(said.get("delivered_at")),
            opened_at=_moment(said.get("opened_at")),
        )

    def _was_taken(self, message: Message) -> bool:
        answer = self.ask(message)
        if answer.state == port.REFUSED:
            raise Refused(answer.code)
        return answer.state != port.UNKNOWN

    def _send(self, message: Message, letter: Letter) -> None:
        status, said = _request("PUT", f"/messages/{message.public_id}", _body(letter))
        if status in (200, 201):
            return
        if status == 409:
            raise Refused(OTHER_CONTENT)
        # A wrong address answers 404 as well: only with a code of the agreement is it a refusal.
        if status in (404, 422) and said.get("code") in REFUSALS:
            raise Refused(_code(said))
        raise NotUnderstood

    def _notify(self, message: Message) -> None:
        """The service tells the patient once more that a letter waits; the same notice twice is one."""
        status, _said = _request("PUT", f"/messages/{message.context['of']}/notices/{message.public_id}", {})
        if status not in (200, 201):
            raise NotUnderstood


DIGITAL_POST = DigitalPost()


def _tried_before(message: Message) -> bool:
    return message.attempts > 1 or bool(message.error)


def _body(letter: Letter) -> dict[str, str]:
    patient = letter.referral.patient
    number = patient.details.number if patient is not None else ""
    if not number:
        raise Refused(NO_NUMBER)
    return {
        "recipient": number,
        "title": letter.title,
        "language": letter.language,
        "sha256": letter.sha256,
        "pdf": base64.b64encode(bytes(letter.pdf)).decode("ascii"),
    }


def _request(method: str, path: str, body: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """Status and JSON of the answer. ServerAway: nothing was sent; NoAnswer: it may have been taken."""
    base = urlsplit(settings.DIGITAL_POST_URL)
    if not base.hostname:
        raise ServerAway("not set up")
    connection = _connection(base.scheme, base.hostname, base.port)
    headers = {"Authorization": f"Bearer {settings.DIGITAL_POST_TOKEN}", "Content-Type": "application/json"}
    # An error's own text may hold what was sent: only its name goes on.
    failure: type[Exception] = ServerAway
    try:
        connection.connect()
        failure = ServerAway if method == "GET" else NoAnswer
        connection.request(method, base.path + path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        status, said = answer.status, _read(answer)
    except (OSError, http.client.HTTPException) as error:
        raise failure(type(error).__name__) from None
    finally:
        connection.close()
    _admitted(status)
    return status, said


def _admitted(status: int) -> None:
    if status in (401, 403):
        raise NotLetIn
    if status in (429, 502, 503, 504):
        raise NotNow


def _connection(scheme: str, host: str, number: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        secure = ssl.create_default_context()
        return http.client.HTTPSConnection(host, number, timeout=SECONDS, context=secure)
    return http.client.HTTPConnection(host, number, timeout=SECONDS)


def _read(answer: http.client.HTTPResponse) -> dict[str, Any]:
    try:
        said = json.loads(answer.read(_MOST_BYTES))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _code(said: dict[str, Any]) -> str:
    """Only codes of the agreement are kept: whatever else an answer holds, it is not stored."""
    return said["code"] if said.get("code") in REFUSALS else "refused"


def _moment(text: object) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
