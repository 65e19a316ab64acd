"""What every way of messages can do, and what may go wrong."""

from __future__ import annotations

from typing import Protocol

from referrals.models import MessageIn, MessageOut
from rve.core.outbox import NotNow, ServerAway

__all__ = ["NoAnswer", "NotNow", "Refused", "ServerAway", "TakeIn", "Transport"]

# More than any message of the sector is: Norsk helsenett takes 18 MB, in base64 a third more.
MOST_BYTES = 25_000_000


class TakeIn(Protocol):
    """Keeps what came. `reference`: the delivery's own; the same one twice is one row. `sender`: the HER-id
    of who handed it in, where the way itself knows that; "" where only the message says so.
    """

    def __call__(self, content: bytes, reference: str, *, sender: str = "") -> MessageIn: ...


class Refused(Exception):
    """It will never be taken like this: `code` and `words` say why, and hold nothing of the patient."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(code)
        self.code, self.words = code, words


class NoAnswer(Exception):
    """Nobody knows whether it was taken: it is sent once more under the same id, which its reader knows."""


class Transport(Protocol):
    """A way out and in. Out is at least once, always under the same MsgId."""

    name: str

    def send(self, message: MessageOut) -> str:
        """Hands it over; the way's own reference. Refused for good, anything else to be tried again."""

    def receive(self, take_in: TakeIn) -> int:
        """Takes in what waits; how many. What is interrupted is taken in again under the same reference."""
