"""What every channel can do, and what it answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from rve.core.models import Message
from rve.core.outbox import ServerAway

# What a message is made from: the letter itself, or one that only people bring.
LETTER, BY_HAND = "letter", "by_hand"
UNKNOWN, ACCEPTED, DELIVERED, OPENED, REFUSED = "unknown", "accepted", "delivered", "opened", "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a message: `state` is one of the five above, `code` why it was refused, in UTC."""

    state: str
    code: str = ""
    delivered_at: dt.datetime | None = None
    opened_at: dt.datetime | None = None


class Refused(Exception):
    """The channel will never take this message: `code` says why, and never holds anything of the patient."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoAnswer(Exception):
    """Nobody knows whether it was taken: it is asked for before it is sent again."""


class NotUnderstood(Exception):
    """An answer that the agreement does not have: tried again later."""


class NotLetIn(ServerAway):
    """Our key is not accepted: no message's fault, and the others would fare no better."""


class Channel(Protocol):
    """A way out of the house, exactly once for each message id."""

    name: str

    def deliver(self, message: Message) -> None:
        """Hands it over, or raises: Refused for good, anything else to be tried again."""

    def ask(self, message: Message) -> Answer:
        """What became of it."""
