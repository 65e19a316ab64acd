"""The messages that the stand-in holds, its notifications, and how it is to behave."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4


@dataclass
class Manners:
    """What it does to the next requests; each number counts down to nothing.

    `refuse`: 400 for good. `busy`: 503. `drop`: takes a message and hangs up without an answer. `slow`:
    seconds before each answer. `twice`: each message is notified of twice. `nonce`: wants one in every proof.
    """

    refuse: int = 0
    busy: int = 0
    drop: int = 0
    slow: float = 0.0
    twice: bool = False
    nonce: str = ""
    locked: bool = False


@dataclass
class Post:
    """Everything in memory: it goes with the process."""

    manners: Manners = field(default_factory=Manners)
    sent: list[dict[str, Any]] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    about: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    downloaded: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    tokens: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def take(self, sent: dict[str, Any]) -> str:
        """A message from a client; the id of its shipment."""
        with self.lock:
            shipment = str(uuid4())
            self.sent.append({**sent, "id": shipment})
            return shipment

    def put(self, document: str, *, her_id: int, sender: int) -> str:
        """A message for a client, in base64; notified of from now on. Offsets have gaps, as the service's.

        `sender`: who handed it in, as the service knows it.
        """
        with self.lock:
            shipment = str(uuid4())
            self.waiting[shipment] = document
            self.about[shipment] = {"id": shipment, "senderHerId": sender, "receiverHerIds": [her_id]}
            for _time in range(2 if self.manners.twice else 1):
                self._notify("NewMessage", shipment, her_id)
            return shipment

    def _notify(self, kind: str, shipment: str, her_id: int) -> None:
        offset = self.notices[-1]["offset"] + 3 if self.notices else 7
        self.notices.append(
            {
                "offset": offset,
                "relatedMessageId": shipment,
                "type": kind,
                "notificationReceiverHerId": her_id,
            }
        )

    def say(self, kind: str, *, her_id: int) -> None:
        """Some other notification, of a message that was sent."""
        with self.lock:
            self._notify(kind, str(uuid4()), her_id)

    def after(self, offset: int, *, her_ids: set[int], most: int) -> list[dict[str, Any]]:
        with self.lock:
            mine = [one for one in self.notices if one["notificationReceiverHerId"] in her_ids]
            return [one for one in mine if one["offset"] > offset][:most]

    def spend(self, name: str) -> bool:
        """Whether the manner is still on, one less afterwards."""
        with self.lock:
            left = int(getattr(self.manners, name))
            if left:
                setattr(self.manners, name, left - 1)
            return left > 0
