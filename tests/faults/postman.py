"""A mail server of the test's own: it keeps every mail it took, can be slow, refuse, hang up, be shut."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from rve.local.ports import free_port

LATER = "451 4.3.2 Try again later"


@dataclass(frozen=True)
class Mail:
    """One mail as it was taken, and when by the product's clock."""

    message_id: str
    to: str
    at: dt.datetime
    content: EmailMessage


class Postman:
    """What it is told to do holds until it is told otherwise; it may be told while it works."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self.port = free_port()
        self.mails: list[Mail] = []
        self.pause = 0.0  # seconds from taking a mail to saying so
        self.refuses = False
        self.attempts_refused = 0
        self.hang_ups: set[int] = set()  # after which mails it says nothing and hangs up
        self.holding = Event()
        self._hold_before: int | None = None
        self._hold_after: int | None = None
        self._released = Event()
        self._now = now
        self._controller: Controller | None = None

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=20)
        self._controller.start()

    def shut(self) -> None:
        """Nobody answers at the port any more."""
        self.release()
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def hold_before(self, count: int) -> None:
        """After so many mails one waits, not yet taken, until `release`; the others go on."""
        self._hold_before = count

    def hold_after(self, count: int) -> None:
        """Mail number `count` is taken, and its sender not told so until `release`; the others go on."""
        self._hold_after = count

    def release(self) -> None:
        self._hold_before = self._hold_after = None
        self._released.set()

    @property
    def ids(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(mail.message_id for mail in list(self.mails))

    @property
    def repeats(self) -> list[str]:
        """The Message-IDs that came again, once for each time too many."""
        return sorted((self.ids - Counter(set(self.ids))).elements())

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            self.attempts_refused += 1
            return LATER
        if self._hold_before is not None and len(self.mails) >= self._hold_before:
            self._hold_before = None
            await self._hold()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = message_from_bytes(envelope.original_content or b"", policy=default)
        assert isinstance(content, EmailMessage)
        to = str(envelope.rcpt_tos[0])
        self.mails.append(Mail(str(content["Message-ID"]), to, self._now(), content))
        number = len(self.mails)
        if number in self.hang_ups and server.transport is not None:
            server.transport.abort()
        if self._hold_after is not None and number >= self._hold_after:
            self._hold_after = None
            await self._hold()
        await asyncio.sleep(self.pause)
        return "250 OK"

    async def _hold(self) -> None:
        self.holding.set()
        while not self._released.is_set():
            await asyncio.sleep(0.02)

    def __enter__(self) -> Postman:
        self.open()
        return self

    def __exit__(self, *_: Any) -> None:
        self.shut()
